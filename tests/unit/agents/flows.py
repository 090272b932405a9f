"""A flow and a table in memory, for agents that are tested without Kafka."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from streams.agents.ledger import Ledger, Place, Ticket
from streams.errors import Rejected

RAW = Place("raw", 0)


@dataclass
class Message:
    """A record as Faust hands it on."""

    topic: str
    partition: int
    offset: int
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass
class Event:
    """An event of a record."""

    message: Message


class MemoryFlow:
    """Takes records of one partition up, runs work beside them, and notes what is buried."""

    def __init__(self, start: int = 0) -> None:
        self.acknowledged: list[int] = []
        self.ledger: Ledger[Any] = Ledger(lambda event: self.acknowledged.append(event.message.offset))
        self.ledger.assign({RAW: start})
        self.buried: list[tuple[int, Rejected]] = []
        self.tasks: set[asyncio.Task[None]] = set()

    def taken(self, offset: int) -> Ticket[Any]:
        """Take the next record up."""
        ticket = self.ledger.take(RAW, offset, Event(Message(*RAW, offset)))
        assert ticket is not None
        return ticket

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work beside the test, as the outbox does."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def bury(self, ticket: Ticket[Any], why: Rejected) -> None:
        """Note a dead letter and settle its record."""
        self.buried.append((ticket.offset, why))
        self.ledger.settle(ticket)

    async def rest(self) -> None:
        """Return once all work is done."""
        while self.tasks:
            await asyncio.gather(*self.tasks)


@dataclass
class MemoryRows:
    """A table whose broker confirms while `confirms` is set."""

    rows: dict[tuple[int, bytes], bytes] = field(default_factory=dict)
    confirms: asyncio.Event = field(default_factory=asyncio.Event)

    async def put(self, partition: int, key: bytes, value: bytes) -> None:
        """Keep a row; returns once it is confirmed."""
        self.rows[partition, key] = value
        await self.confirms.wait()

    async def delete(self, partition: int, keys: Sequence[bytes]) -> None:
        """Remove rows."""
        for key in keys:
            del self.rows[partition, key]

    def items(self, partition: int, *, key_bytes: int, start: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield a partition's rows in the order of their keys."""
        for (number, key), value in sorted(self.rows.items()):
            if number == partition and key >= start and len(key) == key_bytes:
                yield key, value
