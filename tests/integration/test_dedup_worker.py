"""The dedup stage on a real Kafka: the oracle's verdicts, whatever starts, dies or is broken meanwhile."""

import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from kafka import KafkaProducer

from streams.broker import admin
from streams.domain.article import RawArticle, article_id
from streams.settings import Settings
from streams.sources.synthetic.feed import feed
from streams.sources.synthetic.records import FedRecord
from streams.topics import Stage
from streams.wire.codec import encode
from tests.line import (
    Worker,
    conserved,
    in_mid_stream,
    produce,
    raw_records,
    read_all,
    settled,
    verdicts_of_oracle,
    verdicts_on_topics,
    wait_for,
    workers,
)

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def line(deployment: Settings) -> Settings:
    """A deployment whose topics are made."""
    admin.apply(deployment)
    return deployment


def dedup(settings: Settings, folder: Path, name: str = "one") -> Worker:
    """Return a dedup worker with a folder of its own, not started."""
    return Worker(Stage.DEDUP, settings, folder / name)


def fed(articles: int, seed: int) -> list[FedRecord]:
    """Return a feed; its truth is not used here, as the oracle says what is to be found."""
    return list(feed(articles, seed))


def keyed(records: list[FedRecord]) -> list[tuple[str, bytes]]:
    """Return records as keyed payloads."""
    return [(record.key.decode() if record.key else "none", record.payload) for record in records]


def an_article(name: str, text: str, *, seconds: float = 0) -> RawArticle:
    """Return an article of a little outlet, received so many seconds after the beginning."""
    url = f"https://example.org/{name}"
    return RawArticle(
        id=article_id(canonical_url=url, source="Example Post", guid=None),
        source="Example Post",
        title=f"About {name}",
        text=text,
        url=url,
        received_at=BEGAN + timedelta(seconds=seconds),
    )


def a_text(seed: int) -> str:
    """Return a text of its own, two hundred words long."""
    word = [
        "harbour",
        "council",
        "bridge",
        "teacher",
        "orchard",
        "budget",
        "engine",
        "river",
        "signal",
        "market",
    ]
    return ". ".join(
        " ".join(
            word[(seed * 7 + n * n + k * (seed + 3)) % 10] + str((seed * 31 + n * k) % 97) for k in range(10)
        )
        for n in range(20)
    )


def test_two_workers_started_with_the_feed_find_the_oracles_verdicts(line: Settings, tmp_path: Path) -> None:
    """They rebalance before the first commit: when Faust alone loses the first records of a group."""
    records = fed(400, seed=11)
    pair = (dedup(line, tmp_path, "one"), dedup(line, tmp_path, "two"))
    with workers(*pair):
        produce(line, keyed(records))
        settled(line, Stage.DEDUP, len(records), *pair)
        wanted = verdicts_of_oracle(record.payload for record in records)
        assert verdicts_on_topics(line) == wanted
        for worker in pair:
            conserved(worker)


def test_workers_killed_in_mid_stream_lose_nothing_and_change_no_verdict(
    line: Settings, tmp_path: Path
) -> None:
    """At least once, publish then mark: a kill may repeat work, never skip or alter it."""
    records = fed(500, seed=12)
    wanted = verdicts_of_oracle(record.payload for record in records)
    pair = (dedup(line, tmp_path, "one"), dedup(line, tmp_path, "two"))
    with workers(*pair):
        wait_for(lambda: all(worker.ready() for worker in pair), within_s=60, what="both workers ready")
        feeding = threading.Thread(target=produce, args=(line, keyed(records)), kwargs={"per_s": 50})
        feeding.start()
        for number, worker in enumerate(pair):
            in_mid_stream(line, Stage.DEDUP, 120 * (number + 1))
            worker.kill()
            worker.start()
        feeding.join()
        settled(line, Stage.DEDUP, len(records), *pair)
        assert verdicts_on_topics(line) == wanted


def test_what_can_never_pass_is_a_dead_letter_with_its_bytes_and_the_rest_goes_on(
    line: Settings, tmp_path: Path
) -> None:
    """One broken article must not stop the news, nor vanish."""
    worker = dedup(line, tmp_path)
    good = an_article("good", a_text(1))
    ahead = encode(replace(good, received_at=datetime.now(UTC) + timedelta(days=3)))
    broken = [("k1", b"\xff not json"), ("k2", b'{"id": 7}'), ("k3", b""), ("k4", ahead)]
    with workers(worker):
        produce(line, [broken[0], *raw_records([good]), *broken[1:]])
        settled(line, Stage.DEDUP, 5, worker)
        dead = {record.key: record for record in read_all(line, line.topics().dead(Stage.DEDUP))}
        assert {key.decode(): record.value for key, record in dead.items()} == dict(broken)
        reasons = {
            key.decode(): dict(record.headers)["__connect.errors.exception.message"]
            for key, record in dead.items()
        }
        assert b"not_json" in reasons["k1"]
        assert b"$.id" in reasons["k2"]
        assert b"received_at" in reasons["k4"]
        assert verdicts_on_topics(line) == {good.id: "unique"}
        conserved(worker)


def test_a_worker_that_lost_its_disk_still_knows_what_was_published(line: Settings, tmp_path: Path) -> None:
    """Its tables are in Kafka: on another machine the same copy must be found, the same repeat suppressed."""
    original, copy = an_article("first", a_text(2)), an_article("copy", a_text(2), seconds=60)
    worker = dedup(line, tmp_path)
    with workers(worker):
        produce(line, raw_records([original]))
        settled(line, Stage.DEDUP, 1, worker)
        assert worker.stop() == 0
        shutil.rmtree(worker.folder)
        worker.start()
        produce(line, raw_records([copy, original]))
        settled(line, Stage.DEDUP, 3, worker)
        assert verdicts_on_topics(line) == {original.id: "unique", copy.id: f"copy of {original.id}"}
        assert len(read_all(line, line.topics().unique)) == 1


def test_a_worker_that_comes_back_after_another_had_its_partitions_reads_what_that_one_wrote(
    line: Settings, tmp_path: Path
) -> None:
    """Its own files are older than the changelogs then, though not empty."""
    records = fed(300, seed=14)
    one, other = dedup(line, tmp_path, "one"), dedup(line, tmp_path, "other")
    for came, worker in enumerate((one, other, one)):
        with workers(worker):
            produce(line, keyed(records[100 * came : 100 * (came + 1)]))
            settled(line, Stage.DEDUP, 100 * (came + 1), worker)
            assert worker.stop() == 0
    assert verdicts_on_topics(line) == verdicts_of_oracle(record.payload for record in records)


def test_an_original_that_comes_late_corrects_the_verdict_on_its_copy(line: Settings, tmp_path: Path) -> None:
    """The earliest received is the original, in whatever order the partitions are read."""
    later, earlier = an_article("later", a_text(3), seconds=60), an_article("earlier", a_text(3))
    worker = dedup(line, tmp_path)
    with workers(worker):
        produce(line, raw_records([later]))
        settled(line, Stage.DEDUP, 1, worker)
        produce(line, raw_records([earlier]))
        settled(line, Stage.DEDUP, 2, worker)
        wait_for(lambda: bool(read_all(line, line.topics().duplicates)), within_s=20, what="a correction")
        assert verdicts_on_topics(line) == {earlier.id: "unique", later.id: f"copy of {earlier.id}"}


def test_a_changed_text_is_a_revision_under_the_same_key_and_an_unchanged_one_a_repeat(
    line: Settings, tmp_path: Path
) -> None:
    """Consumers upsert by id; a repeat must cost them nothing."""
    first = an_article("story", a_text(4))
    changed = replace(first, text=a_text(4) + " The council has corrected one figure since.")
    worker = dedup(line, tmp_path)
    with workers(worker):
        produce(line, raw_records([first, first, changed]))
        settled(line, Stage.DEDUP, 3, worker)
        published = [orjson.loads(record.value) for record in read_all(line, line.topics().unique)]
        assert [(row["id"], row["revision"]) for row in published] == [(first.id, 1), (first.id, 2)]
        metrics = worker.metrics()
        assert metrics['newswire_outcomes_total{kind="repeat",outcome="suppressed",stage="dedup"}'] == 1
        assert metrics['newswire_outcomes_total{kind="revision",outcome="forwarded",stage="dedup"}'] == 1


def test_the_trace_of_a_raw_record_goes_on_in_what_came_of_it(line: Settings, tmp_path: Path) -> None:
    """One id leads from an alert back to the feed, over a new span at each hop."""
    trace, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    topics, hops = line.topics(), [span]
    enrich = Worker(Stage.ENRICH, line, tmp_path / "enrich")
    with workers(dedup(line, tmp_path), enrich):
        ((key, value),) = raw_records([an_article("traced", a_text(5))])
        with KafkaProducer(bootstrap_servers=line.kafka_bootstrap_servers) as producer:
            sent = [("traceparent", f"00-{trace}-{span}-01".encode())]
            producer.send(topics.raw.name, key=key.encode(), value=value, headers=sent).get(30)
        settled(line, Stage.ENRICH, 1, enrich)
        for topic, stage in ((topics.unique, Stage.DEDUP), (topics.enriched, Stage.ENRICH)):
            (record,) = read_all(line, topic)
            headers = {name: said.decode() for name, said in record.headers}
            assert headers["ce_type"] == topic.type
            assert headers["ce_source"] == f"newswire/{stage}"
            version, of, hop, flags = headers["traceparent"].split("-")
            assert (version, of, flags) == ("00", trace, "01")
            hops.append(hop)
    assert len(set(hops)) == 3


def test_a_worker_tells_its_health_and_stops_cleanly_under_load(line: Settings, tmp_path: Path) -> None:
    """Orchestrators ask; a stop must lose nothing and take no longer than they allow."""
    records = fed(300, seed=13)
    worker = dedup(line, tmp_path)
    with workers(worker):
        wait_for(worker.ready, within_s=60, what="ready")
        assert worker.get("/livez").text == "ok\n"
        produce(line, keyed(records))
        assert worker.stop(within_s=20) == 0
        worker.start()
        settled(line, Stage.DEDUP, len(records), worker)
        assert verdicts_on_topics(line) == verdicts_of_oracle(record.payload for record in records)


def test_a_worker_without_its_topics_says_which_command_makes_them(
    deployment: Settings, tmp_path: Path
) -> None:
    """The first thing a newcomer runs into."""
    worker = dedup(deployment, tmp_path)
    with workers(worker):
        assert worker.ended() == 2
        assert "newswire topics apply" in worker.tail()


def test_two_workers_never_share_one_folder(line: Settings, tmp_path: Path) -> None:
    """Two processes on one RocksDB would wait for each other without a word."""
    first, second = dedup(line, tmp_path), dedup(line, tmp_path)
    with workers(first, second):
        wait_for(lambda: first.has_ended or second.has_ended, within_s=60, what="one refuses")
        refused = second if second.has_ended else first
        assert refused.ended() == 2
        assert "NEWSWIRE_DATA_DIR" in refused.tail()
