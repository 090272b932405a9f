"""Records of several partitions in the order of their times, each partition strictly in its own.

So what has been taken is, of each partition, all before some offset: a place to go on from after a restart.
"""

from collections import deque
from collections.abc import Collection
from typing import NamedTuple

WAITING_MAX = 2_000  # of a partition, beyond which no more should be added


class Waiting(NamedTuple):
    """A record that has been read and not taken; `source` is None where it is no article."""

    at: float
    partition: int
    offset: int
    source: str | None
    canary: bool = False


class Merge:
    """What waits of each partition; `offsets` is where each goes on: all before it has been taken."""

    def __init__(self, offsets: list[int]) -> None:
        self.offsets = offsets
        self._waiting: list[deque[Waiting]] = [deque() for _ in offsets]

    def __len__(self) -> int:
        return sum(map(len, self._waiting))

    def add(self, record: Waiting) -> None:
        """Let a record wait, the next of its partition."""
        self._waiting[record.partition].append(record)

    def full(self) -> set[int]:
        """Return the partitions of which enough waits."""
        return {n for n, waiting in enumerate(self._waiting) if len(waiting) >= WAITING_MAX}

    def first(self, ended: Collection[int]) -> Waiting | None:
        """Return the earliest record, or None: one that is still to be read might be earlier.

        Of the partitions in `ended`, what waits is all there is.
        """
        if any(not waiting and n not in ended for n, waiting in enumerate(self._waiting)):
            return None
        return min((waiting[0] for waiting in self._waiting if waiting), default=None)

    def take(self, record: Waiting) -> None:
        """Take the first record of its partition."""
        self._waiting[record.partition].popleft()
        self.offsets[record.partition] = record.offset + 1
