"""The duty of the sentinel: reads the raw topic, hears each article, tells which source is silent or floods.

A tick is judged once everything that Kafka held a minute after its end has been heard: Kafka is asked where
its partitions end, and while it does not answer, or there is more to read, no time passes for any source.
"""

import asyncio
import time
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams import metrics
from streams.broker.aio import aio_options
from streams.domain.merge import Merge, Waiting
from streams.domain.sentinel import Sentinel
from streams.domain.source_event import Happening, SourceEvent
from streams.domain.tide import TICK_S
from streams.errors import Rejected, Unavailable
from streams.settings import Settings
from streams.topics import Stage
from streams.watch.accounts import Accounts
from streams.watch.store import REQUEST_MS_MAX, Store
from streams.wire.canary import is_canary
from streams.wire.codec import decode_raw

log = structlog.get_logger()

GRACE_S = 60.0  # an article may be this old when Kafka gets it
KEEP_S = 900.0  # between two times that what is known is kept, unless something happened
AWAY_S_MAX = 60.0  # without an answer of Kafka's
POLL_MS, RECORDS_MAX, TICKS_MAX = 500, 2_000, 500  # of one turn


class Sources:
    """Watches the sources of the raw topic."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._topic = settings, settings.topics().raw
        self._sentinel = Sentinel(
            surprise_min=settings.watch_surprise_min, sources_max=settings.watch_sources_max
        )
        self._merge = Merge([])
        self._accounts = Accounts(unsettled=lambda: len(self._merge))
        self._waits_for: str | None = "what is known of the sources is being read"
        self._places = [TopicPartition(self._topic.name, n) for n in range(self._topic.partitions)]
        self._asked_at, self._ended, self._behind = 0.0, set[int](), False

    def not_ready(self) -> str | None:
        """Return why no source is watched now, or None."""
        return self._waits_for

    async def run(self) -> None:
        """Watch until cancelled. Raises Unavailable where Kafka has not answered for a minute."""
        try:
            async with Store(self._settings) as store:
                self._merge = Merge(list(await store.restore(self._sentinel)))
                await self._watch(store)
        finally:
            self._accounts.ended(len(self._merge), self._topic)

    async def _watch(self, store: Store) -> None:
        options = aio_options(self._settings, name=Stage.WATCH)
        consumer = AIOKafkaConsumer(
            **options,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            request_timeout_ms=REQUEST_MS_MAX,
        )
        await consumer.start()
        try:
            consumer.assign(self._places)
            for place, offset in zip(self._places, self._merge.offsets, strict=True):
                consumer.seek(place, offset)
            kept_at, told = time.monotonic(), list[SourceEvent]()
            while True:
                await self._read(consumer)
                await self._ask(consumer)
                was_behind = self._behind
                told += self._advance()
                caught_up = was_behind and not self._behind
                if told or caught_up or time.monotonic() - kept_at > KEEP_S:
                    await self._keep(store, told)
                    self._tell(told)
                    kept_at, told = time.monotonic(), []
                self._accounts.standing(self._sentinel)
        finally:
            await consumer.stop()

    async def _keep(self, store: Store, told: list[SourceEvent]) -> None:
        """Write what is known. Raises Unavailable where Kafka does not take it within a minute."""
        try:
            async with asyncio.timeout(AWAY_S_MAX):
                await store.keep(self._sentinel, self._merge.offsets, told)
        except TimeoutError as error:
            raise Unavailable(f"Kafka has not taken for {AWAY_S_MAX:.0f} s what is known") from error

    async def _read(self, consumer: Any) -> None:
        full = self._merge.full()
        for place in self._places:
            (consumer.pause if place.partition in full else consumer.resume)(place)
        wait_ms = 0 if self._behind else POLL_MS
        found = await consumer.getmany(timeout_ms=wait_ms, max_records=RECORDS_MAX)
        for place, records in found.items():
            for record in records:
                self._accounts.received()
                self._merge.add(_waiting(place.partition, record))

    async def _ask(self, consumer: Any) -> None:
        """Ask Kafka where its partitions end; those that were read so far are all that there is by now."""
        asked_at = time.time()
        try:
            async with asyncio.timeout(REQUEST_MS_MAX / 1000):
                ends = await consumer.end_offsets(self._places)
                left = {place.partition: end - await consumer.position(place) for place, end in ends.items()}
        except (TimeoutError, KafkaError) as error:
            self._ended = set()
            self._waits_for = "Kafka does not answer"
            if self._asked_at and asked_at - self._asked_at > AWAY_S_MAX:
                raise Unavailable(f"Kafka has not answered for {AWAY_S_MAX:.0f} s") from error
            self._asked_at = self._asked_at or asked_at
            await asyncio.sleep(1)
            return
        self._accounts.lags(self._topic.name, left)
        self._asked_at = asked_at
        self._ended = {n for n, records in left.items() if records <= 0}
        self._waits_for = None

    def _advance(self) -> list[SourceEvent]:
        """Hear what can be heard, and judge what is over; of so many ticks at most, so that others get on."""
        told: list[SourceEvent] = []
        self._behind = True
        for _ in range(TICKS_MAX):
            while (record := self._merge.first(self._ended)) and not self._is_over(record.at):
                self._hear(record)
            all_heard = record is not None or len(self._ended) == len(self._places)
            if not (all_heard and self._sentinel.tick and self._may_end()):
                self._behind = False
                break
            told += self._sentinel.judge()
        return told

    def _is_over(self, at: float) -> bool:
        """Return whether a record is of a later tick than the one to judge next."""
        return bool(self._sentinel.tick) and at >= self._sentinel.judged_until + TICK_S

    def _may_end(self) -> bool:
        return self._sentinel.judged_until + TICK_S + GRACE_S <= self._asked_at

    def _hear(self, record: Waiting) -> None:
        self._merge.take(record)
        if record.source is None:
            self._accounts.passed_over("unreadable")
        elif record.canary:
            self._accounts.passed_over("canary")
        else:
            self._accounts.heard(self._sentinel.hear(record.source, record.at))

    def _tell(self, told: list[SourceEvent]) -> None:
        for event in told:
            metrics.SOURCE_EVENTS.labels(event.kind).inc()
            say = log.warning if event.kind in (Happening.SILENT, Happening.FLOODING) else log.info
            say(f"source {event.kind}", source=event.source, since=event.since, surprise=event.surprise)


def _waiting(partition: int, record: Any) -> Waiting:
    """Return a record as it waits; one that is no article, or of a time to come, is of now."""
    now = time.time()
    try:
        raw = decode_raw(record.value)
    except Rejected:
        return Waiting(now, partition, record.offset, None)
    at = min(raw.received_at.timestamp(), now)
    return Waiting(at, partition, record.offset, raw.source, is_canary(raw, record.headers))
