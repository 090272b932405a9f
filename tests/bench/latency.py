"""From raw to enriched at a live feed's rate: how long one article takes while others come and go."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kafka import KafkaConsumer, TopicPartition

from streams.broker.producer import ArticleProducer
from streams.domain.article import RawArticle
from streams.settings import Settings
from streams.topic import Topic
from streams.topics import Stage
from tests.bench.figures import Bar, Figure, Result, figures_of, percentile
from tests.bench.procfs import cpu_s
from tests.bench.rig import Rig, await_ready, processes
from tests.line import read_all, workers

WORDS, PER_S, WARM_UP_S = 400, 40, 5.0
LAST_S_MAX = 20.0
P50, P99 = Bar(most=0.3), Bar(most=1.0)


@dataclass(slots=True)
class _Seen:
    """When, by this process's clock, each article was sent and came out enriched."""

    sent: dict[str, float] = field(default_factory=dict)
    enriched: dict[str, float] = field(default_factory=dict)


def measure(rig: Rig, articles: Sequence[RawArticle]) -> Result:
    """Return the latency of articles at 40 a second, without those of the first 5 seconds."""
    deployment = rig.deployment()
    with workers(*(rig.worker(stage, deployment) for stage in (Stage.DEDUP, Stage.ENRICH))) as (
        dedup,
        enrich,
    ):
        await_ready(dedup, enrich)
        pids = processes(rig.broker, dedup=dedup, enrich=enrich)
        before = {role: cpu_s(*of) for role, of in pids.items()}
        seen = _fed(deployment, articles)
        cpu_ms = {role: 1000 * (cpu_s(*of) - before[role]) / len(articles) for role, of in pids.items()}
    warm = [article.id for article in articles[int(WARM_UP_S * PER_S) :]]
    stamped = _by_timestamps(deployment, warm)
    observed = [seen.enriched[name] - seen.sent[name] for name in warm if name in seen.enriched]
    copies = len(articles) - len(seen.enriched)
    return Result(
        f"latency: {PER_S} articles a second of {WORDS} words, {len(articles) / PER_S:.0f} s",
        (
            *_percentiles("raw to enriched, by record timestamps", stamped),
            *_percentiles("raw sent to enriched received", observed),
            *(figures_of(f"CPU of the {role}", "ms/article", [value]) for role, value in cpu_ms.items()),
        ),
        (f"{len(observed)} articles measured; {copies} of all were copies, which are not enriched",),
    )


def _percentiles(what: str, seconds: Sequence[float]) -> tuple[Figure, Figure]:
    return (
        figures_of(f"p50, {what}", "s", [percentile(seconds, 0.5)], bar=P50),
        figures_of(f"p99, {what}", "s", [percentile(seconds, 0.99)], bar=P99),
    )


def _fed(deployment: Settings, articles: Sequence[RawArticle]) -> _Seen:
    """Send the articles at their rate and watch them come out, until all have or nothing comes any more."""
    seen, topics = _Seen(), deployment.topics()
    consumer = KafkaConsumer(bootstrap_servers=deployment.kafka_bootstrap_servers, fetch_max_wait_ms=100)
    consumer.assign([TopicPartition(topics.enriched.name, n) for n in range(topics.enriched.partitions)])
    consumer.seek_to_beginning()
    consumer.poll(timeout_ms=500)
    began = time.monotonic()
    with ArticleProducer(deployment) as producer:
        for number, article in enumerate(articles):
            _watch(consumer, seen, until=began + number / PER_S)
            seen.sent[article.id] = time.monotonic()
            producer.send(article)
    deadline = time.monotonic() + LAST_S_MAX
    quiet_since = time.monotonic()
    while len(seen.enriched) < len(articles) and time.monotonic() < min(deadline, quiet_since + 3):
        if _watch(consumer, seen, until=time.monotonic() + 0.2):
            quiet_since = time.monotonic()
    consumer.close()
    return seen


def _watch(consumer: KafkaConsumer, seen: _Seen, *, until: float) -> int:
    came = 0
    while (left := until - time.monotonic()) > 0:
        for records in consumer.poll(timeout_ms=max(1, int(1000 * left))).values():
            now = time.monotonic()
            came += len(records)
            seen.enriched.update({record.key.decode(): now for record in records})
    return came


def _by_timestamps(deployment: Settings, names: Sequence[str]) -> list[float]:
    """Return the seconds between the timestamps of each article's raw and enriched records."""
    topics = deployment.topics()
    raw, enriched = (_timestamps(deployment, topic) for topic in (topics.raw, topics.enriched))
    return [(enriched[name] - raw[name]) / 1000 for name in names if name in enriched]


def _timestamps(deployment: Settings, topic: Topic) -> Mapping[str, int]:
    return {record.key.decode(): record.timestamp for record in read_all(deployment, topic)}
