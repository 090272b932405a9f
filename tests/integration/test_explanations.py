"""Why a copy is one and what a revision changed, on a real Kafka: texts are read back from the raw topic.

One worker sees to all of it, in rounds: each waits until the one before is decided, so that the verdicts, and
with them the records, are those of one process to the byte.
"""

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import orjson
import pytest
from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.admin import KafkaAdminClient

from streams.agents.app import create_app
from streams.agents.log import Log
from streams.broker import admin
from streams.cli.on_disk import ArticlesOnDisk
from streams.cli.piping import Tally, deduplicated
from streams.domain.article import Article, RawArticle
from streams.domain.duplicate import DuplicateRecord
from streams.domain.revision import RevisionRecord
from streams.errors import Unavailable
from streams.settings import Settings
from streams.topic import HOUR_MS, Topic
from streams.topics import DECIDED, Stage, app_id
from streams.wire.codec import encode
from streams.wire.published import cleaned
from tests.builders import a_raw_article, a_text
from tests.line import Worker, free_port, produce, raw_records, read_all, settled, workers

Row = dict[str, Any]

ORIGINALS = [a_raw_article(n) for n in range(8)]
PAGE = "<html><body><nav>Home</nav><article><h1>Ferry</h1>{}</article></body></html>"
COPIES = [
    a_raw_article(20, text=f"By wire. {ORIGINALS[0].text}\n\nRead on."),
    a_raw_article(21, text=(ORIGINALS[1].text or "")[:900]),
    a_raw_article(22, text=None, html=PAGE.format(f"<p>{ORIGINALS[2].text}</p>")),
    a_raw_article(23, text=(ORIGINALS[3].text or "").upper()),
]
LATER, EARLIER = a_raw_article(31, text=a_text(30)), a_raw_article(30, text=f"First. {a_text(30)}")
STORY = f"{a_text(60)}\n\nIn the port 12 people were hurt."
VERSIONS = [
    a_raw_article(60, text=STORY),
    a_raw_article(60, text=STORY.replace("12 people", "14 people")),
    a_raw_article(60, text=f"{STORY}\n\nCorrection: it was 12 after all.", title="Twelve hurt"),
]
ROUNDS = [[*ORIGINALS, LATER, *VERSIONS], [*COPIES, EARLIER]]
OF_WHAT_IS_GONE = a_raw_article(40, text=f"Much later. {ORIGINALS[4].text}")
REVISED_AFTER_IT_WAS_GONE = replace(ORIGINALS[4], text=f"{ORIGINALS[4].text} And more.")


@dataclass(frozen=True)
class Told:
    """What the topics held when all rounds were decided, again after a rewind, and after a deletion."""

    line: Settings
    raw: list[Any]
    first: dict[str, list[Any]]
    rewound: dict[str, list[Any]]
    last: dict[str, list[Any]]

    def rows(self, records: list[Any]) -> dict[str, Row]:
        """Return the last record of each article."""
        rows = [orjson.loads(record.value) for record in records]
        return {row["article_id"]: row for row in rows}


@pytest.fixture(scope="module")
def line(kafka: str) -> Settings:
    """A deployment of this file's own, its topics made."""
    made = Settings(kafka_bootstrap_servers=kafka, topic_prefix=f"t{uuid4().hex[:10]}.")
    admin.apply(made)
    return made


@pytest.fixture(scope="module")
def told(line: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Everything said here is said by one worker, started twice."""
    worker = Worker(Stage.DEDUP, line, tmp_path_factory.mktemp("explanations"))
    with workers(worker):
        sent = 0
        for articles in ROUNDS:
            sent += produce(line, raw_records(articles))
            settled(line, Stage.DEDUP, sent, worker)
        raw, first = read_all(line, line.topics().raw), told_now(line)
        assert worker.stop() == 0
        forget_last_marks(line)
        rewind(line, line.topics().raw)
        shutil.rmtree(worker.folder)
        worker.start()
        settled(line, Stage.DEDUP, sent, worker)
        rewound = told_now(line)
        delete_raw(line, partition_of(raw, ORIGINALS[4]), before=-1)
        sent += produce(line, raw_records([OF_WHAT_IS_GONE, REVISED_AFTER_IT_WAS_GONE]))
        settled(line, Stage.DEDUP, sent, worker)
        yield Told(line, raw, first, rewound, told_now(line))


def told_now(line: Settings) -> dict[str, list[Any]]:
    """Return the records that explain, by the short names of their topics."""
    topics = line.topics()
    return {"copies": read_all(line, topics.duplicates), "revisions": read_all(line, topics.revisions)}


def forget_last_marks(line: Settings) -> None:
    """Undo the last row of each article, as if the worker had died with its verdict out and not marked."""
    rows = defaultdict(list)
    for record in read_all(line, line.topics().changelog(DECIDED)):
        rows[record.partition, record.key].append(record.value)
    producer = KafkaProducer(bootstrap_servers=line.kafka_bootstrap_servers)
    for (partition, key), values in rows.items():
        before = values[-2] if len(values) > 1 else None
        producer.send(line.topics().changelog(DECIDED).name, key=key, value=before, partition=partition)
    producer.close()


def rewind(line: Settings, topic: Topic) -> None:
    """Commit the beginning of a topic for dedup, so that all of it comes again."""
    group = app_id(line.topic_prefix, Stage.DEDUP)
    consumer = KafkaConsumer(bootstrap_servers=line.kafka_bootstrap_servers, group_id=group)
    try:
        places = [TopicPartition(topic.name, n) for n in range(topic.partitions)]
        consumer.assign(places)
        consumer.commit({place: OffsetAndMetadata(0, "", -1) for place in places})
    finally:
        consumer.close(autocommit=False)


def delete_raw(line: Settings, partition: int, *, before: int) -> None:
    """Delete the records of a raw partition before an offset, -1 for all, as retention does."""
    client = KafkaAdminClient(bootstrap_servers=line.kafka_bootstrap_servers)
    try:
        client.delete_records({TopicPartition(line.topics().raw.name, partition): before})
    finally:
        client.close()


def partition_of(raw: list[Any], article: RawArticle) -> int:
    """Return the raw partition of an article."""
    return int(next(record.partition for record in raw if record.key == article.id.encode()))


def test_a_copys_record_shows_the_longest_passage_and_where_it_stands_in_both(told: Told) -> None:
    """Whoever doubts a verdict sees what was taken over, also from another partition or a page."""
    copies = told.rows(told.first["copies"])
    for copy, original in zip(COPIES, ORIGINALS, strict=False):
        assert_passage(copies[copy.id], cleaned(copy), cleaned(original))
    assert partition_of(told.raw, COPIES[0]) != partition_of(told.raw, ORIGINALS[0])


def test_a_correction_says_as_much_as_a_first_verdict(told: Told) -> None:
    """Its own text is read back as well."""
    late = told.rows(told.first["copies"])[LATER.id]
    assert (late["rev"], late["title"], late["source"], late["url"]) == (
        *(1, LATER.title, LATER.source, LATER.url),
    )
    assert_passage(late, cleaned(LATER), cleaned(EARLIER))


def test_a_new_version_comes_with_what_changed_under_the_articles_key(told: Told) -> None:
    """Against the version decided before it, figure by figure."""
    second, third = (orjson.loads(record.value) for record in told.first["revisions"])
    assert {record.key for record in told.first["revisions"]} == {VERSIONS[0].id.encode()}
    assert (second["revision"], second["kinds"]) == (2, ["figures"])
    assert second["figures"] == {"added": ["14 people"], "removed": ["12 people"]}
    assert (third["revision"], third["previous_revision"], third["previous"]) == (3, 2, "compared")
    assert third["kinds"] == ["headline", "figures", "correction_notice", "wording"]
    assert third["correction_notice"] == "Correction: it was 12 after all."


def test_what_the_topics_hold_is_what_pipe_writes(told: Told) -> None:
    """To the byte."""
    said = list(
        deduplicated(
            [one for articles in ROUNDS for one in articles],
            window_ms=72 * HOUR_MS, shards=4, partitions=4, tally=Tally(), texts=ArticlesOnDisk(),
        )
    )  # fmt: skip
    for kind, name in ((DuplicateRecord, "copies"), (RevisionRecord, "revisions")):
        wanted = sorted(encode(one) for one in said if isinstance(one, kind))
        assert sorted(record.value for record in told.first[name]) == wanted
        assert wanted


@pytest.mark.parametrize(("name", "again"), [("copies", 5), ("revisions", 1)])
def test_what_is_told_again_after_a_crash_is_the_same_to_the_byte(told: Told, name: str, again: int) -> None:
    """Consumers upsert: nothing changes, be it a correction or the third version, and with the disk lost."""
    assert len(told.rewound[name]) == len(told.first[name]) + again
    by_event = defaultdict(set)
    for record in told.rewound[name]:
        by_event[dict(record.headers)["ce_id"]].add((record.key, record.value, tuple(record.headers)))
    assert {len(told_as) for told_as in by_event.values()} == {1}


def test_what_the_log_has_lost_holds_nothing_up(told: Told) -> None:
    """The verdict stands, and the record says that it could not be compared."""
    copy = told.rows(told.last["copies"])[OF_WHAT_IS_GONE.id]
    assert (copy["original_id"], copy["passage"]) == (ORIGINALS[4].id, None)
    assert copy["title"] == OF_WHAT_IS_GONE.title
    revision = told.rows(told.last["revisions"])[ORIGINALS[4].id]
    assert (revision["revision"], revision["previous"], revision["kinds"]) == (2, "gone", [])


async def test_any_raw_record_is_read_back_by_its_place_until_it_is_deleted(deployment: Settings) -> None:
    """Whoever owns its partition, in any order, many at once; and what is gone is said to be gone."""
    admin.apply(deployment)
    produce(deployment, raw_records(a_raw_article(n) for n in range(60)))
    records = read_all(deployment, deployment.topics().raw)
    log = Log(create_app(Stage.DEDUP, deployment), deployment.topics().raw, lookup_s_max=20)
    try:
        found = await asyncio.gather(*(log.read(one.partition, one.offset) for one in reversed(records)))
        assert [one and one.value for one in found] == [one.value for one in reversed(records)]
        delete_raw(deployment, 0, before=3)
        left = [await log.read(0, offset) for offset in range(5)]
        assert [one is None for one in left] == [True, True, True, False, False]
        delete_raw(deployment, 0, before=-1)
        assert await log.read(0, 4) is None
        assert await log.read(1, 0) is not None
    finally:
        await log.stop()


async def test_a_kafka_that_does_not_answer_is_unavailable_within_the_time_set() -> None:
    """The worker ends and its records come again; it never waits for good."""
    nowhere = Settings(kafka_bootstrap_servers=f"127.0.0.1:{free_port()}")
    log = Log(create_app(Stage.DEDUP, nowhere), nowhere.topics().raw, lookup_s_max=2)
    with pytest.raises(Unavailable, match="cannot be read back"):
        await log.read(0, 0)


def assert_passage(record: Row, copy: Article, original: Article) -> None:
    """Assert that a record's passage stands in both texts where it says, and is long."""
    found = record["passage"]
    assert record["original_id"] == original.id
    here = copy.text[found["start"] : found["end"]]
    there = original.text[found["original_start"] : found["original_end"]]
    assert " ".join(here.lower().split()) == " ".join(there.lower().split())
    assert len(here.split()) == found["words"] > 100
    assert here.startswith(found["excerpt"])
