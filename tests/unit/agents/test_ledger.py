"""The ledger's law: whatever the order of settling, a record is acknowledged only after all before it."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis.strategies import DataObject, data, integers, permutations

from streams.agents.ledger import Ledger, Place, Skipped, Ticket
from tests.clock import Clock

RAW = Place("raw", 0)
OTHER = Place("raw", 1)


def a_ledger(clock: Callable[[], float] = time.monotonic) -> tuple[Ledger[int], list[int]]:
    """Return a ledger assigned to RAW from offset 0, and the list of what it acknowledged."""
    acknowledged: list[int] = []
    ledger: Ledger[int] = Ledger(acknowledged.append, clock=clock)
    ledger.assign({RAW: 0})
    return ledger, acknowledged


def taken(ledger: Ledger[int], offset: int, place: Place = RAW) -> Ticket[int]:
    """Take a record up that must be accepted; its event is its offset."""
    ticket = ledger.take(place, offset, offset)
    assert ticket is not None
    return ticket


@given(records=integers(1, 40), draw=data())
def test_records_are_acknowledged_in_offset_order_whatever_the_order_of_settling(
    records: int, draw: DataObject
) -> None:
    """Faust's consumer commits past a gap, so no acknowledgement may ever leave one."""
    ledger, acknowledged = a_ledger()
    tickets = [taken(ledger, offset) for offset in range(records)]
    settled: set[int] = set()
    for ticket in draw.draw(permutations(tickets)):
        assert ledger.settle(ticket)
        settled.add(ticket.offset)
        first_open = next((o for o in range(records) if o not in settled), records)
        assert acknowledged == list(range(first_open))
        assert ledger.in_hand == records - first_open
        assert ledger.held("raw") == records - len(settled)
    assert acknowledged == list(range(records))


def test_a_record_that_comes_too_late_in_order_stops_the_worker() -> None:
    """A gap means that a record was lost between Kafka and here: the alarm behind every other precaution."""
    ledger, acknowledged = a_ledger()
    taken(ledger, 0)
    with pytest.raises(Skipped, match=r"raw\[0\]: offset 2 came, 1 must be next"):
        ledger.take(RAW, 2, 2)
    assert acknowledged == []


def test_the_first_record_of_a_partition_must_be_the_one_at_its_start() -> None:
    """The first records of a fresh group are the ones that Faust loses."""
    ledger, _ = a_ledger()
    with pytest.raises(Skipped):
        ledger.take(RAW, 1, 1)


def test_a_record_that_comes_again_while_in_hand_is_passed_over() -> None:
    """Acknowledging its second delivery would acknowledge the first before its work is done."""
    ledger, acknowledged = a_ledger()
    first = taken(ledger, 0)
    assert ledger.take(RAW, 0, 0) is None
    ledger.settle(first)
    assert acknowledged == [0]


def test_a_record_of_a_partition_not_assigned_is_passed_over() -> None:
    """It belongs to another worker, which will take it up."""
    ledger, _ = a_ledger()
    assert ledger.take(OTHER, 0, 0) is None


def test_settling_after_the_partition_went_away_acknowledges_nothing() -> None:
    """A stale acknowledgement would be committed past what came again since."""
    ledger, acknowledged = a_ledger()
    old = taken(ledger, 0)
    assert ledger.revoke() == 1
    ledger.assign({RAW: 0})
    again = taken(ledger, 0)
    assert not old.live
    assert not ledger.settle(old)
    assert acknowledged == []
    assert ledger.settle(again)
    assert acknowledged == [0]


def test_assigning_a_partition_again_begins_its_line_afresh() -> None:
    """A rewind within one generation brings everything after the commit again."""
    ledger, acknowledged = a_ledger()
    stale = [taken(ledger, offset) for offset in range(3)]
    ledger.assign({RAW: 1})
    assert ledger.in_hand == 0
    fresh = taken(ledger, 1)
    assert not ledger.settle(stale[0])
    ledger.settle(fresh)
    assert acknowledged == [1]


def test_what_went_away_with_its_partition_is_held_no_more() -> None:
    """Received less all outcomes is what is held: a rebalance counts the held ones as returned, once."""
    ledger, _ = a_ledger()
    ledger.assign({OTHER: 0})
    taken(ledger, 0)
    ledger.settle(taken(ledger, 1))  # settled, and not acknowledged as the one before it is open
    taken(ledger, 0, OTHER)
    assert ledger.held("raw") == 2
    ledger.assign({OTHER: 0})
    assert ledger.held("raw") == 1
    ledger.revoke()
    assert ledger.held("raw") == 0


def test_settling_twice_counts_once() -> None:
    """Two votes may both find a case complete."""
    ledger, acknowledged = a_ledger()
    ticket = taken(ledger, 0)
    assert ledger.settle(ticket)
    assert not ledger.settle(ticket)
    assert acknowledged == [0]
    assert ledger.held("raw") == 0


def test_partitions_do_not_wait_for_each_other() -> None:
    """One stuck article must hold up its own partition only."""
    ledger, acknowledged = a_ledger()
    ledger.assign({OTHER: 7})
    taken(ledger, 0)
    ledger.settle(taken(ledger, 7, OTHER))
    assert acknowledged == [7]
    assert ledger.heads() == {RAW: 0, OTHER: 8}


def test_ages_tell_how_long_the_oldest_record_has_been_in_hand() -> None:
    """Operators alert on it: the one sign that every kind of stuck partition shows."""
    clock = Clock()
    ledger, _ = a_ledger(clock)
    first = taken(ledger, 0)
    clock.now += 3
    taken(ledger, 1)
    clock.now += 2
    assert ledger.ages() == {RAW: 5.0}
    ledger.settle(first)
    assert ledger.ages() == {RAW: 2.0}
    assert ledger.held("raw") == 1
    assert ledger.held("votes") == 0
