"""Records as they come, for whoever looks on: no consumer group, nothing committed, no worker disturbed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition

from streams.broker.connection import admitted_options, kafka_errors
from streams.errors import Misconfigured, Unavailable
from streams.settings import Settings
from streams.wire.headers import Pairs, pairs

CONNECT_MS_MAX = 10_000
REQUEST_MS_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A record as the broker has it; `timestamp_ms` is since 1970 UTC, as its producer set it."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Pairs


class Reader:
    """Reads on from where it stands; see `reading`."""

    def __init__(self, consumer: KafkaConsumer) -> None:
        self._consumer = consumer

    def take(self, *, wait_s: float, records_max: int = 500) -> list[Received]:
        """Return what has come, at least one record unless none comes within `wait_s`; oldest first.

        The order is by time within what is returned and by offset within each partition always.
        """
        fetched = self._consumer.poll(timeout_ms=max(0, int(wait_s * 1000)), max_records=records_max)
        taken = [
            Received(
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                timestamp_ms=record.timestamp,
                key=record.key,
                value=record.value,
                headers=pairs(record.headers),
            )
            for records in fetched.values()
            for record in records
        ]
        return _by_time(taken)

    def ends(self) -> dict[int, int]:
        """Return the offset at which each partition ends now; of readers of one topic."""
        ends = self._consumer.end_offsets(self._consumer.assignment(), timeout_ms=REQUEST_MS_MAX)
        return {place.partition: end for place, end in ends.items()}

    def has_reached(self, ends: Mapping[int, int]) -> bool:
        """Return whether it stands at these offsets or behind them."""
        places = self._consumer.assignment()
        return all(self._consumer.position(place) >= ends[place.partition] for place in places)


def read_through(settings: Settings, topic: str) -> Iterator[Received]:
    """Yield the records that a topic, by its full name, has now; raises as `reading` does.

    Raises Unavailable where Kafka has more of them and sends none for 20 s.
    """
    with reading(settings, [topic], from_beginning=True) as reader:
        ends = reader.ends()
        while not reader.has_reached(ends):
            taken = reader.take(wait_s=REQUEST_MS_MAX / 1000)
            if not taken and not reader.has_reached(ends):
                raise Unavailable(f"Kafka at {settings.kafka_bootstrap_servers} sends no more of {topic}")
            yield from (record for record in taken if record.offset < ends[record.partition])


@contextmanager
def reading(settings: Settings, topics: Sequence[str], *, from_beginning: bool = False) -> Iterator[Reader]:
    """Read topics, by their full names, from their beginning or from now: the moment the body begins.

    Raises Unavailable within 10 s where Kafka does not answer, Misconfigured for a topic that does not exist.
    """
    with kafka_errors(settings):
        consumer = KafkaConsumer(
            **admitted_options(settings, name="reader"),
            group_id=None,
            enable_auto_commit=False,
            bootstrap_timeout_ms=CONNECT_MS_MAX,
            request_timeout_ms=REQUEST_MS_MAX,
        )
        try:
            partitions = _partitions(consumer, settings, topics)
            consumer.assign(partitions)
            at = consumer.beginning_offsets if from_beginning else consumer.end_offsets
            for partition, offset in at(partitions, timeout_ms=REQUEST_MS_MAX).items():
                consumer.seek(partition, offset)
            yield Reader(consumer)
        finally:
            consumer.close(autocommit=False)


def _partitions(consumer: KafkaConsumer, settings: Settings, topics: Sequence[str]) -> list[TopicPartition]:
    # All are listed, as to ask for one by name makes it on a cluster that creates topics by itself.
    missing = sorted(set(topics) - consumer.topics())
    if missing:
        hidden = f" that {settings.kafka_username!r} may see (ACL Read)" if settings.kafka_username else ""
        raise Misconfigured(
            f"there is no topic {', '.join(missing)}{hidden}; 'newswire topics apply' makes the topics"
        )
    return [
        TopicPartition(topic, number) for topic in topics for number in consumer.partitions_for_topic(topic)
    ]


def _by_time(taken: list[Received]) -> list[Received]:
    """Return records by time, but never one before another of its partition with a lower offset."""
    latest: dict[tuple[str, int], int] = {}
    keys = {}
    for record in taken:
        place = (record.topic, record.partition)
        latest[place] = max(latest.get(place, 0), record.timestamp_ms)
        keys[place, record.offset] = (latest[place], *place, record.offset)
    return sorted(taken, key=lambda record: keys[(record.topic, record.partition), record.offset])
