"""One record of the raw topic, read back by its place: what a text was, without keeping it twice.

Beside Faust's consumer, which may only go forward, and of any partition, whoever owns it. The reader has no
group and commits nothing; all its partitions are paused but those being looked into, so that an idle worker
fetches nothing. Each lookup seeks, takes one record and lets go of the rest of its batch; lookups in several
partitions are under way at once, and share fetches.
"""

import asyncio
from typing import Any, NamedTuple

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth

from streams.errors import Unavailable
from streams.topic import Topic
from streams.wire.headers import Received

LOOKUP_S_MAX = 60.0  # as long as the producer waits for a broker that restarts
FETCH_BYTES = 1024  # at least one batch of records comes, whatever its size
# Longest wait of the broker when a fetch finds nothing new; such a fetch is one that came too late.
FETCH_WAIT_MS = 20


class Logged(NamedTuple):
    """A record as it stands in the log."""

    value: bytes | None
    headers: Received


class Log:
    """Reads records of one topic back; connects when first asked."""

    def __init__(self, app: faust.App, topic: Topic, *, lookup_s_max: float = LOOKUP_S_MAX) -> None:
        self._app, self._topic, self._lookup_s_max = app, topic, lookup_s_max
        self._turns = [asyncio.Lock() for _ in range(topic.partitions)]
        self._starting = asyncio.Lock()
        self._consumer: Any = None

    async def read(self, partition: int, offset: int) -> Logged | None:
        """Return the record, or None where it is there no more.

        Raises Unavailable if Kafka does not answer within a minute.
        """
        try:
            # Counted from its turn on: a thousand may wait before it, and Kafka be well.
            async with self._turns[partition], asyncio.timeout(self._lookup_s_max):
                return await self._look_up(TopicPartition(self._topic.name, partition), offset)
        except (TimeoutError, KafkaError) as error:
            place = f"{self._topic.name}[{partition}]@{offset}"
            raise Unavailable(f"{place} cannot be read back: {error or 'no answer'}") from error

    async def stop(self) -> None:
        """Close the connection, if there is one."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    async def _look_up(self, place: TopicPartition, offset: int) -> Logged | None:
        consumer = await self._started()
        consumer.seek(place, offset)
        consumer.resume(place)
        try:
            found: list[Any] = []
            while not found:
                batch = await consumer.getmany(place, timeout_ms=1000, max_records=1)
                found = batch.get(place, [])
        except OffsetOutOfRangeError:
            return None
        finally:
            consumer.pause(place)
            # What is left of the batch would hold up the fetches of other partitions for a tenth of a second.
            await consumer.getmany(place, timeout_ms=0)
        record = found[0]
        return Logged(record.value, record.headers) if record.offset == offset else None

    async def _started(self) -> Any:
        async with self._starting:
            if self._consumer is None:
                self._consumer = await self._connected()
        return self._consumer

    async def _connected(self) -> Any:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=[f"{url.host}:{url.port}" for url in self._app.conf.broker],
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_partition_fetch_bytes=FETCH_BYTES,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            **credentials_to_aiokafka_auth(self._app.conf.broker_credentials),
        )
        try:
            await consumer.start()
        except KafkaError:
            await consumer.stop()
            raise
        places = [TopicPartition(self._topic.name, n) for n in range(self._topic.partitions)]
        consumer.assign(places)
        for place in places:  # a partition without a position would be asked for its end
            consumer.seek(place, 0)
        consumer.pause(*places)
        return consumer
