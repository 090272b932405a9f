"""The index's entries: rows of fixed size in segments by time, so that expiry frees a segment whole.

A slot is a row's number. Rows lie in extents whose pages the operating system gives only once they are
written; a segment owns blocks of rows, and the blocks of a dropped segment are used again.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from streams.domain.keytable import Slots
from streams.domain.row import ROW
from streams.domain.spans import Places

BLOCK_BITS, EXTENT_BITS = 8, 18
ENTRY = np.dtype([("row", ROW), ("asker", "<u2")])

_BLOCK, _EXTENT = 1 << BLOCK_BITS, 1 << EXTENT_BITS


@dataclass(slots=True)
class Segment:
    """The entries of records of one span of time: its blocks, how full the last is, the journal's rows."""

    blocks: list[int] = field(default_factory=list)
    in_last: int = _BLOCK
    count: int = 0
    journalled: set[int] = field(default_factory=set)


class Entries:
    """Rows by slot, each of a segment."""

    def __init__(self) -> None:
        self._extents: list[NDArray[np.void]] = []
        self._free: list[int] = []
        self.alive = np.zeros(0, np.bool_)
        self.count = 0

    @property
    def nbytes(self) -> int:
        """Return the bytes of the blocks in use."""
        return int(self.alive.sum()) * _BLOCK * ENTRY.itemsize

    def add(self, segment: Segment, rows: NDArray[np.void], askers: NDArray[np.uint16] | int) -> Slots:
        """Return the slots of the rows, kept in this segment, each for its asker."""
        entries = np.empty(len(rows), ENTRY)
        entries["row"], entries["asker"] = rows, askers
        slots, put = np.empty(len(rows), np.uint32), 0
        while put < len(rows):
            first, room = self._room(segment)
            some = entries[put : put + room]
            at = first & (_EXTENT - 1)
            self._extents[first >> EXTENT_BITS][at : at + len(some)] = some
            slots[put : put + len(some)] = np.arange(first, first + len(some))
            segment.in_last += len(some)
            put += len(some)
        self.count += len(rows)
        segment.count += len(rows)
        return slots

    def at(self, slots: Slots | Places) -> NDArray[np.void]:
        """Return copies of the entries in these slots."""
        extents = slots >> EXTENT_BITS
        written = set(extents.tolist())
        if len(written) == 1:
            found: NDArray[np.void] = self._extents[written.pop()].take(slots & (_EXTENT - 1))
            return found
        entries = np.empty(len(slots), ENTRY)
        for extent in written:
            here = extents == extent
            entries[here] = self._extents[extent][slots[here] & (_EXTENT - 1)]
        return entries

    def drop(self, segment: Segment) -> None:
        """Free the segment's blocks; `alive` says so of each until it is used again."""
        self.alive[segment.blocks] = False
        self._free += segment.blocks
        self.count -= segment.count

    def _room(self, segment: Segment) -> tuple[int, int]:
        """Return the first free slot of the segment's last block and how many are free from there."""
        if segment.in_last == _BLOCK:
            segment.blocks.append(self._block())
            segment.in_last = 0
        return (segment.blocks[-1] << BLOCK_BITS) + segment.in_last, _BLOCK - segment.in_last

    def _block(self) -> int:
        if not self._free:
            blocks = len(self.alive)
            more = 1 << (EXTENT_BITS - BLOCK_BITS)
            self._extents.append(np.empty(_EXTENT, ENTRY))
            self.alive = np.concatenate((self.alive, np.zeros(more, np.bool_)))
            self._free = list(range(blocks + more - 1, blocks - 1, -1))
        block = self._free.pop()
        self.alive[block] = True
        return block
