"""Words labelled as the begin, inside or outside of a name (BIO; Ramshaw and Marcus 1995), and back to names.

A label is an int: 0 is outside, 2k+1 begins and 2k+2 continues a name of the k-th of `LABELS`.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from streams.domain.mention import LABELS

OUTSIDE = 0
N_LABELS = 1 + 2 * len(LABELS)
NAMES = ("O", *(f"{place}-{label}" for label in LABELS for place in "BI"))

Bounds = Sequence[tuple[int, int]]
Floats = NDArray[np.float32]


def labelled(words: Bounds, spans: Iterable[tuple[int, int, str]]) -> NDArray[np.int64]:
    """Return the label of each word, given by its bounds in the text in order.

    A word that is partly in a name is in it.
    """
    labels = np.zeros(len(words), np.int64)
    at = 0
    for start, end, label in spans:
        while at < len(words) and words[at][1] <= start:
            at += 1
        first = at
        while at < len(words) and words[at][0] < end:
            labels[at] = 2 * LABELS.index(label) + (1 if at == first else 2)
            at += 1
    return labels


def names(labels: NDArray[np.int64]) -> list[tuple[int, int, str]]:
    """Return the names as (first word, word after the last, label) of a legal sequence of labels."""
    inside = np.flatnonzero(labels)
    begins = inside[labels[inside] % 2 == 1]
    found = []
    for at, after in pairwise([*begins.tolist(), len(labels)]):
        end = at + 1
        while end < after and labels[end] == labels[at] + 1:
            end += 1
        found.append((at, end, LABELS[labels[at] // 2]))
    return found


def legal(scores: Floats) -> NDArray[np.int64]:
    """Return the sequence of labels with the highest sum of scores in which no name continues another.

    `scores` is (words, labels), as log probabilities; a label that continues a name is legal only after one
    of that name (Viterbi 1967). Only runs of words in which the best label of each is illegal are searched,
    with as many words before them as a better sequence may change.
    """
    best: NDArray[np.int64] = scores.argmax(axis=1)
    continues = (best > 0) & (best % 2 == 0)
    before = np.concatenate(([OUTSIDE], best[:-1]))
    wrong = np.flatnonzero(continues & (before != best) & (before != best - 1))
    done = 0
    for at in wrong.tolist():
        if at < done:
            continue
        first, end = at, at + 1
        while end < len(best) and best[end] != OUTSIDE:
            end += 1
        while True:
            first = _run_before(best, first)
            path = _searched(scores[first:end], free=first > 0)
            # If it begins legally here, nothing before it had to be another to make it the best.
            if first == 0 or _LEGAL[best[first - 1], path[0]]:
                break
        best[first:end] = path
        done = end
    return best


def _run_before(best: NDArray[np.int64], at: int) -> int:
    """Return the last place before `at` that is in no name, or 0."""
    at = max(0, at - 1)
    while at > 0 and best[at] != OUTSIDE:
        at -= 1
    return at


def _searched(scores: Floats, *, free: bool) -> NDArray[np.int64]:
    """Return the best legal sequence; `free`: the first label may be any, as if after whatever it needs."""
    blocked = np.where(_LEGAL, np.float32(0), np.float32(-1e9))
    total = scores[0] if free else scores[0] + blocked[OUTSIDE]
    back = np.zeros(scores.shape, np.int64)
    for at in range(1, len(scores)):
        through = total[:, None] + blocked
        back[at] = through.argmax(axis=0)
        total = through.max(axis=0) + scores[at]
    path = [int(total.argmax())]
    for at in range(len(scores) - 1, 0, -1):
        path.append(int(back[at, path[-1]]))
    return np.array(path[::-1])


def _transitions() -> NDArray[np.bool_]:
    """Return which label may follow which, as (before, after)."""
    may = np.ones((N_LABELS, N_LABELS), np.bool_)
    for inside in range(2, N_LABELS, 2):
        may[:, inside] = False
        may[[inside - 1, inside], inside] = True
    return may


_LEGAL = _transitions()
