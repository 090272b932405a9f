"""The longest passage that two texts share: as many words in a row as possible, with its place in both.

Words are the same as `domain.text` has them, without case, accents or kinds of quotes. Of passages equally
long the earliest in the copy is meant, and its earliest place in the original.

Runs of 1, 2, 4, … words are numbered so that equal runs have equal numbers, until no shared one is in the
original twice, or none is shared. Then the longest follows, by what stands side by side in both or else by
halving. That takes O(log n) sorts, and is exact.
Source: Karp, Miller, Rosenberg, "Rapid identification of repeated patterns", STOC 1972.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.domain.spans import Places
from streams.domain.text import Hashes, placed_words

WORDS_MAX = 50_000  # of each text; what follows is not looked at
EXCERPT_CHARACTERS_MAX = 240


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A passage of `words` words: text[start:end] of the copy, and of the original, in Unicode code points.

    `excerpt` is how it begins in the copy.
    """

    words: int
    start: int
    end: int
    original_start: int
    original_end: int
    excerpt: str


def longest_passage(copy: str, original: str) -> Passage | None:
    """Return the longest passage that the texts share, None where they share no word."""
    one, starts, ends = placed_words(copy)
    other, original_starts, original_ends = placed_words(original)
    words, at, there = longest_run(one[:WORDS_MAX], other[:WORDS_MAX])
    if not words:
        return None
    start, end = int(starts[at]), int(ends[at + words - 1])
    return Passage(
        words=words,
        start=start,
        end=end,
        original_start=int(original_starts[there]),
        original_end=int(original_ends[there + words - 1]),
        excerpt=copy[start : min(end, start + EXCERPT_CHARACTERS_MAX)],
    )


def longest_run(one: Hashes, other: Hashes) -> tuple[int, int, int]:
    """Return the length of the longest run that both have, and where it is in each; zeros for none."""
    count, longest = len(one), min(len(one), len(other))
    runs, width = _numbered(np.concatenate((one, other))), 1
    if not longest or not _shared(runs, count, 1).any():
        return 0, 0, 0
    while True:
        found = _if_once(runs, count, width)
        if found:
            return found
        longer = _runs(runs, width, 2 * width) if 2 * width <= longest else None
        if longer is None or not _shared(longer, count, 2 * width).any():
            return _between(runs, count, width, min(2 * width, longest + 1))
        runs, width = longer, 2 * width


def _if_once(runs: Places, count: int, width: int) -> tuple[int, int, int] | None:
    """Return the longest run, if each shared run of `width` is in the rest just once; None otherwise.

    It then is the longest series of those that follow each other in both: most texts end here, at four words.
    """
    shared, rest = _shared(runs, count, width), runs[count:]
    here = runs[: len(shared)]
    if (np.bincount(rest, minlength=len(runs))[here[shared]] > 1).any():
        return None
    place = np.zeros(len(runs), np.int64)
    place[rest] = np.arange(len(rest))
    apart = np.where(shared, place[here] - np.arange(len(here)), len(runs))
    starts = np.flatnonzero(np.append(True, apart[1:] != apart[:-1]))
    lengths = np.where(shared[starts], np.diff(np.append(starts, len(here))), 0)
    best = int(np.argmax(lengths))
    at = int(starts[best])
    return int(lengths[best]) + width - 1, at, int(place[here[at]])


def _between(runs: Places, count: int, low: int, high: int) -> tuple[int, int, int]:
    """Return the longest run by halving, given that runs of `low` are shared and those of `high` are not."""
    width, found = low, runs
    while high - low > 1:
        middle = (low + high) // 2
        longer = _runs(runs, width, middle)
        if _shared(longer, count, middle).any():
            low, found = middle, longer
        else:
            high = middle
    at = int(np.argmax(_shared(found, count, low)))
    return low, at, int(np.argmax(found[count:] == found[at]))


def _runs(runs: Places, width: int, wanted: int) -> Places:
    """Return numbers for the runs of `wanted` words, at most twice the `width` of these.

    Such a run is one of `width` from its beginning and one of `width` up to its end.
    """
    apart = wanted - width
    return _numbered(runs[: len(runs) - apart] * len(runs) + runs[apart:])


def _numbered(values: NDArray[np.uint64] | Places) -> Places:
    """Return numbers from 0 that are equal where the values are; np.unique costs three times that."""
    order = np.argsort(values)
    ranked = values[order]
    numbers = np.empty(len(values), np.int64)
    numbers[order] = np.cumsum(np.append(np.zeros(1, np.int64), ranked[1:] != ranked[:-1]))[: len(values)]
    return numbers


def _shared(runs: Places, count: int, width: int) -> NDArray[np.bool_]:
    """Return which runs within the first `count` words are runs of the rest as well."""
    among_rest = np.zeros(len(runs), np.bool_)
    among_rest[runs[count:]] = True
    shared: NDArray[np.bool_] = among_rest[runs[: count - width + 1]]
    return shared
