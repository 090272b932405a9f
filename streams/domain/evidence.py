"""The evidence on pairs of articles: how much text and which facts they share, from their signatures alone.

Shares of equal slots estimate Jaccard similarity J = |A and B| / |A or B|; with both sizes known, J gives the
containment C = |A and B| / |A| (Broder 1997). Every function takes arrays of pairs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.domain.minima import SLOTS
from streams.domain.sketch import MASKED_BITS, SHINGLE_BITS, SHINGLE_BYTES, WORDLESS

Shares = NDArray[np.float64]
Truths = NDArray[np.bool_]

FACTS_MIN = 2


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What is known of pairs, a value each: shares are 0..1.

    `similar` is the best estimate of J, `masked` that of J with facts blanked, `contained` the share of the
    newer text that is in the older, `brevity` how far the shorter falls short of 60 shingles, `shorter` its
    shingles. Agreements of `numbers`, of `names`, and of both together (`facts`), are NaN where too few were
    `compared`, a count. `refigured` and `renamed` are how many numbers, and names, each of both has that the
    other has not, the fewer of the two; `named_alike` how many names both have, `named` how many the one with
    fewer has.
    """

    exact: Truths
    jaccard: Shares
    masked: Shares
    similar: Shares
    contained: Shares
    containment: Shares
    numbers: Shares
    names: Shares
    facts: Shares
    compared: NDArray[np.int64]
    refigured: NDArray[np.int64]
    renamed: NDArray[np.int64]
    named_alike: NDArray[np.int64]
    named: NDArray[np.int64]
    shorter: Shares
    brevity: Shares


def alike(one: NDArray[np.void], other: NDArray[np.void], *, similar_min: float) -> Truths:
    """Return which pairs may come to this similarity, or have the same words: a cheap look before weighing.

    `similar` is above J by a third of .1 at most.
    """
    differing = one["sketch"][:, :SHINGLE_BYTES] ^ other["sketch"][:, :SHINGLE_BYTES]
    exact: Truths = one["whole"] == other["whole"]
    return exact | (_jaccard(differing, SHINGLE_BITS) >= similar_min - 0.1 / 3)


def weigh(newer: NDArray[np.void], older: NDArray[np.void]) -> Evidence:
    """Return the evidence on pairs of rows: `newer[i]` may copy `older[i]`."""
    differing = newer["sketch"] ^ older["sketch"]
    worded = newer["whole"] != WORDLESS  # two clips, each under an emoji of its own, share nothing
    jaccard = _jaccard(differing[:, :SHINGLE_BYTES], SHINGLE_BITS) * worded
    masked = _jaccard(differing[:, SHINGLE_BYTES:], MASKED_BITS)
    # Where few words are blank, both sketches estimate the same J, and their mean is the better estimate.
    both = (2 * jaccard + np.minimum(masked, jaccard + 0.1)) / 3
    similar = np.where(masked < jaccard - 0.2, jaccard, both)
    size_newer, size_older = newer["shingles"].astype(float), older["shingles"].astype(float)
    shared = similar / (1 + similar) * (size_newer + size_older)
    shorter = np.minimum(size_newer, size_older)
    facts_newer = np.hstack((newer["numbers"], newer["names"]))
    facts_older = np.hstack((older["numbers"], older["names"]))
    return Evidence(
        exact=(newer["whole"] == older["whole"]) & worded,
        jaccard=jaccard,
        masked=masked,
        similar=similar,
        contained=np.minimum(shared / np.maximum(size_newer, 1), 1),
        containment=np.minimum(shared / np.maximum(shorter, 1), 1),
        numbers=agreement(newer["numbers"], older["numbers"]),
        names=agreement(newer["names"], older["names"]),
        facts=agreement(facts_newer, facts_older),
        compared=np.minimum(_count(facts_newer), _count(facts_older)),
        refigured=_own(newer["numbers"], older["numbers"]),
        renamed=_own(newer["names"], older["names"]),
        named_alike=_count(newer["names"] & older["names"]),
        named=np.minimum(_count(newer["names"]), _count(older["names"])),
        shorter=shorter,
        brevity=np.maximum(1 - shorter / 60, 0),
    )


def agreement(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> Shares:
    """Return the share of the fewer facts that the other side has too, NaN where one has fewer than two.

    Corrected for facts that fall on the same bit by chance.
    """
    count_one, count_other = _count(one), _count(other)
    fewer, more = np.minimum(count_one, count_other), np.maximum(count_one, count_other)
    by_chance = more / (64 * one.shape[1])
    share = _count(one & other) / np.maximum(fewer, 1)
    corrected = np.maximum(share - by_chance, 0) / np.maximum(1 - by_chance, 1 / 64)
    return np.where(fewer >= FACTS_MIN, corrected, np.nan)


def _own(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return how many facts of one are not the other's, or of the other not the one's: the fewer."""
    return np.minimum(_count(one & ~other), _count(other & ~one))


def _jaccard(differing: NDArray[np.uint8], bits: int) -> Shares:
    """Return J from the bits in which two sketches differ, `bits` per slot."""
    words = np.ascontiguousarray(differing).view("<u8")
    shift = 1
    while shift < bits:
        words = words | (words >> np.uint64(shift))
        shift *= 2
    unequal = _count(words & np.uint64((2**64 - 1) // (2**bits - 1)))
    by_chance = 1 / 2**bits
    share: Shares = np.maximum((1 - unequal / SLOTS) - by_chance, 0) / (1 - by_chance)
    return share


def _count(maps: NDArray[np.uint64]) -> NDArray[np.int64]:
    count: NDArray[np.int64] = np.bitwise_count(maps).sum(axis=1, dtype=np.int64)
    return count
