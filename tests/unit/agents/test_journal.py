"""What is acknowledged is in the journal, in few rows; what has left the index leaves it, too."""

import asyncio
from functools import partial
from typing import Any

import pytest

from streams.agents import journal
from streams.agents.journal import DELETES_MAX, RECORDS_PER_ROW_MAX, Journal, Span
from streams.domain.matching import KeysRecord, Question
from streams.domain.sketch import sign
from tests.builders import a_text
from tests.unit.agents.fakes import FakeFlow, FakeRows

SPAN = Span(0, 5)


def a_record(articles: int = 1) -> KeysRecord:
    signature = sign(title="", text=a_text(1))
    return KeysRecord.of(
        [(0, Question(f"{n:032x}", 5, signature, signature.keys, n)) for n in range(articles)]
    )


def a_journal() -> tuple[Journal, FakeFlow, FakeRows]:
    flow, rows = FakeFlow(), FakeRows()
    made_of: Any = (flow, rows)
    return Journal(*made_of), flow, rows


def put(kept: Journal, flow: FakeFlow, offsets: range, *, span: Span = SPAN, articles: int = 1) -> list[int]:
    """Take records into the journal and return a list that those join whose row is durable."""
    written: list[int] = []
    for offset in offsets:
        kept.add(span, flow.ticket(offset), a_record(articles), partial(written.append, offset))
    return written


async def test_a_record_is_done_with_only_when_its_row_is_durable() -> None:
    kept, flow, rows = a_journal()
    rows.durable.clear()
    written = put(kept, flow, range(RECORDS_PER_ROW_MAX))
    await asyncio.sleep(0)
    assert list(rows.held) == [bytes(8)]
    assert written == []
    rows.durable.set()
    await flow.rest()
    assert written == list(range(RECORDS_PER_ROW_MAX))


async def test_many_records_make_one_row_and_come_back_in_order() -> None:
    kept, flow, _ = a_journal()
    put(kept, flow, range(2 * RECORDS_PER_ROW_MAX))
    await flow.rest()
    rows = list(kept.items(0))
    assert [key for key, _ in rows] == [0, RECORDS_PER_ROW_MAX]
    assert [len(record) for _, record in rows] == [RECORDS_PER_ROW_MAX] * 2


async def test_full_records_fill_a_row_before_it_is_too_large_for_kafka() -> None:
    kept, flow, rows = a_journal()
    put(kept, flow, range(40), articles=32)
    await flow.rest()
    assert rows.held
    assert max(len(value) for value in rows.held.values()) < 900_000


async def test_a_row_does_not_wait_for_company_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "WAIT_S_MAX", 0.0)
    kept, flow, rows = a_journal()
    written = put(kept, flow, range(1))
    async with asyncio.timeout(10):
        while not written:  # noqa: ASYNC110  a list has no event
            await asyncio.sleep(0)
    assert len(rows.held) == 1


async def test_each_row_is_of_one_segment_so_that_it_goes_with_it() -> None:
    kept, flow, rows = a_journal()
    put(kept, flow, range(1))
    put(kept, flow, range(1, 2), span=Span(0, 6))
    assert [kept.row_of(Span(0, segment), 9) for segment in (5, 6, 7)] == [0, 1, 9]
    assert rows.held == {}


async def test_rows_are_deleted_a_bounded_number_at_a_time() -> None:
    kept, flow, rows = a_journal()
    rows.held = {n.to_bytes(8): b"row" for n in range(3 * DELETES_MAX)}
    kept.drop(flow.ticket(0), 0, range(2 * DELETES_MAX + 5))
    await flow.rest()
    assert len(rows.held) == DELETES_MAX - 5
    assert max(rows.deleted_at_once) == DELETES_MAX


async def test_a_row_that_has_gone_before_it_was_written_never_is() -> None:
    """A backfill's segment may go within the second that its row waits."""
    kept, flow, rows = a_journal()
    written = put(kept, flow, range(3))
    kept.drop(flow.ticket(3), 0, [0])
    await flow.rest()
    assert written == [0, 1, 2]
    assert rows.held == {}


async def test_nothing_is_written_for_a_partition_that_went_away() -> None:
    """Its file is another worker's by then."""
    kept, flow, rows = a_journal()
    put(kept, flow, range(RECORDS_PER_ROW_MAX))
    flow.ledger.revoke()
    kept.clear()
    await flow.rest()
    assert rows.held == {}
