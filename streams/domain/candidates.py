"""Which pairs of articles a shard compares: those that share a key, of a hot key its earliest only."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.domain.keytable import Slots
from streams.domain.matching import KeysRecord
from streams.domain.row import precedes, same_id
from streams.domain.spans import Places, ranks

ENTRIES_PER_KEY_MAX = 32

_SLOT_BITS = 32
_SLOT_MASK = (1 << _SLOT_BITS) - 1


class Hits(NamedTuple):
    """Which hits count, 32 of each key, and which are `surplus`, never to be read again.

    `before` is, of each key, how many entries are not after its asker.
    """

    chosen: Places
    surplus: Places
    before: Places


def earliest_hits(record: KeysRecord, owners: Places, places: Places, held: NDArray[np.void]) -> Hits:
    """Return which of the entries that a record's keys hit count: of a key its earliest."""
    after = precedes(record.rows[owners[places]], held)
    before: Places = np.bincount(places[~after], minlength=len(record.keys))
    counts = np.bincount(places, minlength=len(record.keys))
    if counts.max(initial=0) <= ENTRIES_PER_KEY_MAX:
        return Hits(np.arange(len(places)), places[:0], before)
    order = np.lexsort((held["id_low"], held["id_high"], held["received_ms"], places))
    rank = ranks(counts)
    return Hits(order[rank < ENTRIES_PER_KEY_MAX], order[rank >= ENTRIES_PER_KEY_MAX], before)


def marked(size: int, places: Places) -> NDArray[np.bool_]:
    """Return which of 0..size-1 are among the places."""
    mark = np.zeros(size, np.bool_)
    mark[places] = True
    return mark


def same_version(one: NDArray[np.void], other: NDArray[np.void]) -> NDArray[np.bool_]:
    """Return, row by row, whether both are the same text of one article, taken for the same time."""
    same: NDArray[np.bool_] = same_id(one, other)
    for name in ("text_hash", "received_ms"):
        same &= one[name] == other[name]
    return same


def new_versions(record: KeysRecord, *, unknown: NDArray[np.bool_], kept: NDArray[np.bool_]) -> Places:
    """Return the rows to insert: versions that are not held, the first of each in the record."""
    at = np.flatnonzero(unknown & kept)
    rows = record.rows[at]
    # Versions of which no two have one sum are all different, which is the rule and quick to see.
    sums = rows["id_low"] + rows["text_hash"] * np.uint64(3) + rows["received_ms"].astype(np.uint64)
    sums.sort()
    if not (sums[1:] == sums[:-1]).any():
        return at
    order = np.lexsort([rows[name] for name in ("received_ms", "text_hash", "id_low", "id_high")])
    ranked = rows[order]
    again = same_version(ranked[1:], ranked[:-1])
    first: Places = np.sort(at[order[np.append(True, ~again)[: len(at)]]])
    return first


def earliest_of_keys(
    record: KeysRecord, owners: Places, kept: NDArray[np.bool_], before: Places
) -> NDArray[np.bool_]:
    """Return which of the kept keys have fewer than 32 entries before them, held or kept beside them."""
    most = int(before.max(initial=0))
    if len(record) + most <= ENTRIES_PER_KEY_MAX:
        return kept
    kept = kept & (before < ENTRIES_PER_KEY_MAX)
    at = np.flatnonzero(kept)
    at = at[np.argsort(record.keys[at])]
    keys = record.keys[at]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    counts = np.diff(np.append(starts, len(keys)))
    crowds = counts + most > ENTRIES_PER_KEY_MAX
    counts, crowded = counts[crowds], at[np.repeat(crowds, counts)]
    rows = record.rows[owners[crowded]]
    crowded = crowded[
        np.lexsort((rows["id_low"], rows["id_high"], rows["received_ms"], record.keys[crowded]))
    ]
    rank = ranks(counts)
    kept[crowded[rank + before[crowded] >= ENTRIES_PER_KEY_MAX]] = False
    return kept


def paired(rows: Places, slots: Slots | Places) -> Places:
    """Return pairs of a row and a slot as one number each, which sorts and compares as they do."""
    return rows << _SLOT_BITS | slots.astype(np.int64)


def unpaired(pairs: Places) -> tuple[Places, Places]:
    """Return the rows and the slots of pairs."""
    return pairs >> _SLOT_BITS, pairs & _SLOT_MASK


def pairs_within(record: KeysRecord, owners: Places, new: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Return the pairs of a record's articles that share a key, the second of them new."""
    order = np.argsort(record.keys, kind="stable")
    keys = record.keys[order]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    if len(starts) == len(keys):
        return owners[:0], owners[:0]
    counts = np.diff(np.append(starts, len(keys)))
    repeated = np.repeat(counts, counts)
    ones = np.repeat(owners[order], repeated)
    first = np.repeat(np.repeat(starts, counts), repeated)
    nth = ranks(repeated)
    others = owners[order][first + nth]
    kept = new[others] & ~same_id(record.rows[ones], record.rows[others])
    return ones[kept], others[kept]
