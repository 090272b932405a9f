"""Which of several watchers acts: whoever the group gives the only partition of their changelog to.

Kafka's own election: a watcher that is killed loses the office after NEWSWIRE_KAFKA_SESSION_TIMEOUT_S, one
that ends gives it up at once, and the group hands it to a spare.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition

from streams.broker.aio import aio_options
from streams.settings import Settings
from streams.topics import SOURCES, Stage, app_id

POLL_MS = 1_000


class Office(ConsumerRebalanceListener):  # type: ignore[misc]
    """Whether this process acts now. `joined` says that the group has decided, for it or for another."""

    def __init__(self) -> None:
        self.joined = False
        self._won, self._lost = asyncio.Event(), asyncio.Event()

    @property
    def held(self) -> bool:
        """Return whether this process acts."""
        return self._won.is_set()

    async def won(self) -> None:
        """Return once this process is to act."""
        await self._won.wait()

    async def lost(self) -> None:
        """Return once it no longer is."""
        await self._lost.wait()

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:  # noqa: ARG002
        """Give the office up, as the group decides anew."""
        self._won.clear()
        self._lost.set()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Take the office if the partition is ours."""
        self.joined = True
        if list(assigned):
            self._lost.clear()
            self._won.set()


@asynccontextmanager
async def candidacy(settings: Settings) -> AsyncIterator[tuple[Office, asyncio.Task[None]]]:
    """Be a candidate for as long as the body runs: the office, and the task that keeps up the candidacy."""
    office, consumer = Office(), _consumer(settings)
    await consumer.start()
    try:
        consumer.subscribe([settings.topics().changelog(SOURCES).name], listener=office)
        polling = asyncio.create_task(_poll(consumer))
        try:
            yield office, polling
        finally:
            polling.cancel()
    finally:
        await consumer.stop()


def _consumer(settings: Settings) -> Any:
    session_ms = round(settings.kafka_session_timeout_s * 1000)
    return AIOKafkaConsumer(
        **aio_options(settings, name=Stage.WATCH),
        group_id=app_id(settings.topic_prefix, Stage.WATCH),
        session_timeout_ms=session_ms,
        heartbeat_interval_ms=session_ms // 4,
        enable_auto_commit=False,
        auto_offset_reset="latest",
    )


async def _poll(consumer: Any) -> None:
    """Look in now and then, or the client leaves the group; of the records themselves nothing is wanted."""
    while True:
        consumer.pause(*consumer.assignment())
        await consumer.getmany(timeout_ms=POLL_MS)
