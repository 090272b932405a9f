"""What the sources of a raw partition repeat: judged, learned, and kept in the table `paragraphs`.

What is in memory is folded from the table whenever the partition was assigned afresh. Records from the oldest
in hand on are left out of that: they come again, and are judged as they were, by the records before them.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from streams.agents.app import Event
from streams.agents.flow import Flow, place_of
from streams.agents.ledger import Ticket
from streams.agents.tables import Rows
from streams.domain.article import RawArticle
from streams.domain.repeated import OFFSETS_MAX, Lesson, Repeated, lesson
from streams.wire.lessons import pack_lessons, unpack_lessons

log = structlog.get_logger()

OFFSET_BYTES = 8
# A row is needed while a record within 10,000 offsets may come again; commits are not as far behind as that.
ROWS_OFFSETS_MAX = 2 * OFFSETS_MAX

Taught = tuple[Ticket[Event], Lesson]


@dataclass(slots=True)
class _Partition:
    """What one partition taught; `rows` are the least and the last offset of each row, in order."""

    repeated: Repeated = field(default_factory=Repeated)
    rows: deque[tuple[int, int]] = field(default_factory=deque)


class Lessons:
    """Judges and learns the records of one worker, those of a source in the order of their offsets."""

    def __init__(self, flow: Flow, rows: Rows) -> None:
        self._flow, self._rows = flow, rows
        self._partitions: dict[int, _Partition] = {}

    def clear(self) -> None:
        """Forget all: another worker may go on with these partitions, and its table has what it learned."""
        self._partitions.clear()

    def take(self, ticket: Ticket[Event], raw: RawArticle, body: str) -> tuple[Lesson, frozenset[int]]:
        """Return what a record taught, and the hashes of the lines of its body that are to be left out."""
        told = lesson(ticket.offset, raw, body)
        return told, self._partition(ticket).repeated.take(told)

    def keep(self, taught: Sequence[Taught]) -> asyncio.Event:
        """Write what live records taught; the event is set once all of it is confirmed."""
        by_partition: dict[int, list[Taught]] = {}
        for ticket, told in taught:
            if ticket.live:
                by_partition.setdefault(place_of(ticket.event).partition, []).append((ticket, told))
        kept = asyncio.Event()
        self._flow.spawn(self._put_all(by_partition, kept))
        return kept

    async def _put_all(self, by_partition: dict[int, list[Taught]], kept: asyncio.Event) -> None:
        await asyncio.gather(*(self._put(number, taught) for number, taught in by_partition.items()))
        kept.set()

    async def _put(self, number: int, taught: list[Taught]) -> None:
        ticket = taught[0][0]
        if not ticket.live:
            return
        offsets = [told.offset for _, told in taught]
        # By its least offset: a row that is written over holds nothing before that, and what came after it
        # comes again as well.
        key, row = min(offsets), pack_lessons(told for _, told in taught)
        partition = self._partition(ticket)
        partition.rows.append((key, max(offsets)))
        await self._rows.put(number, key.to_bytes(OFFSET_BYTES), row)
        if ticket.live:
            self._flow.spawn(self._expire(ticket, number, partition))

    async def _expire(self, ticket: Ticket[Event], number: int, partition: _Partition) -> None:
        """Let go of what no record that may still come needs."""
        if not ticket.live:
            return
        head = self._flow.ledger.heads()[place_of(ticket.event)]
        partition.repeated.forget(head)
        while ticket.live and partition.rows and partition.rows[0][1] < head - ROWS_OFFSETS_MAX:
            key, _ = partition.rows.popleft()
            await self._rows.delete(number, [key.to_bytes(OFFSET_BYTES)])

    def _partition(self, ticket: Ticket[Event]) -> _Partition:
        number = place_of(ticket.event).partition
        if number not in self._partitions:
            head = self._flow.ledger.heads()[place_of(ticket.event)]
            self._partitions[number] = self._folded(number, head)
        return self._partitions[number]

    def _folded(self, number: int, head: int) -> _Partition:
        folded, taught = _Partition(), dict[int, Lesson]()
        for key, value in self._rows.items(number, key_bytes=OFFSET_BYTES, start=bytes(OFFSET_BYTES)):
            some = list(unpack_lessons(value))
            folded.rows.append((int.from_bytes(key), max(told.offset for told in some)))
            # Rows of two lives of this worker may hold the same record, and then the same of it.
            taught |= {told.offset: told for told in some if told.offset < head}
        for offset in sorted(taught):
            folded.repeated.learn(taught[offset])
        log.info("paragraphs ready", partition=number, articles=len(folded.repeated))
        return folded
