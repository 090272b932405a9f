"""The oracle learns from each partition in the order of its offsets, as the workers do."""

from streams.domain.learner import Learner
from streams.domain.paragraphs import line_hash
from streams.domain.partition import partition_of
from tests.builders import a_raw_article, a_text

BOX = "The Harbour Post is owned by its readers. They elect its board once a year, in the old town hall."


def test_a_partition_teaches_itself_only() -> None:
    """A worker has some partitions, and must find what the oracle finds."""
    learner = Learner(2)
    ours = [n for n in range(40) if partition_of(f"{n:032x}".encode(), 2) == 0]
    other = next(n for n in range(40) if n not in ours)
    told = [left_out(learner, n) for n in ours[:5]]
    assert told == [frozenset()] * 4 + [{line_hash(BOX)}]
    assert left_out(learner, other) == frozenset()


def left_out(learner: Learner, n: int) -> frozenset[int]:
    raw = a_raw_article(n)
    story = a_text(n, words=60, names=4, numbers=3).replace("\n\n", " ")
    return learner.left_out(learner.place(raw.id), raw, f"{story}\n\n{BOX}")


def test_offsets_are_counted_by_partition() -> None:
    learner = Learner(1)
    assert [learner.place(f"{n:032x}") for n in range(2)] == [(0, 0), (0, 1)]
