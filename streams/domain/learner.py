"""What the workers learn from all partitions together, in one process: part of their oracle.

A worker learns from a raw partition in the order of its offsets. Here an article is put where Kafka's
partitioner would have put it, and offsets are counted.
"""

from typing import NamedTuple

from streams.domain.article import RawArticle
from streams.domain.partition import partition_of
from streams.domain.repeated import Repeated, lesson


class Place(NamedTuple):
    """Where a raw record is."""

    partition: int
    offset: int


class Learner:
    """Takes articles one by one; one whose body cannot be read has its place, and teaches nothing."""

    def __init__(self, partitions: int) -> None:
        self._repeated = [Repeated() for _ in range(partitions)]
        self._next = [0] * partitions

    def place(self, article_id: str) -> Place:
        """Return the next place of the partition that has this id."""
        partition = partition_of(article_id.encode(), len(self._next))
        self._next[partition] += 1
        return Place(partition, self._next[partition] - 1)

    def left_out(self, place: Place, raw: RawArticle, body: str) -> frozenset[int]:
        """Return the hashes of the lines of a body that are not to be signed, and learn from it."""
        repeated = self._repeated[place.partition]
        told = lesson(place.offset, raw, body)
        known = repeated.take(told)
        repeated.forget(place.offset)
        return known
