"""Rows come back as they were put, and a dropped segment's room is used again."""

import numpy as np
from numpy.typing import NDArray

from streams.domain.entries import BLOCK_BITS, EXTENT_BITS, Entries, Segment
from streams.domain.row import ROW


def rows(start: int, count: int) -> NDArray[np.void]:
    made = np.zeros(count, ROW)
    made["received_ms"] = np.arange(start, start + count)
    return made


def test_entries_come_back_in_the_order_asked_with_their_asker() -> None:
    entries, segment = Entries(), Segment()
    first = entries.add(segment, rows(0, 300), askers=3)
    second = entries.add(segment, rows(300, 10), askers=4)
    held = entries.at(np.array([second[9], first[0], first[299]], np.uint32))
    assert held["row"]["received_ms"].tolist() == [309, 0, 299]
    assert held["asker"].tolist() == [4, 3, 3]
    assert entries.count == segment.count == 310


def test_segments_lie_in_blocks_of_their_own() -> None:
    entries, one, other = Entries(), Segment(), Segment()
    a, b = entries.add(one, rows(0, 5), askers=0), entries.add(other, rows(5, 5), askers=0)
    assert set((a >> BLOCK_BITS).tolist()).isdisjoint((b >> BLOCK_BITS).tolist())
    entries.drop(one)
    assert not entries.alive[a >> BLOCK_BITS].any()
    assert entries.alive[b >> BLOCK_BITS].all()
    assert entries.count == 5


def test_room_is_used_again_so_that_memory_stays_as_it_is() -> None:
    """Three times as many entries pass through as an extent holds."""
    entries = Entries()
    for start in range(6):
        segment = Segment()
        slots = entries.add(segment, rows(start, 1 << (EXTENT_BITS - 1)), askers=0)
        assert slots.max() < 1 << EXTENT_BITS
        entries.drop(segment)
    assert entries.count == 0


def test_more_than_an_extent_of_entries_is_held() -> None:
    entries, segment = Entries(), Segment()
    count = (1 << EXTENT_BITS) + 700
    slots = entries.add(segment, rows(0, count), askers=1)
    asked = slots[[0, count - 1, 1 << EXTENT_BITS]]
    assert entries.at(asked)["row"]["received_ms"].tolist() == [0, count - 1, 1 << EXTENT_BITS]


def test_nothing_asked_is_nothing_found() -> None:
    assert len(Entries().at(np.empty(0, np.uint32))) == 0
