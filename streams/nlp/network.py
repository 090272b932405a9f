"""The shipped recogniser's network in numpy: a vector for each word, convolutions, a score for each label.

A word's vector comes of its `features` by a maxout (Goodfellow et al. 2013, "Maxout Networks") with
normalisation (Ba et al. 2016, "Layer Normalization"). Residual convolutions with gaps (Strubell et al. 2017,
"Fast and Accurate Entity Recognition with Iterated Dilated Convolutions") see the words around it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from streams.nlp.features import SLOTS, Rows

WIDTH = 96
PIECES_EMBED, PIECES = 3, 2
GAPS = (1, 1, 2, 3)
PADDING = sum(GAPS)
EPSILON = 1e-5
STEPS = 127

Floats = NDArray[np.float32]


class Network:
    """The forward pass. `weights` are those of `teaching.net`, by name; `known` are words (`features`)."""

    def __init__(self, weights: Mapping[str, NDArray[np.floating]], known: NDArray[np.uint32]) -> None:
        self.known = known
        self.weights = {name: np.ascontiguousarray(array, np.float32) for name, array in weights.items()}

    def embed(self, rows: Rows) -> Floats:
        """Return the vectors of words, (words, WIDTH), from their rows, (words, COLUMNS)."""
        table = self.weights["table"]
        found = np.concatenate([table[rows[:, first:end]].sum(axis=1) for first, end in SLOTS], axis=1)
        first, end = SLOTS[-1]
        pieces = np.maximum(1, (rows[:, first:end] != len(table) - 1).sum(axis=1))
        found[:, -WIDTH:] /= np.sqrt(pieces, dtype=np.float32)[:, None]
        return self._maxout("embed", found, PIECES_EMBED)

    def scores(self, x: Floats) -> Floats:
        """Return the logits, (words, labels), of vectors with PADDING zeros before and after them."""
        for at, gap in enumerate(GAPS):
            seen = self._maxout(f"layer{at}", _around(x, gap), PIECES)
            seen += x
            x = seen
        found: Floats = x @ self.weights["head.w"] + self.weights["head.b"]
        return found

    def _maxout(self, name: str, x: Floats, pieces: int) -> Floats:
        y = x @ self.weights[f"{name}.w"]
        y += self.weights[f"{name}.b"]
        best: Floats = np.maximum(y[:, :WIDTH], y[:, WIDTH : 2 * WIDTH])
        for at in range(2, pieces):
            np.maximum(best, y[:, at * WIDTH : (at + 1) * WIDTH], out=best)
        best -= best.mean(axis=1, keepdims=True)
        best /= np.sqrt(np.einsum("ij,ij->i", best, best)[:, None] / WIDTH + EPSILON)
        best *= self.weights[f"{name}.scale"]
        best += self.weights[f"{name}.shift"]
        return best

    def write(self, file: Path) -> None:
        """Write the table in 8 bits with a scale for each row, and the rest in 16."""
        table = self.weights["table"]
        scales = (np.abs(table).max(axis=1, keepdims=True) / STEPS).astype(np.float16)
        divisors = np.maximum(scales.astype(np.float32), np.finfo(np.float32).tiny)
        arrays: dict[str, Any] = {name: array.astype(np.float16) for name, array in self.weights.items()}
        arrays["table"] = np.rint(table / divisors).clip(-STEPS, STEPS).astype(np.int8)
        np.savez(file, **arrays | {"table.scale": scales, "known": self.known})

    @classmethod
    def read(cls, file: Path) -> "Network":
        """Return the network that `write` wrote. Raises OSError or ValueError if there is none."""
        with np.load(file, allow_pickle=False) as stored:
            arrays = dict(stored)
        known, scales = arrays.pop("known"), arrays.pop("table.scale").astype(np.float32)
        arrays["table"] = arrays["table"] * scales
        return cls(arrays, known)


def _around(x: Floats, gap: int) -> Floats:
    """Return each vector between those `gap` before and after it, zeros where there are none."""
    found = np.zeros((len(x), 3 * WIDTH), np.float32)
    found[gap:, :WIDTH] = x[:-gap]
    found[:, WIDTH : 2 * WIDTH] = x
    found[:-gap, 2 * WIDTH :] = x[gap:]
    return found
