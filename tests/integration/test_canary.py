"""The canary through the real line: back and measured, nothing of it in public, and missed where it is."""

from collections import Counter
from pathlib import Path

import orjson
import pytest

from streams.broker import admin
from streams.domain.canary import SOURCE
from streams.settings import Settings, variable
from streams.topics import Stage
from tests.builders import a_raw_article
from tests.line import Worker, conserved, produce, raw_records, read_all, wait_for, workers

EVERY_S, LOST_S = 0.5, 3


@pytest.fixture
def line(deployment: Settings) -> Settings:
    """A deployment whose topics are made."""
    admin.apply(deployment)
    return deployment


def test_canaries_come_back_measured_and_nobody_else_sees_them_until_a_stage_is_gone_and_they_are_missed(
    line: Settings, tmp_path: Path
) -> None:
    more = {variable("canary_every_s"): str(EVERY_S), variable("canary_lost_s"): str(LOST_S)}
    dedup, enrich = (Worker(stage, line, tmp_path / stage) for stage in (Stage.DEDUP, Stage.ENRICH))
    watch = Worker(Stage.WATCH, line, tmp_path / "watch", more)
    with workers(dedup, enrich):
        wait_for(lambda: dedup.ready() and enrich.ready(), within_s=60, what="both workers ready")
        with workers(watch):
            wait_for(watch.ready, within_s=30, what="the watcher is ready")
            produce(line, raw_records(a_raw_article(n) for n in range(8)))
            wait_for(lambda: back(watch, "alerted") >= 4, within_s=30, what="canaries are back")
            assert back(watch, "unique") >= 4
            for worker in (dedup, enrich):
                assert_counted(worker)
            enrich.kill()
            before = lost(watch)
            wait_for(lambda: lost(watch) >= before + 2, within_s=30, what="they are missed")
            assert "last_seen=unique" in watch.tail() or '"last_seen": "unique"' in watch.tail()
            assert watch.stop() == 0
    assert_nothing_in_public(line)


def back(watch: Worker, to: str) -> float:
    """Return how many canaries the watcher has measured."""
    return watch.metrics().get(f'newswire_canary_seconds_count{{to="{to}"}}', 0)


def lost(watch: Worker) -> float:
    """Return how many canaries the watcher has missed."""
    return watch.metrics()["newswire_canary_lost_total"]


def assert_counted(worker: Worker) -> None:
    """Assert that a worker counted the eight articles as news, and canaries as nothing but canaries."""
    wait_for(lambda: sum(news_of(worker).values()) == 8, within_s=30, what="all eight are settled")
    conserved(worker)
    metrics = worker.metrics()
    received = metrics[f'newswire_received_total{{stage="{worker.stage}"}}']
    canaries = metrics[f'newswire_canaries_received_total{{stage="{worker.stage}"}}']
    assert received - canaries == 8
    news = news_of(worker)
    assert sum(news.values()) == 8, news
    latency = 'newswire_latency_seconds_count{since="received"'
    measured = sum(count for name, count in metrics.items() if name.startswith(latency))
    assert measured == 0, "the eight were received years ago, and canaries have a histogram of their own"


def news_of(worker: Worker) -> dict[str, float]:
    """Return the outcomes of what is no canary."""
    return {
        name: count
        for name, count in worker.metrics().items()
        if name.startswith("newswire_outcomes_total") and 'kind="canary"' not in name
    }


def assert_nothing_in_public(line: Settings) -> None:
    """Assert that canaries are on the raw topic and on their own, and on no other."""
    topics = line.topics()
    sources = {
        topic.type: Counter(orjson.loads(record.value)["source"] for record in read_all(line, topic))
        for topic in (topics.raw, topics.unique, topics.enriched, topics.mentions, topics.canary(Stage.DEDUP))
    }
    assert sources[topics.raw.type][SOURCE] >= 4
    assert sources[topics.canary(Stage.DEDUP).type].keys() == {SOURCE}
    assert sources[topics.unique.type].total() == 8
    for public in (topics.unique, topics.enriched, topics.mentions):
        assert SOURCE not in sources[public.type]
    for silent in (topics.duplicates, topics.revisions, *map(topics.dead, (Stage.DEDUP, Stage.ENRICH))):
        assert read_all(line, silent) == []
