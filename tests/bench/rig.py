"""A real line to measure: one Kafka for the whole benchmark, a deployment of its own for each repetition.

Samples of what is done and of what each process has used are taken together while the line runs, so that rate
and cost are of the same stretch of time.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from kafka import KafkaConsumer, TopicPartition

from streams.broker import admin
from streams.broker.local import LocalBroker, local_broker
from streams.broker.producer import ArticleProducer
from streams.domain.article import RawArticle
from streams.settings import Settings, settings
from streams.topic import Topic
from streams.topics import Stage
from tests.bench.figures import Sample
from tests.bench.procfs import children, cpu_s
from tests.line import Worker, wait_for

SAMPLE_S = 0.2
READY_S_MAX = 120.0
STALLED_S_MAX = 120.0
BROKER, DEDUP, ENRICH, MODEL = "broker", "dedup worker", "enrich worker", "model process"


@dataclass(frozen=True, slots=True)
class Rig:
    """A Kafka and a folder for the state of workers."""

    broker: LocalBroker
    folder: Path

    def deployment(self) -> Settings:
        """Return a deployment of its own, its topics made."""
        made = Settings(
            kafka_bootstrap_servers=self.broker.bootstrap_servers, topic_prefix=f"b{uuid4().hex[:8]}."
        )
        admin.apply(made)
        return made

    def worker(self, stage: Stage, deployment: Settings) -> Worker:
        """Return a worker of a deployment, not started."""
        more = {"NEWSWIRE_LOG_LEVEL": "warning"}
        return Worker(stage, deployment, self.folder / deployment.topic_prefix / stage, more)

    def preload(self, deployment: Settings, articles: Sequence[RawArticle]) -> float:
        """Put articles on the raw topic and return the CPU seconds that this took the broker."""
        before = cpu_s(self.broker.process.pid)
        with ArticleProducer(deployment) as producer:
            for article in articles:
                producer.send(article)
        return cpu_s(self.broker.process.pid) - before


@contextmanager
def rig() -> Iterator[Rig]:
    """Run a Kafka on this machine for the benchmark alone."""
    chosen = settings()
    with TemporaryDirectory(prefix="newswire-bench-") as name:
        folder = Path(name)
        with local_broker(folder / "kafka", cache_dir=chosen.cache_dir, java_home=chosen.java_home) as broker:
            yield Rig(broker, folder)


def await_ready(*workers: Worker) -> None:
    """Return once all take records up: partitions assigned, tables recovered, the model loaded."""
    wait_for(
        lambda: all(worker.ready() for worker in workers), within_s=READY_S_MAX, what="the workers are ready"
    )


def processes(broker: LocalBroker, **workers: Worker) -> Mapping[str, tuple[int, ...]]:
    """Return the process ids behind a line by their role.

    The children of enrich are its model; those of dedup, which read and sign, are part of it.
    """
    pids: dict[str, tuple[int, ...]] = {BROKER: (broker.process.pid,)}
    for role, worker in workers.items():
        assert worker.process is not None
        own, others = (worker.process.pid,), tuple(children(worker.process.pid))
        if role == Stage.ENRICH:
            pids |= {ENRICH: own, MODEL: others}
        else:
            pids[f"{role} worker"] = own + others
    return pids


def sampled(
    done: Callable[[], int], pids: Mapping[str, tuple[int, ...]], *, until: int, check: Callable[[], object]
) -> list[Sample]:
    """Return samples from now until so many are done. Raises AssertionError where nothing moves on."""
    began = moved_at = time.monotonic()
    samples = [_sample(done, pids, began)]
    while samples[-1].done < until:
        time.sleep(SAMPLE_S)
        samples.append(_sample(done, pids, began))
        check()
        if samples[-1].done > samples[-2].done:
            moved_at = time.monotonic()
        assert time.monotonic() - moved_at < STALLED_S_MAX, f"{samples[-1].done} of {until} and no further"
    return samples


def _sample(done: Callable[[], int], pids: Mapping[str, tuple[int, ...]], began: float) -> Sample:
    return Sample(time.monotonic() - began, done(), {role: cpu_s(*of) for role, of in pids.items()})


@contextmanager
def counting(deployment: Settings, *topics: Topic) -> Iterator[Callable[[], int]]:
    """Give a function that returns how many records these topics have had, at one request each time."""
    consumer = KafkaConsumer(bootstrap_servers=deployment.kafka_bootstrap_servers)
    places = [TopicPartition(topic.name, n) for topic in topics for n in range(topic.partitions)]
    try:
        yield lambda: int(sum(consumer.end_offsets(places).values()))
    finally:
        consumer.close()
