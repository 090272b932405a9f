"""A stage's edge without Kafka: rows in memory, work that runs as tasks, tickets of a real ledger."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from streams.agents.ledger import Ledger, Place, Ticket
from streams.errors import Rejected
from streams.topics import Topics

RAW = Topics().raw.name


def durable() -> asyncio.Event:
    """Return an event that is set: what is written is durable at once, until a test clears it."""
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class FakeRows:
    """A table; writing ends once `durable` is set. Tests of one partition see its rows as `held`."""

    held: dict[bytes, bytes] = field(default_factory=dict)
    durable: asyncio.Event = field(default_factory=durable)
    deleted_at_once: list[int] = field(default_factory=list)

    def get(self, partition: int, key: bytes) -> bytes | None:
        """Return the value, or None."""
        return self.held.get(key)

    async def put(self, partition: int, key: bytes, value: bytes) -> None:
        """Keep a row."""
        self.held[key] = value
        await self.durable.wait()

    async def delete(self, partition: int, keys: Sequence[bytes]) -> None:
        """Remove rows."""
        self.deleted_at_once.append(len(keys))
        for key in keys:
            self.held.pop(key, None)
        await self.durable.wait()

    def items(self, partition: int, *, key_bytes: int, start: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Return the rows in order."""
        return iter([(key, self.held[key]) for key in sorted(self.held) if key >= start])


class FakeFlow:
    """A flow whose records are those that a test takes from one partition, from `start` on."""

    def __init__(self, start: int = 0, topic: str = RAW) -> None:
        self.topics, self.place = Topics(), Place(topic, 0)
        self.acknowledged: list[int] = []
        self.buried: list[tuple[int, Rejected]] = []
        self.ledger: Ledger[Any] = Ledger(lambda event: self.acknowledged.append(event.message.offset))
        self.ledger.assign({self.place: start})
        self.tasks: list[asyncio.Task[None]] = []

    def ticket(self, offset: int) -> Ticket[Any]:
        """Take the record at this offset up; those before it must have been."""
        event = SimpleNamespace(message=SimpleNamespace(offset=offset, headers=(), **self.place._asdict()))
        ticket = self.take(event)
        assert ticket is not None
        return ticket

    def take(self, event: Any) -> Ticket[Any] | None:
        """Return a ticket for an event, or None where it must be passed over."""
        return self.ledger.take(self.place, event.message.offset, event)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work beside the test."""
        self.tasks.append(asyncio.get_running_loop().create_task(work))

    def bury(self, ticket: Ticket[Any], why: Rejected) -> None:
        """Note a dead letter and settle its record."""
        self.buried.append((ticket.offset, why))
        self.ledger.settle(ticket)

    async def rest(self) -> None:
        """Return once all that was spawned is done; raises what it raised."""
        while self.tasks:
            await self.tasks.pop(0)
