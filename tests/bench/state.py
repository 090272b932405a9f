"""Dedup's state of many articles, made up: as a feed leaves it in the journal and in `decided`.

Sketches and keys are random, but for every tenth article, which is a copy of one of a twentieth as many.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from streams.domain.matching import KeysRecord
from streams.domain.row import ROW
from streams.domain.sketch import SKETCH_BYTES, shard_of
from streams.domain.verdict import Decided
from streams.topic import HOUR_MS

WINDOW_MS = 72 * HOUR_MS
KEYS_PER_ARTICLE = 9
ARTICLES_PER_COPY, ARTICLES_PER_ORIGINAL = 10, 20
SHARDS = PARTITIONS = 4


class MadeUp:
    """Articles evenly over a window, the n-th of them always the same within one of these."""

    def __init__(self, articles: int, *, seed: int = 1, end_ms: int = WINDOW_MS) -> None:
        self.articles, self._end_ms = articles, end_ms
        self._random = np.random.default_rng(seed)
        self._made = 0
        self._originals = self._said(max(1, articles // ARTICLES_PER_ORIGINAL))

    def questions(self, articles: int) -> dict[int, KeysRecord]:
        """Return what the next articles ask of each shard, in order of time."""
        numbers = self._made + np.arange(articles)
        self._made += articles
        rows, keys = self._said(articles)
        copies = numbers % ARTICLES_PER_COPY == 0
        chosen = self._random.integers(0, len(self._originals[0]), int(copies.sum()))
        rows[copies], keys[copies] = (said[chosen] for said in self._originals)
        rows["received_ms"] = self._end_ms - WINDOW_MS + numbers * WINDOW_MS // self.articles
        for name in ("id_high", "id_low"):
            rows[name] = self._random.integers(0, 2**63, articles, np.uint64)
        owners = shard_of(keys, SHARDS)
        return {shard: self._of_shard(rows, keys, owners == shard) for shard in range(SHARDS)}

    def received_ms(self, number: int) -> int:
        """Return when the n-th article was received."""
        return self._end_ms - WINDOW_MS + number * WINDOW_MS // self.articles

    def _said(self, articles: int) -> tuple[NDArray[np.void], NDArray[np.uint64]]:
        """Return what texts come to: rows without ids and times, and the keys of each."""
        rows = np.zeros(articles, ROW)
        for name in ("text_hash", "whole"):
            rows[name] = self._random.integers(0, 2**63, articles, np.uint64)
        rows["shingles"] = 400
        rows["sketch"] = self._random.integers(0, 256, (articles, SKETCH_BYTES), np.uint8)
        return rows, self._random.integers(0, 2**56, (articles, KEYS_PER_ARTICLE), np.uint64)

    def _of_shard(
        self, rows: NDArray[np.void], keys: NDArray[np.uint64], here: NDArray[np.bool_]
    ) -> KeysRecord:
        counts = here.sum(axis=1)
        asked = counts > 0
        return KeysRecord(
            askers=np.zeros(int(asked.sum()), np.uint16),
            rows=rows[asked],
            counts=counts[asked].astype(np.uint8),
            keys=keys[here],
        )


def decisions(made: MadeUp) -> Iterator[tuple[int, str, Decided]]:
    """Yield the partition, id and verdict of each article; most of a feed is unique."""
    random = np.random.default_rng(2).integers(0, 2**63, (made.articles, 3))
    for number, (high, low, text_hash) in enumerate(random.tolist()):
        at_ms = made.received_ms(number)
        decided = Decided(raw_offset=number, text_hash=text_hash, received_ms=at_ms, latest_ms=at_ms)
        yield number % PARTITIONS, f"{2 * high:016x}{low:016x}", decided
