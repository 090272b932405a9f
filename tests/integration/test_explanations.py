"""Why a copy is one, on a real Kafka: the shared passage, read back from the raw topic."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from streams.agents.app import create_app
from streams.agents.log import Log
from streams.broker import admin
from streams.cli.on_disk import ArticlesOnDisk
from streams.cli.piping import Tally, deduplicated
from streams.domain.article import RawArticle
from streams.domain.duplicate import DuplicateRecord
from streams.errors import Unavailable
from streams.settings import Settings
from streams.topics import HOUR_MS, Stage
from streams.wire.codec import encode
from streams.wire.published import cleaned
from tests.builders import a_raw_article, a_text
from tests.line import Worker, free_port, produce, raw_records, read_all, settled, workers

Row = dict[str, Any]

# Received in this order, all within seconds; copies come in rounds of their own, behind their originals.
ORIGINALS = [a_raw_article(n) for n in range(8)]
PAGE = "<html><body><nav>Home</nav><article><h1>Ferry</h1>{}</article></body></html>"
COPIES = [
    a_raw_article(20, text=f"By wire. {ORIGINALS[0].text}\n\nRead on."),
    a_raw_article(21, text=(ORIGINALS[1].text or "")[:900]),
    a_raw_article(22, text=None, html=PAGE.format(f"<p>{ORIGINALS[2].text}</p>")),
    a_raw_article(23, text=(ORIGINALS[3].text or "").upper()),
]
LATER, EARLIER = a_raw_article(31, text=a_text(30)), a_raw_article(30, text=f"First. {a_text(30)}")
OF_WHAT_IS_GONE = a_raw_article(40, text=f"Much later. {ORIGINALS[4].text}")


@pytest.fixture
def line(deployment: Settings) -> Settings:
    """A deployment whose topics are made."""
    admin.apply(deployment)
    return deployment


def copies_on_topic(line: Settings) -> dict[str, Row]:
    """Return the records of copies by article."""
    rows = [orjson.loads(record.value) for record in read_all(line, line.topics().duplicates)]
    return {row["article_id"]: row for row in rows}


def copies_of_pipe(articles: list[RawArticle]) -> list[bytes]:
    """Return the records that `newswire pipe` makes of the same articles."""
    told = deduplicated(articles, window_ms=72 * HOUR_MS, shards=4, tally=Tally(), texts=ArticlesOnDisk())
    return [encode(one) for one in told if isinstance(one, DuplicateRecord)]


def partition_of(line: Settings, article: RawArticle) -> int:
    """Return the raw partition of an article."""
    records = read_all(line, line.topics().raw)
    return int(next(record.partition for record in records if record.key == article.id.encode()))


def delete_raw(line: Settings, partition: int, *, before: int) -> None:
    """Delete the records of a raw partition before an offset, as retention does."""
    client = KafkaAdminClient(bootstrap_servers=line.kafka_bootstrap_servers)
    try:
        client.delete_records({TopicPartition(line.topics().raw.name, partition): before})
    finally:
        client.close()


def test_copies_show_the_shared_passage_as_pipe_does_and_go_on_when_the_original_is_gone(
    line: Settings, tmp_path: Path
) -> None:
    """Whoever doubts a verdict sees what was taken over; what the log has lost holds nothing up."""
    worker = Worker(Stage.DEDUP, line, tmp_path / "one")
    rounds = [ORIGINALS, COPIES, [LATER], [EARLIER]]
    with workers(worker):
        sent = 0
        for articles in rounds:
            sent += produce(line, raw_records(articles))
            settled(line, Stage.DEDUP, sent, worker)

        copies = copies_on_topic(line)
        for copy, original in zip(COPIES, ORIGINALS, strict=False):
            assert_passage(copies[copy.id], copy, original)
        assert len({partition_of(line, ORIGINALS[0]), partition_of(line, COPIES[0])}) == 2

        late = copies[LATER.id]
        assert (late["rev"], late["title"], late["source"]) == (1, LATER.title, LATER.source)
        assert_passage(late, LATER, EARLIER)

        published = sorted(record.value for record in read_all(line, line.topics().duplicates))
        assert published == sorted(copies_of_pipe([one for articles in rounds for one in articles]))

        gone = partition_of(line, ORIGINALS[4])
        delete_raw(line, gone, before=-1)
        sent += produce(line, raw_records([OF_WHAT_IS_GONE, replace(ORIGINALS[7], text=a_text(50))]))
        settled(line, Stage.DEDUP, sent, worker)
        last = copies_on_topic(line)[OF_WHAT_IS_GONE.id]
        assert (last["original_id"], last["passage"]) == (ORIGINALS[4].id, None)
        assert last["title"] == OF_WHAT_IS_GONE.title


async def test_any_raw_record_is_read_back_by_its_place_until_it_is_deleted(line: Settings) -> None:
    """Whoever owns its partition, in any order, many at once; and what is gone is said to be gone."""
    produce(line, raw_records(a_raw_article(n) for n in range(60)))
    records = read_all(line, line.topics().raw)
    log = Log(create_app(Stage.DEDUP, line), line.topics().raw, lookup_s_max=20)
    try:
        found = await asyncio.gather(*(log.read(one.partition, one.offset) for one in reversed(records)))
        assert [one and one.value for one in found] == [one.value for one in reversed(records)]
        delete_raw(line, 0, before=3)
        left = [await log.read(0, offset) for offset in range(5)]
        assert [one is None for one in left] == [True, True, True, False, False]
        delete_raw(line, 0, before=-1)
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


def assert_passage(record: Row, copy: RawArticle, original: RawArticle) -> None:
    """Assert that a record's passage stands in both texts where it says, and is long."""
    found, text, source = record["passage"], cleaned(copy).text, cleaned(original).text
    assert record["original_id"] == original.id
    here = text[found["start"] : found["end"]]
    there = source[found["original_start"] : found["original_end"]]
    assert " ".join(here.lower().split()) == " ".join(there.lower().split())
    assert len(here.split()) == found["words"] > 100
    assert here.startswith(found["excerpt"])
