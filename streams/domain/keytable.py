"""From a lookup key to the slots of the entries that have it: 13 bytes a key, at a cost that hardly grows.

New keys go to a small dictionary, from there to a sorted run, from there to a larger one, so that a key is
moved a bounded number of times and a look-up reads two runs at most. A run is indexed by the leading bits of
its keys, about four keys to an index entry.
"""

from dataclasses import dataclass
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from streams.domain.spans import Places, spans

Keys = NDArray[np.uint64]
Slots = NDArray[np.uint32]

RECENT_KEYS_MAX = 4_096
SMALL_KEYS_MIN = 65_536
OWN_PAGES_KEYS_MIN = 65_536
KEYS_PER_INDEX_ENTRY = 4
FORGOTTEN = np.uint32(2**32 - 1)  # in a run, in the place of a slot

# Keys are the least of many hashes, so they lead with zeros; a product with an odd number is one to one
# and spreads them.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_NONE = np.empty(0, np.uint64), np.empty(0, np.uint32)


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Spread keys in order, the slot of each, and where those with each value of the leading bits start."""

    keys: Keys
    slots: Slots
    starts: Slots
    shift: np.uint64

    def find(self, spread: Keys) -> tuple[Places, Slots]:
        """Return the place in `spread` and the slot of every entry with one of these keys."""
        prefixes = (spread >> self.shift).astype(np.int64)
        first = self.starts[prefixes].astype(np.int64)
        counts = self.starts[prefixes + 1] - first
        places = np.repeat(np.arange(len(spread)), counts)
        at = spans(first, counts)
        equal = self.keys[at] == spread[places]
        return places[equal], self.slots[at[equal]]

    def forget(self, spread: Keys, slots: Slots) -> None:
        """Put nothing in the place of the slot beside each key."""
        first = np.searchsorted(self.keys, spread)
        counts = np.searchsorted(self.keys, spread, side="right") - first
        at = spans(first, counts)
        self.slots[at[self.slots[at] == np.repeat(slots, counts)]] = FORGOTTEN


class KeyTable:
    """Keys to slots; a key may have several."""

    def __init__(self) -> None:
        self._recent: dict[int, list[int]] = {}
        self._recent_count = 0
        self._small, self._large = _run(*_nothing()), _run(*_nothing())
        self._holes = False  # of what was forgotten, in a run

    def __len__(self) -> int:
        return self._recent_count + len(self._small.keys) + len(self._large.keys)

    @property
    def nbytes(self) -> int:
        """Return the bytes of the runs."""
        return sum(a.nbytes for run in (self._small, self._large) for a in (run.keys, run.slots, run.starts))

    def find(self, keys: Keys) -> tuple[Places, Slots]:
        """Return, for every entry with one of these keys, the key's place in `keys` and the entry's slot."""
        spread = keys * _SPREAD
        recent = [
            (place, slot)
            for place, key in enumerate(spread.tolist() if self._recent else ())
            for slot in self._recent.get(key, ())
        ]
        found = [run.find(spread) for run in (self._large, self._small) if len(run.keys)]
        if recent:
            at, of = zip(*recent, strict=True)
            found.append((np.array(at, np.int64), np.array(of, np.uint32)))
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.uint32)
        places, slots = np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])
        known = slots != FORGOTTEN if self._holes else slice(None)
        return places[known], slots[known]

    def add(self, keys: Keys, slots: Slots) -> None:
        """Give each key the slot beside it."""
        if len(keys) >= RECENT_KEYS_MAX:
            self._settle(keys * _SPREAD, slots)
            return
        for key, slot in zip((keys * _SPREAD).tolist(), slots.tolist(), strict=True):
            self._recent.setdefault(key, []).append(slot)
        self._recent_count += len(keys)
        if self._recent_count >= RECENT_KEYS_MAX:
            self._settle()

    def forget(self, keys: Keys, slots: Slots) -> None:
        """Take the slot beside each key away from it; their memory is free once their run is moved."""
        spread = keys * _SPREAD
        for key, slot in zip(spread.tolist(), slots.tolist(), strict=True):
            recent = self._recent.get(key, [])
            if slot in recent:
                recent.remove(slot)
                self._recent_count -= 1
        for run in (self._small, self._large):
            run.forget(spread, slots)
        self._holes = True

    def drop(self, alive: NDArray[np.bool_], slot_shift: int) -> None:
        """Forget every slot for whose `slot >> slot_shift` `alive` is False."""
        self._settle()
        self._fill()
        self._small, self._large = (
            _kept(run, alive[run.slots >> slot_shift]) for run in (self._small, self._large)
        )

    def _settle(self, more: Keys = _NONE[0], slots_of_more: Slots = _NONE[1]) -> None:
        """Move recent keys, and more, to the small run, and that to the large one once a quarter of it."""
        keys = np.array([key for key, slots in self._recent.items() for _ in slots], np.uint64)
        slots = np.array([slot for slots in self._recent.values() for slot in slots], np.uint32)
        self._recent, self._recent_count = {}, 0
        keys, slots = np.concatenate((keys, more)), np.concatenate((slots, slots_of_more))
        self._fill()
        self._small = _merged(self._small, keys, slots)
        if len(self._small.keys) >= max(SMALL_KEYS_MIN, len(self._large.keys) // 4):
            self._large = _merged(self._large, self._small.keys, self._small.slots)
            self._small = _run(*_nothing())

    def _fill(self) -> None:
        """Move both runs without what was forgotten of them."""
        if self._holes:
            self._small, self._large = (
                _kept(run, run.slots != FORGOTTEN) for run in (self._small, self._large)
            )
            self._holes = False


def _nothing(count: int = 0) -> tuple[Keys, Slots]:
    """Return arrays for this many keys and slots, of pages of their own where they are large.

    From the heap, the arrays of ten merges left 110 MB of holes at a million entries.
    """
    if count < OWN_PAGES_KEYS_MIN:
        return np.empty(count, np.uint64), np.empty(count, np.uint32)
    return (
        np.frombuffer(mmap(-1, 8 * count), np.uint64, count),
        np.frombuffer(mmap(-1, 4 * count), np.uint32, count),
    )


def _run(keys: Keys, slots: Slots) -> _Run:
    """Return the run of spread keys that are in order."""
    bits = max(1, (len(keys) // KEYS_PER_INDEX_ENTRY).bit_length())
    shift = np.uint64(64 - bits)
    firsts = np.arange(1 << bits, dtype=np.uint64) << shift
    starts = np.append(np.searchsorted(keys, firsts), len(keys)).astype(np.uint32)
    return _Run(keys, slots, starts, shift)


def _merged(run: _Run, keys: Keys, slots: Slots) -> _Run:
    """Return the run with more in it, which need not be in order."""
    order = np.argsort(keys)
    keys, slots = keys[order], slots[order]
    at = np.searchsorted(run.keys, keys, side="right") + np.arange(len(keys))
    kept = np.ones(len(run.keys) + len(keys), np.bool_)
    kept[at] = False
    merged_keys, merged_slots = _nothing(len(kept))
    merged_keys[at], merged_slots[at] = keys, slots
    merged_keys[kept], merged_slots[kept] = run.keys, run.slots
    return _run(merged_keys, merged_slots)


def _kept(run: _Run, keep: NDArray[np.bool_]) -> _Run:
    if keep.all():
        return run
    keys, slots = _nothing(int(keep.sum()))
    np.compress(keep, run.keys, out=keys)
    np.compress(keep, run.slots, out=slots)
    return _run(keys, slots)
