"""What was decided about each article, for as long as a repeat, a revision or a correction may ask.

Rows go with the window. A hand goes round the table, some rows for every one that is written, and takes out
what lies behind the horizon of its partition: so the table needs no second order, no list in memory and no
scan, and is at most a sixth larger than what must be kept.
"""

import asyncio
from dataclasses import dataclass
from itertools import islice
from weakref import WeakValueDictionary

from streams.agents.app import Event
from streams.agents.flow import Flow
from streams.agents.ledger import Place, Ticket
from streams.agents.pending import Pending
from streams.agents.tables import Rows
from streams.domain.article import Article, milliseconds
from streams.domain.horizon import Horizon, of_decisions
from streams.domain.verdict import Decided, current
from streams.wire.packed import pack_decided, unpack_decided, when_decided

KEY_BYTES = 32
MARKS_PER_ROUND, ROWS_PER_ROUND = 64, 512


@dataclass(slots=True)
class _Hand:
    """Where the hand of one partition stands, and how many rows were written since it last moved."""

    horizon: Horizon
    at: bytes = b""
    marks: int = 0
    moving: bool = False


class Decisions:
    """The table `decided` of one worker."""

    def __init__(self, flow: Flow, rows: Rows, *, pending: Pending, window_ms: int) -> None:
        self._flow, self._rows, self._pending, self._window_ms = flow, rows, pending, window_ms
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._hands: dict[int, _Hand] = {}

    def clear(self) -> None:
        """Forget where the hands stand: another worker may have moved on."""
        self._hands.clear()

    def turn(self, article: str) -> asyncio.Lock:
        """Return the lock that lets one verdict of an article at a time be read, published and marked.

        One an article, so that no other waits while a copy is compared with its original.
        """
        return self._turns.setdefault(article, asyncio.Lock())

    def known(self, ticket: Ticket[Event], article: Article) -> Decided | None:
        """Return what counts as decided about an article for this version of it."""
        decided = self.of(ticket, article.id)
        return current(decided, received_ms=milliseconds(article.received_at), window_ms=self._window_ms)

    def of(self, ticket: Ticket[Event], article: str) -> Decided | None:
        """Return what was decided, None where nothing was or the partition went away."""
        if not ticket.live:
            return None
        row = self._rows.get(ticket.event.message.partition, article.encode())
        return unpack_decided(row) if row else None

    async def mark(self, ticket: Ticket[Event], article: str, verdict: Decided) -> None:
        """Keep a verdict; returns once it is durable."""
        if not ticket.live:
            return
        partition = ticket.event.message.partition
        await self._rows.put(partition, article.encode(), pack_decided(verdict))
        hand = self._hands.setdefault(partition, _Hand(of_decisions(self._window_ms), article.encode()))
        hand.horizon.note(verdict.latest_ms)
        hand.marks += 1
        if hand.marks >= MARKS_PER_ROUND and not hand.moving:
            hand.marks, hand.moving = 0, True
            self._flow.spawn(self._move(ticket, partition, hand))

    async def _move(self, ticket: Ticket[Event], partition: int, hand: _Hand) -> None:
        """Look at some rows, and delete what has gone of them."""
        try:
            hand.horizon.gone()
            if ticket.live:
                seen = self._rows.items(partition, key_bytes=KEY_BYTES, start=hand.at)
                some = list(islice(seen, ROWS_PER_ROUND))
                hand.at = some[-1][0] + b"\0" if len(some) == ROWS_PER_ROUND else b""
                await asyncio.gather(*(self._drop(ticket, row) for row in self._gone(partition, hand, some)))
        finally:
            hand.moving = False

    def _gone(
        self, partition: int, hand: _Hand, rows: list[tuple[bytes, bytes]]
    ) -> list[tuple[bytes, bytes]]:
        """Return the rows behind the horizon, but for what may be delivered again."""
        head = self._flow.ledger.heads().get(Place(self._flow.topics.raw.name, partition), 0)
        times = [when_decided(value) for _, value in rows]
        return [
            row
            for row, (raw_offset, latest_ms) in zip(rows, times, strict=True)
            if raw_offset < head and hand.horizon.beyond(latest_ms)
        ]

    async def _drop(self, ticket: Ticket[Event], row: tuple[bytes, bytes]) -> None:
        """Delete a row, unless it changed meanwhile or its article is being decided anew."""
        key, value = row
        async with self.turn(key.decode()):
            partition = ticket.event.message.partition
            if ticket.live and key.decode() not in self._pending and self._rows.get(partition, key) == value:
                await self._rows.delete(partition, [key])
