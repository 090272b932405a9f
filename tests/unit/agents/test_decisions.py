"""Rows of `decided` go with the window, and none before nobody can ask for it any more."""

import asyncio
from datetime import timedelta
from typing import Any

from streams.agents.decisions import MARKS_PER_ROUND, ROWS_PER_ROUND, Decisions
from streams.agents.pending import Pending
from streams.domain.article import milliseconds
from streams.domain.verdict import Decided
from streams.wire.arrays import VERSION
from tests.builders import START, an_article
from tests.unit.agents.fakes import FakeFlow, FakeRows

WINDOW_MS = 16 * 60_000
MINUTE = timedelta(minutes=1)


class Line:
    """A table that gets one verdict for each record of its partition, in order."""

    def __init__(self, *, settles: bool = True) -> None:
        self.flow, self.rows, self.pending, self.settles = FakeFlow(), FakeRows(), Pending(), settles
        flow, rows = self.flow, self.rows
        made_of: Any = (flow, rows)
        self.decisions = Decisions(*made_of, pending=self.pending, window_ms=WINDOW_MS)
        self.offset = 0

    async def decide(self, article: int, *, minute: float) -> None:
        """Mark a verdict on an article received then, and let whatever follows come to rest."""
        await self.mark(article, minute=minute)
        await self.flow.rest()

    async def mark(self, article: int, *, minute: float) -> None:
        """Mark a verdict on an article received then; what follows goes on beside the test."""
        at_ms = milliseconds(START + minute * MINUTE)
        ticket = self.flow.ticket(self.offset)
        verdict = Decided(raw_offset=self.offset, text_hash=1, received_ms=at_ms, latest_ms=at_ms)
        # Ids are hashes: spread over all of the table.
        await self.decisions.mark(ticket, an_id(article), verdict)
        if self.settles:
            self.flow.ledger.settle(ticket)
        self.offset += 1

    def knows(self, article: int, *, minute: float) -> bool:
        """Return whether a record of the article received then finds a verdict."""
        said = an_article(article, id=an_id(article), received_at=START + minute * MINUTE)
        return self.decisions.known(self.flow.ticket(self.offset), said) is not None


def an_id(article: int) -> str:
    return f"{article * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"


async def test_a_verdict_is_known_within_the_window_and_not_beyond() -> None:
    line = Line()
    await line.decide(1, minute=0)
    assert line.knows(1, minute=16)
    line.offset += 1
    assert not line.knows(1, minute=16.01)


async def test_the_table_stays_as_large_as_a_window_for_ten_windows() -> None:
    """Forty articles a minute, ten times the window: as many rows at the end as after two."""
    line, held = Line(), list[int]()
    for n in range(160 * 40):
        await line.decide(n, minute=n / 40)
        held.append(len(line.rows.held))
    kept_minutes = 18 + 3 * 18 / 16  # window and an eighth, and what is left of segments
    assert max(held) < 1.2 * 40 * kept_minutes
    window = 16 * 40
    assert max(held[2 * window :]) <= 1.15 * max(held[window : 2 * window])


async def test_what_is_within_the_window_is_never_deleted() -> None:
    line = Line()
    for n in range(3_000):
        await line.decide(n, minute=n / 40)
    now = 3_000 / 40
    assert all(an_id(n).encode() in line.rows.held for n in range(3_000) if now - n / 40 <= 16)


async def test_what_may_be_delivered_again_is_kept_whatever_its_time() -> None:
    """After a crash a published article must be recognised by its offset."""
    line = Line(settles=False)
    for n in range(20 * MARKS_PER_ROUND):
        await line.decide(n, minute=n)
    assert len(line.rows.held) == 20 * MARKS_PER_ROUND


async def test_an_article_that_is_being_decided_anew_keeps_its_row() -> None:
    line = Line()
    await line.decide(0, minute=0)
    waiting: Any = object()
    line.pending[an_id(0)] = waiting
    for n in range(1, 20 * MARKS_PER_ROUND):
        await line.decide(n, minute=n)
    assert an_id(0).encode() in line.rows.held
    assert an_id(1).encode() not in line.rows.held


async def test_a_row_that_is_written_anew_while_an_old_one_is_being_deleted_stays() -> None:
    """The article came again just then: without its row, the next repeat would pass for news."""
    line, again, old = Line(), an_id(0).encode(), an_id(1).encode()
    for n in range(MARKS_PER_ROUND - 1):
        await line.decide(n, minute=n)
    async with line.decisions.turn(an_id(0)):
        await line.mark(MARKS_PER_ROUND - 1, minute=MARKS_PER_ROUND)
        async with asyncio.timeout(10):
            while old in line.rows.held:  # noqa: ASYNC110  the hand has seen both by then
                await asyncio.sleep(0)
        await line.mark(0, minute=MARKS_PER_ROUND)
    await line.flow.rest()
    assert again in line.rows.held
    assert old not in line.rows.held


async def test_a_round_looks_at_a_bounded_number_of_rows() -> None:
    """However large the table, the event loop must turn."""
    line = Line()
    line.rows.held = {f"{n:032x}".encode(): bytes([VERSION]) + bytes(400) for n in range(5 * ROWS_PER_ROUND)}
    looked: list[bytes] = []
    items = line.rows.items

    def watched(*args: Any, **given: Any) -> Any:
        for row in items(*args, **given):
            looked.append(row[0])
            yield row

    line.rows.items = watched  # type: ignore[method-assign]
    for n in range(MARKS_PER_ROUND):
        await line.decide(n, minute=0)
    assert 0 < len(looked) <= ROWS_PER_ROUND
