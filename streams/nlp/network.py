"""The shipped recogniser's network: a vector for each word, convolutions, a score for each label.

A word's vector comes of its `features` by a maxout (Goodfellow et al. 2013, "Maxout Networks") with
normalisation (Ba et al. 2016, "Layer Normalization"), in numpy. Residual convolutions with gaps (Strubell et
al. 2017, "Fast and Accurate Entity Recognition with Iterated Dilated Convolutions") see the words around it,
in 8 bits by onnxruntime; `teaching.layers` makes them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from streams.nlp.features import SLOTS, Rows
from streams.nlp.runtime import session

WIDTH = 96
PIECES_EMBED, PIECES = 3, 2
GAPS = (1, 1, 1, 2, 3)
PADDING = sum(GAPS)
EPSILON = 1e-5
STEPS = 127
WEIGHTS, LAYERS = "weights.npz", "layers.onnx"
INPUT, OUTPUT = "vectors", "scores"

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]


class Network:
    """The forward pass: `weights` of the table and `embed`, `known` words (`features`), `layers` as ONNX."""

    def __init__(self, weights: Weights, known: NDArray[np.uint32], layers: bytes) -> None:
        self.known, self._layers = known, layers
        self.weights = {
            name: np.ascontiguousarray(array, np.float32)
            for name, array in weights.items()
            if name == "table" or name.startswith("embed.")
        }
        self._session = session(layers)

    def embed(self, rows: Rows) -> Floats:
        """Return the vectors of words, (words, WIDTH), from their rows, (words, COLUMNS)."""
        return embedded(self.weights, rows)

    def scores(self, x: Floats) -> Floats:
        """Return the logits, (words, labels), of vectors with PADDING zeros before and after them.

        They are the same to the bit wherever the words stand: activations are rounded by scales that are
        part of the network, not by what else is read.
        """
        found: Floats = self._session.run([OUTPUT], {INPUT: x})[0]
        return found

    def write(self, folder: Path) -> None:
        """Write the table in 8 bits with a scale for each row, `embed` in 16, and the layers as they are."""
        table = self.weights["table"]
        scales = (np.abs(table).max(axis=1, keepdims=True) / STEPS).astype(np.float16)
        divisors = np.maximum(scales.astype(np.float32), np.finfo(np.float32).tiny)
        arrays: dict[str, Any] = {name: array.astype(np.float16) for name, array in self.weights.items()}
        arrays["table"] = np.rint(table / divisors).clip(-STEPS, STEPS).astype(np.int8)
        np.savez(folder / WEIGHTS, **arrays | {"table.scale": scales, "known": self.known})
        (folder / LAYERS).write_bytes(self._layers)

    @classmethod
    def read(cls, folder: Path) -> "Network":
        """Return the network that `write` wrote. Raises OSError or ValueError if there is none."""
        with np.load(folder / WEIGHTS, allow_pickle=False) as stored:
            arrays = dict(stored)
        known, scales = arrays.pop("known"), arrays.pop("table.scale").astype(np.float32)
        arrays["table"] = arrays["table"] * scales
        return cls(arrays, known, (folder / LAYERS).read_bytes())


def embedded(weights: Weights, rows: Rows) -> Floats:
    """Return the vectors of words, (words, WIDTH), from their rows, (words, COLUMNS)."""
    table = weights["table"]
    found = np.concatenate([table[rows[:, first:end]].sum(axis=1) for first, end in SLOTS], axis=1)
    first, end = SLOTS[-1]
    pieces = np.maximum(1, (rows[:, first:end] != len(table) - 1).sum(axis=1))
    found[:, -WIDTH:] /= np.sqrt(pieces, dtype=np.float32)[:, None]
    return maxout(weights, "embed", found)


def maxout(weights: Weights, name: str, x: Floats) -> Floats:
    """Return the normalised maxout of this name over vectors, (words, WIDTH)."""
    y = x @ weights[f"{name}.w"] + weights[f"{name}.b"]
    best: Floats = y.reshape(len(y), -1, WIDTH).max(axis=1)
    best -= best.mean(axis=1, keepdims=True)
    best /= np.sqrt(np.einsum("ij,ij->i", best, best)[:, None] / WIDTH + EPSILON)
    best *= weights[f"{name}.scale"]
    best += weights[f"{name}.shift"]
    return best
