"""What sources repeat outlives the worker: kept before it is acknowledged, folded as it was, let go of."""

import asyncio
from typing import Any

import pytest

from streams.agents.lessons import ROWS_OFFSETS_MAX, Lessons
from streams.domain.article import RawArticle
from streams.domain.paragraphs import line_hash
from tests.builders import a_raw_article, a_text
from tests.unit.agents.fakes import FakeFlow, FakeRows

BOX = "The Harbour Post is owned by its readers. They elect its board once a year, in the old town hall."


@pytest.fixture
def rows() -> FakeRows:
    """A table whose broker confirms at once."""
    return FakeRows()


def a_body(n: int) -> str:
    """Return a story of its own above its source's box."""
    return a_text(n, words=40, names=2, numbers=2).replace("\n\n", " ") + "\n" + BOX


def an_article(n: int) -> RawArticle:
    """Return the raw article of that body."""
    return a_raw_article(n, text=a_body(n))


def begun(rows: Any, start: int = 0) -> tuple[FakeFlow, Lessons]:
    """Return a worker's flow and lessons, its partition assigned from this offset on."""
    flow: Any = FakeFlow(start)
    return flow, Lessons(flow, rows)


async def taught(
    flow: FakeFlow, lessons: Lessons, offsets: range, *, at_once: int = 1
) -> list[frozenset[int]]:
    """Take records up, `at_once` to a row, acknowledge them, and return what was to be left out of each."""
    left_out = []
    for first in range(offsets.start, offsets.stop, at_once):
        row = []
        for offset in range(first, min(first + at_once, offsets.stop)):
            ticket = flow.ticket(offset)
            told, known = lessons.take(ticket, an_article(offset), a_body(offset))
            row.append((ticket, told))
            left_out.append(known)
        await lessons.keep(row).wait()
        for ticket, _ in row:
            flow.ledger.settle(ticket)
        await flow.rest()
    return left_out


async def test_the_box_is_left_out_once_it_was_learned(rows: FakeRows) -> None:
    left_out = await taught(*begun(rows), range(6))
    assert left_out == [frozenset()] * 4 + [{line_hash(BOX)}] * 2


async def test_nothing_is_kept_before_the_broker_has_it(rows: FakeRows) -> None:
    """A record acknowledged before that would be unlearned by a crash."""
    rows.durable.clear()
    flow, lessons = begun(rows)
    ticket = flow.ticket(0)
    told, _ = lessons.take(ticket, an_article(0), a_body(0))
    kept = lessons.keep([(ticket, told)])
    waiting = next(iter(flow.tasks))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not kept.is_set()
    assert not waiting.done()
    rows.durable.set()
    await flow.rest()
    assert kept.is_set()


@pytest.mark.parametrize("at_once", [1, 3, 8])
@pytest.mark.parametrize("head", [0, 2, 4, 5, 7])
async def test_after_a_crash_each_record_is_judged_as_it_was(rows: FakeRows, at_once: int, head: int) -> None:
    """Rows of records that come again are there already: they must not speak for records before them."""
    before = await taught(*begun(rows), range(8), at_once=at_once)
    after = await taught(*begun(rows, head), range(head, 10))
    assert after[: 8 - head] == before[head:]
    assert after[8 - head :] == [{line_hash(BOX)}] * 2


async def test_a_row_written_over_loses_nothing_that_was_acknowledged(rows: FakeRows) -> None:
    """A slow page made its source's record come behind later ones, in one row with them."""
    flow, lessons = begun(rows)
    tickets = [flow.ticket(offset) for offset in range(4)]
    told = {n: lessons.take(tickets[n], an_article(n), a_body(n))[0] for n in (0, 1, 2, 3)}
    await lessons.keep([(tickets[n], told[n]) for n in (2, 0, 1)]).wait()
    await lessons.keep([(tickets[3], told[3])]).wait()
    again = await taught(*begun(rows, 2), range(2, 4), at_once=2)
    assert again == [frozenset()] * 2
    assert await taught(*begun(rows, 4), range(4, 5)) == [{line_hash(BOX)}]


async def test_what_a_revoked_record_taught_is_not_written(rows: FakeRows) -> None:
    """Its partition may be another worker's by now, and so is the table's file."""
    flow, lessons = begun(rows)
    ticket = flow.ticket(0)
    told, _ = lessons.take(ticket, an_article(0), a_body(0))
    flow.ledger.revoke()
    await lessons.keep([(ticket, told)]).wait()
    assert rows.held == {}


async def test_rows_are_let_go_of_when_no_record_can_need_them(rows: FakeRows) -> None:
    """The table has no more than it takes to judge what may come again."""
    flow, lessons = begun(rows)
    await taught(flow, lessons, range(5))
    ahead = ROWS_OFFSETS_MAX + 3
    for offset in range(5, ahead):
        flow.ledger.settle(flow.ticket(offset))
    await taught(flow, lessons, range(ahead, ahead + 1))
    assert [int.from_bytes(key) for key in rows.held] == [3, 4, ahead]
