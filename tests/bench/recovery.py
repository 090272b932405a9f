"""How long a lost worker's articles wait: from its end until another has verdicts on all of its partitions.

The changelogs hold what a feed of 40 articles a second leaves there in one window; then the worker that has
all of it is killed, with its disk and without.
"""

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from kafka import KafkaProducer

from streams.broker.producer import ArticleProducer
from streams.settings import Settings
from streams.topics import DECIDED, JOURNAL, Stage
from streams.wire.packed import pack_decided
from streams.wire.rows import pack_row
from tests.bench.figures import Bar, Figure, Result, figures_of
from tests.bench.rig import Rig, counting
from tests.bench.state import MadeUp, decisions
from tests.bench.texts import made_up
from tests.line import Worker, wait_for, workers

SIZES = (100_000, 1_000_000)
PROBES = 16  # articles: every partition has some, every shard is asked
RECOVERED_S_MAX = 600.0
FEED_PER_S = 40
BAR = Bar(most=30)


def measure(rig: Rig, *, repetitions: int) -> Result:
    """Return seconds from the kill of the only worker to verdicts by its successor, by articles held."""
    figures = [figure for size in SIZES for figure in _of_size(rig, size, repetitions=repetitions)]
    title = "recovery: one worker takes over 4 shards and 4 partitions, all there is"
    note = "6 s are the time-out of the group, but where a worker is started for the first time"
    return Result(title, tuple(figures), (note,))


def _of_size(rig: Rig, articles: int, *, repetitions: int) -> tuple[Figure, ...]:
    deployment = rig.deployment()
    fill(deployment, articles)
    lost, kept = list[float](), list[float]()
    with workers(rig.worker(Stage.DEDUP, deployment)) as (worker,):
        first = _until_verdicts(deployment, worker, 0)
        for n in range(repetitions):
            lost.append(_replaced(deployment, worker, 2 * n + 1, disk_lost=True))
            kept.append(_replaced(deployment, worker, 2 * n + 2, disk_lost=False))
    return (
        figures_of(f"{articles:,} articles: killed, disk lost", "s", lost, bar=BAR),
        figures_of(f"{articles:,} articles: killed, disk kept", "s", kept, bar=BAR),
        figures_of(f"{articles:,} articles: first start, no disk", "s", [first]),
    )


def fill(deployment: Settings, articles: int) -> None:
    """Write what a window of articles leaves in the changelogs, ending now."""
    topics, now_ms = deployment.topics(), int(time.time() * 1000)
    producer = KafkaProducer(
        bootstrap_servers=deployment.kafka_bootstrap_servers, linger_ms=50, batch_size=512 * 1024
    )
    journal, decided = topics.changelog(JOURNAL).name, topics.changelog(DECIDED).name
    for shard, key, row in _rows(MadeUp(articles, end_ms=now_ms)):
        producer.send(journal, key=key, value=row, partition=shard)
    for partition, article, verdict in decisions(MadeUp(articles, end_ms=now_ms)):
        producer.send(decided, key=article.encode(), value=pack_decided(verdict), partition=partition)
    producer.flush(timeout=120)
    producer.close()


def _rows(made: MadeUp) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the journal's rows as a live feed makes them: a second each."""
    # Keys beyond any offset of the new keys topic: no row of this run may replace one of these.
    for number in range(0, made.articles, FEED_PER_S):
        for shard, record in made.questions(min(FEED_PER_S, made.articles - number)).items():
            yield shard, (2**40 + number).to_bytes(8), pack_row([record])


def _replaced(deployment: Settings, worker: Worker, probe: int, *, disk_lost: bool) -> float:
    worker.kill()
    began = time.monotonic()
    if disk_lost:
        shutil.rmtree(worker.folder)
    worker.start()
    _until_verdicts(deployment, worker, probe)
    return time.monotonic() - began


def _until_verdicts(deployment: Settings, worker: Worker, probe: int) -> float:
    topics, began = deployment.topics(), time.monotonic()
    now = datetime.now(UTC)
    articles = [replace(a, received_at=now) for a in made_up(PROBES, words=200, seed=1_000 + probe)]
    with ArticleProducer(deployment) as producer:
        for article in articles:
            producer.send(article)

    with counting(deployment, topics.unique, topics.duplicates) as done:

        def through() -> bool:
            worker.ready()
            return done() >= (probe + 1) * PROBES

        wait_for(through, within_s=RECOVERED_S_MAX, what="verdicts after a recovery")
    return time.monotonic() - began
