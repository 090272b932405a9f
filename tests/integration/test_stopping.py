"""A worker that is told to end: in the middle of its work, and while Kafka hangs."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from streams.broker import admin
from streams.broker.java import find_java
from streams.broker.local import LocalBroker
from streams.domain.article import RawArticle, article_id
from streams.settings import Settings, variable
from streams.topic import Topic
from streams.topics import Stage
from tests.line import (
    Worker,
    acknowledged,
    free_port,
    in_mid_stream,
    members,
    produce,
    raw_records,
    read_all,
    wait_for,
    workers,
)

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)
ARTICLES = 3_000


def articles() -> Iterator[RawArticle]:
    """Yield articles of which none is like another."""
    for n in range(ARTICLES):
        url = f"https://example.org/{n}"
        words = " ".join(f"word{n}of{k}" for k in range(120))
        yield RawArticle(
            id=article_id(canonical_url=url, source="Example Post", guid=None),
            source="Example Post",
            url=url,
            title=f"Number {n}",
            text=f"Angela Merkel met Emmanuel Macron. {words}",
            received_at=BEGAN + timedelta(seconds=n),
        )


def test_a_worker_told_to_end_finishes_and_commits_what_it_has_in_hand(
    deployment: Settings, tmp_path: Path
) -> None:
    """Nobody publishes that again, and nobody waits until Kafka misses the worker."""
    admin.apply(deployment)
    produce(deployment, raw_records(articles()))
    topics = deployment.topics()
    for stage, out in ((Stage.DEDUP, topics.unique), (Stage.ENRICH, topics.enriched)):
        with workers(Worker(stage, deployment, tmp_path / stage)) as (worker,):
            in_mid_stream(deployment, stage, 100)
            assert worker.stop() == 0
            assert "finishing what is in hand" in worker.log.read_text("utf-8")
            assert members(deployment, stage) == set()
        published = ids(deployment, out)
        assert len(published) == acknowledged(deployment, stage)
        assert published


def ids(settings: Settings, topic: Topic) -> list[str]:
    """Return the ids of the articles on a topic."""
    return [orjson.loads(record.value)["id"] for record in read_all(settings, topic)]


@pytest.mark.parametrize("stage", [Stage.DEDUP, Stage.WATCH])
def test_a_worker_ends_in_its_time_though_kafka_hangs(
    stage: Stage, tmp_path: Path, jars: tuple[Path, ...]
) -> None:
    """Frozen, not gone: connections stay open, and each table that is closed would wait for an answer."""
    limit = {variable("stop_timeout_s"): "3"}
    with LocalBroker(tmp_path / "kafka", java=find_java(), jars=jars, port=free_port()) as broker:
        settings = Settings(kafka_bootstrap_servers=broker.bootstrap_servers)
        admin.apply(settings)
        worker = Worker(stage, settings, tmp_path / "worker", limit)
        with workers(worker):
            wait_for(worker.ready, within_s=60, what="ready")
            broker.process.send_signal(signal.SIGSTOP)
            try:
                assert worker.stop(within_s=20) == 3
            finally:
                broker.process.send_signal(signal.SIGCONT)
            said = worker.log.read_text("utf-8")
            assert f"{variable('stop_timeout_s')}=3" in said
            assert "nothing is lost" in said
            worker.start()
            wait_for(worker.ready, within_s=60, what="ready again, on the folder that was left open")
            assert worker.stop() == 0
