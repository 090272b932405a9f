"""What the sentinel knows, in Kafka: read at its start, written with its events in one transaction.

So what is known, how far the raw topic was read for it, and what was told of it hold for the same moment, or
for the one before: after any crash nothing is counted twice. The transaction's id also shuts out a
watcher that has lost the office without knowing it.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from streams.broker.aio import aio_options
from streams.domain.sentinel import Sentinel
from streams.domain.source_event import SourceEvent
from streams.domain.usual import Array
from streams.errors import Unavailable
from streams.settings import Settings
from streams.topics import SOURCES, Stage, app_id
from streams.wire.codec import encode
from streams.wire.headers import headers
from streams.wire.sources import (
    STANDING_KEY,
    Standing,
    pack_row,
    pack_standing,
    row_key,
    source_of,
    unpack_row,
    unpack_standing,
)

REQUEST_MS_MAX = 5_000
RESTORE_S_MAX, AGAIN_S = 60.0, 0.5


class Store:
    """Writes and reads what the sentinel knows; use it in `async with`."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._topics = settings, settings.topics()
        self._options = aio_options(settings, name=Stage.WATCH) | {"request_timeout_ms": REQUEST_MS_MAX}
        self._producer: Any = None

    async def __aenter__(self) -> Self:
        """Shut out whoever had this before, and connect. Raises Unavailable if that takes over a minute."""
        ends_at = time.monotonic() + RESTORE_S_MAX
        while not await self._connected():
            if time.monotonic() > ends_at:
                raise Unavailable(f"Kafka has named no broker for {RESTORE_S_MAX:.0f} s")
            await asyncio.sleep(AGAIN_S)
        return self

    async def _connected(self) -> bool:
        """Return whether Kafka names its brokers; one that is just back names none for a moment."""
        self._producer = AIOKafkaProducer(
            **self._options,
            transactional_id=app_id(self._settings.topic_prefix, Stage.WATCH),
            max_batch_size=256 * 1024,
            linger_ms=5,
        )
        try:
            await self._producer.start()
        except AssertionError:  # what aiokafka 0.14 makes of that
            await self._producer.stop()
            return False
        except (KafkaError, asyncio.CancelledError):
            await self._producer.stop()
            raise
        return True

    async def __aexit__(self, *error: object) -> None:
        await self._producer.stop()

    async def restore(self, sentinel: Sentinel) -> tuple[int, ...]:
        """Tell the sentinel what was kept; return where each raw partition goes on, a new one at 0."""
        standing, rows = None, dict[str, Array]()
        async for key, value in self._kept():
            source = source_of(key)
            if source is None:
                standing = unpack_standing(value) if value else None
            elif value:
                rows[source] = unpack_row(value)
            else:
                rows.pop(source, None)
        kept = () if standing is None else standing.offsets
        if standing is not None:
            sentinel.restore(tick=standing.tick, heard=standing.heard, tide=standing.tide, rows=rows)
        new = self._topics.raw.partitions - len(kept)
        return (*kept, *(0 for _ in range(new)))

    async def keep(self, sentinel: Sentinel, offsets: Sequence[int], events: Sequence[SourceEvent]) -> None:
        """Write what changed, how far it has come and what happened, all of it or nothing."""
        log = self._topics.changelog(SOURCES).name
        standing = Standing(sentinel.tick, sentinel.heard, tuple(offsets), sentinel.tide)
        async with self._producer.transaction():
            for event in events:
                await self._producer.send(
                    self._topics.source_events.name,
                    key=event.source.encode(),
                    value=encode(event),
                    headers=headers(
                        type=self._topics.source_events.type,
                        source=f"newswire/{Stage.WATCH}",
                        id=event.id,
                        time=event.at,
                    ),
                )
            for source in sorted(sentinel.touched):
                await self._producer.send(log, key=row_key(source), value=pack_row(sentinel.row(source)))
            for source in sorted(sentinel.forgotten):
                await self._producer.send(log, key=row_key(source), value=None)
            await self._producer.send(log, key=STANDING_KEY, value=pack_standing(standing))
        sentinel.saved()

    async def _kept(self) -> Any:
        """Yield key and value of all that is kept. Raises Unavailable where that cannot be read in time."""
        place = TopicPartition(self._topics.changelog(SOURCES).name, 0)
        end, ends_at = await self._end(place), time.monotonic() + RESTORE_S_MAX
        consumer = AIOKafkaConsumer(**self._options, group_id=None, isolation_level="read_committed")
        await consumer.start()
        try:
            consumer.assign([place])
            await consumer.seek_to_beginning(place)
            while await consumer.position(place) < end:
                if time.monotonic() > ends_at:
                    raise Unavailable(f"{place.topic} could not be read within {RESTORE_S_MAX:.0f} s")
                for record in (await consumer.getmany(place, timeout_ms=500)).get(place, ()):
                    yield record.key, record.value
        finally:
            await consumer.stop()

    async def _end(self, place: TopicPartition) -> int:
        """Return where the log ends; asked with read_committed, aiokafka 0.14 answered 0 on a log of 3."""
        consumer = AIOKafkaConsumer(**self._options, group_id=None)
        await consumer.start()
        try:
            return int((await consumer.end_offsets([place]))[place])
        finally:
            await consumer.stop()
