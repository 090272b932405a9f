"""The whole line as users run it: the verdicts of `newswire pipe`, whatever starts and dies meanwhile."""

import time
from pathlib import Path

import pytest

from streams.broker.jars import kafka_jars
from streams.broker.java import find_java
from streams.broker.local import LocalBroker
from streams.settings import settings
from streams.sources.synthetic.feed import feed
from streams.sources.synthetic.records import Outcome
from streams.topics import Stage
from tests.line import Worker, free_port, wait_for
from tests.soak.oracle import oracle_of
from tests.soak.run import Turn, joins, kills, run

PAIRS = (Stage.DEDUP, Stage.ENRICH, Stage.DEDUP, Stage.ENRICH)
THREE = (Stage.DEDUP, Stage.DEDUP, Stage.DEDUP)
AWAY_S = 12  # longer than the 6 s after which a group gives up a worker that says nothing


def fed(file: Path, articles: int, seed: int) -> Path:
    """Write a feed to a file, without what is no article."""
    records = (record for record in feed(articles, seed=seed) if record.truth.outcome is not Outcome.DEAD)
    file.write_bytes(b"\n".join(record.payload for record in records))
    return file


def test_the_line_agrees_with_pipe_though_workers_are_killed(kafka: str, tmp_path: Path) -> None:
    """Two workers of each stage start with the feed, two are killed in mid-stream; nothing is lost."""
    oracle = oracle_of(fed(tmp_path / "articles.jsonl", 300, seed=21), tmp_path)
    report = run(kafka, oracle, tmp_path / "run", stages=PAIRS, turns=kills(2, PAIRS))
    assert report.ok, str(report)
    assert report.turns == 2
    assert report.enriched is not None
    assert report.enriched > 100


def reachable(worker: Worker) -> float:
    """Return whether a worker says that Kafka answers it: 1 or 0."""
    return worker.metrics()[f'newswire_broker_reachable{{stage="{worker.stage}"}}']


@pytest.mark.parametrize("partitions", [4, 12])
def test_workers_that_join_leave_and_are_killed_change_no_verdict(
    kafka: str, tmp_path: Path, partitions: int
) -> None:
    """Of three dedup workers one comes late, one leaves, one is killed for good and one comes back."""
    file = fed(tmp_path / "articles.jsonl", 500, seed=22)
    turns = [
        Turn(0.1, 2, joins),
        Turn(0.4, 0, Worker.stop),
        Turn(0.5, 1, Worker.kill),
        Turn(0.6, 0, joins),
        Turn(0.8, 2, Worker.kill),
    ]
    oracle = oracle_of(file, tmp_path, partitions=partitions, per_s=25)
    report = run(kafka, oracle, tmp_path / "run", stages=THREE, turns=turns)
    assert report.ok, str(report)
    assert report.turns == len(turns)


def test_a_kafka_that_goes_away_under_a_running_line_and_comes_back_costs_nothing(tmp_path: Path) -> None:
    """As at every upgrade of it: whoever sends waits, workers wait, and go on by themselves."""
    oracle = oracle_of(fed(tmp_path / "articles.jsonl", 200, seed=23), tmp_path, per_s=25)
    jars = kafka_jars(settings().cache_dir, say=print)
    with LocalBroker(tmp_path / "kafka", java=find_java(), jars=jars, port=free_port()) as broker:

        def away(worker: Worker) -> None:
            broker.stop()
            back = time.monotonic() + AWAY_S
            wait_for(
                lambda: reachable(worker) == 0, within_s=AWAY_S, what="the worker tells that Kafka is away"
            )
            assert worker.get("/readyz").text == "Kafka does not answer\n"
            time.sleep(max(0.0, back - time.monotonic()))
            broker.start()
            wait_for(lambda: reachable(worker) == 1, within_s=30, what="the worker tells that Kafka is back")

        stages = (Stage.DEDUP, Stage.ENRICH)
        report = run(
            broker.bootstrap_servers, oracle, tmp_path / "run", stages=stages, turns=[Turn(0.4, 0, away)]
        )
    assert report.ok, str(report)
    assert report.turns == 1
