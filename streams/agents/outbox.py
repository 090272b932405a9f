"""Publish and confirm: a record counts as sent once the broker has it on disk as its topic demands.

Whatever fails here is nobody's article: it crashes the worker, and what it had in hand comes again.
"""

import asyncio
from collections.abc import Awaitable, Coroutine, Iterable
from typing import Any, NamedTuple

import faust

from streams.wire.headers import Pairs


class Record(NamedTuple):
    """A record to publish; `partition` only where it does not follow from the key."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Pairs
    partition: int | None = None


class Outbox:
    """Sends records through Faust's producer and runs the work that waits for them."""

    def __init__(self, app: faust.App) -> None:
        self._app = app
        self._tasks: set[asyncio.Task[None]] = set()

    async def confirmed(self, records: Iterable[Record]) -> None:
        """Return once the broker has confirmed every record; raises what Kafka's client raises."""
        for confirmation in await self.sent(records):
            await confirmation

    async def sent(self, records: Iterable[Record]) -> list[Awaitable[object]]:
        """Return for each record what to wait for until the broker has confirmed it."""
        return [await self._send(record) for record in records]

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work beside the stream; if it fails, the worker crashes with it, unless it is stopping."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    async def _send(self, record: Record) -> Any:
        return await self._app.producer.send(
            record.topic, record.key, record.value, record.partition, None, record.headers
        )

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        # A worker that stops closes its producer over what is in hand: all of that comes again.
        if error is not None and not self._app.should_stop:
            asyncio.get_running_loop().create_task(self._app.crash(error))
