"""Driving the real line in tests: records in, workers as processes, topics read back, verdicts compared."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx
import orjson
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from streams.domain.article import RawArticle
from streams.domain.cleaning import with_text
from streams.domain.deduplicate import Deduplicator, Standing
from streams.domain.learner import Learner
from streams.domain.signing import signed
from streams.errors import Rejected
from streams.settings import Settings, variable
from streams.topic import HOUR_MS, Topic
from streams.topics import Stage, app_id
from streams.wire.codec import decode_raw, encode
from streams.wire.html import extract

Row = dict[str, Any]


# Below those from which the system draws a client's own: a worker that is started again finds its port free.
_FIRST = 11_000 + 2_000 * (os.getpid() % 10)
_PORTS = cycle(range(_FIRST, _FIRST + 2_000))


def free_port() -> int:
    """Return a port that nobody listens on now, and that was given to nobody here for long."""
    for port in islice(_PORTS, 2_000):
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("no port is free")


@dataclass
class Worker:
    """A `newswire worker` process, or another command's, with its own data folder, web port and log."""

    stage: Stage
    settings: Settings
    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)
    command: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "Worker":
        """Start it, on the folder of its former life if it had one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        names = ("kafka_bootstrap_servers", "topic_prefix", "topic_partitions", "dedup_shards")
        environment = {variable(name): str(getattr(self.settings, name)) for name in names}
        environment |= {variable("data_dir"): str(self.folder), variable("web_port"): str(self.port)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streams.cli", *(self.command or ("worker", self.stage))],
                env=dict(os.environ) | environment | dict(self.more),
                stdout=log,
                stderr=log,
            )
        return self

    def ended(self, *, within_s: float = 30) -> int:
        """Return its exit code once it has ended by itself."""
        assert self.process is not None
        return self.process.wait(within_s)

    @property
    def has_ended(self) -> bool:
        """Return whether it runs no more."""
        assert self.process is not None
        return self.process.poll() is not None

    @property
    def log(self) -> Path:
        """Return its log file."""
        return self.folder / "log"

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self, *, within_s: float = 30) -> int:
        """Ask it to end and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within_s)

    def get(self, path: str) -> httpx.Response:
        """Ask its web server."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5)

    def metrics(self) -> dict[str, float]:
        """Return its metrics by name and labels as Prometheus writes them."""
        lines = (line for line in self.get("/metrics").text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    def ready(self) -> bool:
        """Return whether it takes records up; raises with its log if it has ended."""
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"{self.stage} ended with {self.process.returncode}:\n{self.tail()}")
        try:
            return self.get("/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def tail(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(errors="replace")[-4000:]


def poller(
    settings: Settings, folder: Path, feeds: Iterable[str], more: Mapping[str, str], *words: str
) -> Worker:
    """Return a `newswire ingest feeds` of these feeds of this machine, with so many more words."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "feeds.yaml").write_text(f"feeds: [{', '.join(feeds)}]\n")
    own = {variable("feeds_allow_private_addresses"): "true"}
    command = ("ingest", "feeds", str(folder / "feeds.yaml"), *words)
    return Worker(Stage.INGEST, settings, folder, own | dict(more), command)


@contextmanager
def workers(*all_workers: Worker) -> Iterator[tuple[Worker, ...]]:
    """Run workers and see that none outlives the test."""
    try:
        yield tuple(worker.start() for worker in all_workers)
    finally:
        for worker in all_workers:
            if worker.process is not None and worker.process.poll() is None:
                worker.process.kill()
                worker.process.wait(10)


def settled(
    settings: Settings, stage: Stage, records: int, *all_workers: Worker, within_s: float = 90
) -> None:
    """Return once a stage has acknowledged so many records, and all that dedup asked itself about them.

    A correction is the answer to a late vote: it may come after every raw record was acknowledged. Asked in
    this order, raw, keys, votes, no record can be on its way behind the place looked at. Fails with a log if
    a worker ended.
    """
    topics, group = settings.topics(), app_id(settings.topic_prefix, stage)
    inner = () if stage is Stage.ENRICH else (topics.keys, topics.votes)

    def done() -> bool:
        for worker in all_workers:
            worker.ready()
        if acknowledged(settings, stage) < records:
            return False
        return all(committed(settings, group, topic) == end_of(settings, topic) for topic in inner)

    wait_for(done, within_s=within_s, what=f"{stage} acknowledges {records} records")


def in_mid_stream(settings: Settings, stage: Stage, records: int, *, within_s: float = 90) -> None:
    """Return once a stage has acknowledged so many records, whatever else is on its way."""
    wait_for(
        lambda: acknowledged(settings, stage) >= records, within_s=within_s, what=f"{stage} is at {records}"
    )


def acknowledged(settings: Settings, stage: Stage) -> int:
    """Return how many records of its source a stage has acknowledged."""
    topics = settings.topics()
    source = topics.unique if stage is Stage.ENRICH else topics.raw
    return committed(settings, app_id(settings.topic_prefix, stage), source)


def wait_for(condition: Callable[[], bool], *, within_s: float, what: str) -> None:
    """Return once the condition holds; fails naming `what` after a deadline."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:.0f} s: {what}")
        time.sleep(0.1)


def produce(
    settings: Settings,
    records: Iterable[tuple[str, bytes]],
    *,
    per_s: float | None = None,
    topic: Topic | None = None,
) -> int:
    """Put keyed payloads on a topic, raw if none is named, at a rate if one is given.

    Returns how many, all confirmed.
    """
    name = (topic or settings.topics().raw).name
    producer = KafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers, linger_ms=5)
    began, sent = time.monotonic(), []
    for number, (key, value) in enumerate(records):
        if per_s:
            time.sleep(max(0.0, began + number / per_s - time.monotonic()))
        sent.append(producer.send(name, key=key.encode(), value=value))
    for future in sent:
        future.get(timeout=60)
    producer.close()
    return len(sent)


def raw_records(articles: Iterable[RawArticle]) -> Iterator[tuple[str, bytes]]:
    """Yield articles as keyed payloads of the raw topic."""
    for article in articles:
        yield article.id, encode(article)


def read_all(settings: Settings, topic: Topic) -> list[Any]:
    """Return every record of a topic that is there now."""
    consumer = KafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers, fetch_max_wait_ms=50)
    try:
        places = [TopicPartition(topic.name, n) for n in range(topic.partitions)]
        consumer.assign(places)
        ends = consumer.end_offsets(places)
        consumer.seek_to_beginning(*places)
        records: list[Any] = []
        deadline = time.monotonic() + 60
        while any(consumer.position(place) < ends[place] for place in places):
            assert time.monotonic() < deadline, f"could not read {topic.name} to its end"
            for batch in consumer.poll(timeout_ms=200).values():
                records.extend(batch)
        return records
    finally:
        consumer.close()


def end_of(settings: Settings, topic: Topic) -> int:
    """Return how many records a topic has had."""
    consumer = KafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers)
    try:
        places = [TopicPartition(topic.name, n) for n in range(topic.partitions)]
        return int(sum(consumer.end_offsets(places).values()))
    finally:
        consumer.close()


def committed(settings: Settings, group: str, topic: Topic) -> int:
    """Return the sum of a group's committed offsets of a topic."""
    consumer = KafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap_servers, group_id=group, enable_auto_commit=False
    )
    try:
        places = (TopicPartition(topic.name, n) for n in range(topic.partitions))
        return int(sum(consumer.committed(place) or 0 for place in places))
    finally:
        consumer.close()


def members(settings: Settings, stage: Stage) -> set[str]:
    """Return the ids under which workers are members of a stage's group: who joins again gets another."""
    client = KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap_servers)
    try:
        (group,) = client.describe_groups([app_id(settings.topic_prefix, stage)]).values()
        return {member["member_id"] for member in group["members"]}
    finally:
        client.close()


Verdicts = dict[str, str]  # article id -> "unique", or "copy of" and the original's id


def verdicts_of(unique: Iterable[Row], duplicates: Iterable[Row]) -> Verdicts:
    """Return the last word on each article: a duplicates record counts over an earlier unique one.

    Of two with one `rev`, as a crash between publishing and marking may leave, the further behind counts.
    """
    verdicts: Verdicts = {row["id"]: "unique" for row in unique}
    latest: dict[str, Row] = {}
    for row in duplicates:
        known = latest.get(row["article_id"])
        if known is None or _rank(row) >= _rank(known):
            latest[row["article_id"]] = row
    return verdicts | {article: f"copy of {row['original_id']}" for article, row in latest.items()}


def _rank(row: Row) -> tuple[int, int, float]:
    return row["revision"], row["rev"], row["seconds_behind"]


def verdicts_on_topics(settings: Settings) -> Verdicts:
    """Return the verdicts that the topics hold."""
    topics = settings.topics()
    return verdicts_of(
        (orjson.loads(record.value) for record in read_all(settings, topics.unique)),
        (orjson.loads(record.value) for record in read_all(settings, topics.duplicates)),
    )


def verdicts_of_oracle(payloads: Iterable[bytes], *, window_hours: float = 72) -> Verdicts:
    """Return the verdicts of the single-process deduplicator on the same payloads, in their order."""
    oracle, learner = Deduplicator(int(window_hours * HOUR_MS)), Learner(Settings().topic_partitions)
    verdicts: Verdicts = {}
    bytes_max = Settings().article_bytes_max
    for offset, payload in enumerate(payloads):
        if len(payload) > bytes_max:
            continue
        try:
            raw = decode_raw(payload)
            place = learner.place(raw.id)
            body = extract(raw.html, url=raw.url) if raw.html and raw.text is None else raw.text or ""
            left_out = learner.left_out(place, raw, body)
            text, signature = signed(body, title=raw.title, left_out=left_out)
            verdict = oracle.take(with_text(raw, text), offset, signature)
        except Rejected:
            continue
        if verdict.standing is not Standing.REPEAT:
            original = verdict.decided.original
            verdicts[raw.id] = f"copy of {original}" if original else "unique"
        for correction in verdict.corrections:
            verdicts[correction.article_id] = f"copy of {correction.original_id}"
    return verdicts


def conserved(worker: Worker) -> None:
    """Assert that every record received has exactly one outcome, as streams.metrics promises."""

    def balance() -> bool:
        metrics = worker.metrics()
        outcomes = sum(value for name, value in metrics.items() if name.startswith("newswire_outcomes_total"))
        return metrics.get(f'newswire_received_total{{stage="{worker.stage}"}}', 0) == outcomes

    wait_for(balance, within_s=10, what="received = forwarded + suppressed + rejected + returned")
