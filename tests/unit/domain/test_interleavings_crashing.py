"""Workers that die between any two steps, on articles that are revised often, give one process's verdicts.

Beside the wide property this one looks where it seldom gets: few ids and shards, so that most records are
versions of an article decided before; a verdict is marked a while before its record is acknowledged; and
whoever takes a partition over reads some of its votes again.
"""

from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.article import Article
from tests.builders import START, an_article
from tests.unit.domain.test_interleavings import (
    BLOCKS,
    WINDOW_MS,
    Line,
    Partition,
    driven,
    public,
    the_oracle,
)


class CrashingLine(Line):
    """A line on which marking a verdict and acknowledging its record are two steps, and deaths are many."""

    def __init__(self, partitions: int, shards: int, random: Random) -> None:
        super().__init__(partitions, shards, random)
        self.marked: list[tuple[Partition, int, int]] = []  # with the life it was marked in

    def settle(self, partition: Partition, at: int) -> None:
        """Leave the acknowledgement for a later step."""
        self.marked.append((partition, partition.lives, at))

    def acknowledge(self) -> bool:
        """Acknowledge one marked record, any of them, unless its worker died meanwhile."""
        if not self.marked:
            return False
        partition, life, at = self.marked.pop(self.random.randrange(len(self.marked)))
        if life == partition.lives:
            partition.settled.add(at)
        return True

    def crash(self, partition: Partition) -> None:
        """Go on at the first record not acknowledged, whatever was behind it, and at an earlier vote."""
        partition.die()
        partition.settled = set(range(partition.next_raw))
        partition.next_vote = self.random.randrange(partition.next_vote + 1)

    def step(self) -> None:
        """Do one thing somewhere."""
        choice = self.random.random()
        if choice < 0.15:
            self.acknowledge()
        elif choice < 0.22:
            self.crash(self.random.choice(self.partitions))
        else:
            super().step()

    def each(self) -> bool:
        """Let every stage do a step, and acknowledge something."""
        moved, acknowledged = super().each(), self.acknowledge()
        return moved or acknowledged


@st.composite
def revisions(draw: st.DrawFn) -> list[Article]:
    """Many records of few articles, whose texts are a block or two and may come again."""
    ids = draw(st.integers(0, 3))
    return [
        an_article(
            draw(st.integers(0, ids)),
            title="A headline",
            text="\n\n".join(draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=2))),
            received_at=START + timedelta(seconds=draw(st.integers(0, WINDOW_MS // 1000))),
        )
        for _ in range(draw(st.integers(6, 14)))
    ]


@settings(max_examples=250, deadline=None)
@given(
    feed=revisions(),
    partitions=st.integers(1, 3),
    shards=st.integers(1, 2),
    steps=st.integers(30, 120),
    seed=st.integers(0, 2**32),
)
def test_workers_that_die_between_marking_and_acknowledging_change_no_verdict(
    feed: list[Article], partitions: int, shards: int, steps: int, seed: int
) -> None:
    line = CrashingLine(partitions, shards, Random(seed))
    assert public(driven(line, feed, steps)) == public(the_oracle(feed, shards))
