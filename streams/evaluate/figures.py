"""Shares and cluster agreement, each with an interval of 95 %.

Shares: Wilson's score interval ("Probable inference, the law of succession, and statistical inference",
1927).
F1 and the adjusted Rand index (Hubert and Arabie, "Comparing partitions", 1985): the percentile bootstrap
(Efron and Tibshirani, "An introduction to the bootstrap", 1993), resampling groups of articles that no
cluster, true or found, connects with another group.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]

Z = 1.959964
REPLICATES = 1_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the interval that it is known to."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; the share of none is NaN, and nothing is known of it."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """Return the share, 0..1."""
        return self.count / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Return Wilson's interval of 95 %."""
        if not self.of:
            return 0.0, 1.0
        share, weight = self.value, Z * Z / self.of
        centre = (share + weight / 2) / (1 + weight)
        half = Z / (1 + weight) * sqrt(share * (1 - share) / self.of + weight / (4 * self.of))
        low = 0.0 if self.count == 0 else centre - half
        return low, 1.0 if self.count == self.of else centre + half


def adjusted_rand(true: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Return how far two partitions of the same things agree: 1 wholly, 0 as by chance."""
    pairs = sum(comb(n, 2) for n in Counter(zip(true, found, strict=True)).values())
    in_true, in_found = (sum(comb(n, 2) for n in Counter(one).values()) for one in (true, found))
    return float(_rand(*(np.array([float(n)]) for n in (pairs, in_true, in_found, len(true))))[0])


def agreement(true: Sequence[str], found: Sequence[str], *, seed: int) -> Figure:
    """Return the adjusted Rand index of two partitions and its bootstrap interval."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(_connected(true, found)):
        groups[group].append(at)
    rows = []
    for members in groups.values():
        ours, theirs = [true[at] for at in members], [found[at] for at in members]
        together = Counter(zip(ours, theirs, strict=True)), Counter(ours), Counter(theirs)
        rows.append([*(sum(comb(n, 2) for n in one.values()) for one in together), len(members)])
    sums = _resampled(np.array(rows, np.float64), seed)
    return _interval(adjusted_rand(true, found), _rand(*sums.T))


def f1(found: int, missed: int, false: int, *, seed: int) -> Figure:
    """Return the harmonic mean of precision and recall and its bootstrap interval."""
    total = max(1, found + missed + false)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(total, np.array([found, missed, false]) / total, REPLICATES) if found else None
    scores = 2 * drawn[:, 0] / (drawn[:, 0] + total) if drawn is not None else np.zeros(1)
    return _interval(2 * found / (2 * found + missed + false) if found else 0.0, scores)


def _rand(pairs: Counts, in_true: Counts, in_found: Counts, things: Counts) -> Counts:
    every = np.maximum(things * (things - 1) / 2, 1)
    expected, most = in_true * in_found / every, (in_true + in_found) / 2
    # Where nothing is together in either, the two agree.
    return np.where(
        most == expected, 1.0, (pairs - expected) / np.where(most == expected, 1, most - expected)
    )


def _resampled(rows: Counts, seed: int) -> Counts:
    """Return the sums of the rows over each replicate's draw of them, with replacement."""
    rng = np.random.default_rng(seed)
    odds = np.full(len(rows), 1 / len(rows))
    return np.array([rng.multinomial(len(rows), odds) @ rows for _ in range(REPLICATES)])


def _interval(value: float, replicates: Counts) -> Figure:
    low, high = np.percentile(replicates, [2.5, 97.5])
    return Figure(value, float(low), float(high))


def _connected(true: Sequence[str], found: Sequence[str]) -> list[int]:
    """Return a number for each thing, the same where clusters of either kind connect two."""
    parent = list(range(len(true)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    for clusters in (true, found):
        first: dict[str, int] = {}
        for at, cluster in enumerate(clusters):
            parent[root(at)] = root(first.setdefault(cluster, at))
    return [root(at) for at in range(len(true))]
