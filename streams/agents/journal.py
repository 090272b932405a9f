"""The journal: what each shard was asked, in rows of up to a thousand articles of one segment of time.

A packed record is acknowledged once its row is durable, so a row may wait for more of them: what a crash
takes away is asked again. Without the wait, a live feed would leave a row for every article or two.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from streams.agents.app import Event
from streams.agents.flow import Flow
from streams.agents.ledger import Ticket
from streams.agents.tables import Rows
from streams.domain.matching import ARTICLES_PER_RECORD_MAX, KeysRecord
from streams.wire.rows import ARTICLES_PER_ROW_MAX, pack_row, unpack_row

KEY_BYTES = 8
WAIT_S_MAX = 1.0  # in a window of 72 hours, a quarter of a million rows a shard at the very most
RECORDS_PER_ROW_MAX = 128  # they are in hand while they wait
DELETES_MAX = 256

Then = Callable[[], object]


class Span(NamedTuple):
    """A segment of a shard."""

    shard: int
    segment: int


@dataclass(slots=True)
class _Open:
    """A row that is being filled; its key is the offset of its first record."""

    key: int
    timer: asyncio.TimerHandle
    articles: int = 0
    records: list[KeysRecord] = field(default_factory=list)
    thens: list[Then] = field(default_factory=list)


class Journal:
    """Writes, deletes and reads the rows of the shards of one worker."""

    def __init__(self, flow: Flow, rows: Rows) -> None:
        self._flow, self._rows = flow, rows
        self._open: dict[Span, _Open] = {}

    def row_of(self, span: Span, offset: int) -> int:
        """Return the row in which a record of this offset will be."""
        row = self._open.get(span)
        return row.key if row else offset

    def add(self, span: Span, ticket: Ticket[Event], record: KeysRecord, then: Then) -> None:
        """Put a record into its row; `then` is called once that is durable."""
        row = self._open.get(span)
        if row is None:
            timer = asyncio.get_running_loop().call_later(WAIT_S_MAX, self._close, span, ticket)
            row = self._open[span] = _Open(ticket.offset, timer)
        row.articles += len(record)
        row.records.append(record)
        row.thens.append(then)
        full = row.articles > ARTICLES_PER_ROW_MAX - ARTICLES_PER_RECORD_MAX
        if full or len(row.records) >= RECORDS_PER_ROW_MAX:
            self._close(span, ticket)

    def drop(self, ticket: Ticket[Event], shard: int, keys: Sequence[int]) -> None:
        """Delete rows, a bounded number at a time; one that is not written yet never is."""
        gone = set(keys)
        for span in [span for span, row in self._open.items() if span.shard == shard and row.key in gone]:
            row = self._open.pop(span)
            row.timer.cancel()
            _release(row)
        self._flow.spawn(self._delete(ticket, shard, keys))

    def items(self, shard: int) -> Iterator[tuple[int, KeysRecord]]:
        """Return an iterator over the rows of a shard by key, which another thread may use."""
        rows = self._rows.items(shard, key_bytes=KEY_BYTES, start=bytes(KEY_BYTES))
        return ((int.from_bytes(key), unpack_row(value)) for key, value in rows)

    def clear(self) -> None:
        """Forget the rows that are being filled: what is in them comes again."""
        for row in self._open.values():
            row.timer.cancel()
        self._open.clear()

    def _close(self, span: Span, ticket: Ticket[Event]) -> None:
        row = self._open.pop(span)
        row.timer.cancel()
        self._flow.spawn(self._write(span.shard, ticket, row))

    async def _write(self, shard: int, ticket: Ticket[Event], row: _Open) -> None:
        if ticket.live:
            await self._rows.put(shard, row.key.to_bytes(KEY_BYTES), pack_row(row.records))
        _release(row)

    async def _delete(self, ticket: Ticket[Event], shard: int, keys: Sequence[int]) -> None:
        left = iter(keys)
        while ticket.live and (some := list(islice(left, DELETES_MAX))):
            await self._rows.delete(shard, [key.to_bytes(KEY_BYTES) for key in some])


def _release(row: _Open) -> None:
    for then in row.thens:
        then()
