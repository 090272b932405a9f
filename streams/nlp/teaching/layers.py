"""The convolutions of `streams.nlp.network` in numpy, and the same in 8 bits as ONNX.

A product of whole numbers is three times as fast as one of floats where processors have instructions for it
(VNNI, AMX). Weights have a scale for each output and 7 bits, so that no sum of two products overflows 16 bits
on processors without; what goes into a layer has one scale, of the largest number met in some texts (Jacob et
al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference").
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from streams.nlp.bio import N_LABELS
from streams.nlp.network import EPSILON, GAPS, INPUT, OUTPUT, WIDTH, Floats, Weights, maxout

OPSET, IR_VERSION = 18, 9
STEPS, STEPS_OF_WEIGHTS = 127, 63
ZERO = 128
TO_THE_END = 2**62


def passed(weights: Weights, x: Floats) -> list[Floats]:
    """Return what goes into each layer, (words, WIDTH) each, and at last the logits, (words, labels)."""
    found = []
    for at, gap in enumerate(GAPS):
        found.append(x)
        x = x + maxout(weights, f"layer{at}", _around(x, gap))
    return [*found, x @ weights["head.w"] + weights["head.b"]]


def largest(weights: Weights, texts: Sequence[Floats]) -> list[float]:
    """Return the largest absolute number that goes into each layer in these texts, vectors with padding."""
    met = [[float(np.abs(x).max()) for x in passed(weights, text)[:-1]] for text in texts]
    return [max(of_layer) for of_layer in zip(*met, strict=True)]


def in_bytes(weights: Weights, most: Sequence[float]) -> bytes:
    """Return the layers as ONNX; `most` is the largest number that goes into each, and larger are cut off."""
    graph = _Graph()
    graph.constant("zero", np.array(ZERO, np.uint8))
    graph.constant("words", np.array([0], np.int64))
    x = INPUT
    for at, (gap, met) in enumerate(zip(GAPS, most, strict=True)):
        x = graph.layer(weights, f"layer{at}", x, gap, np.float32(met / STEPS))
    graph.constant("head.w", weights["head.w"])
    graph.constant("head.b", weights["head.b"])
    graph.node("Gemm", [x, "head.w", "head.b"], [OUTPUT])
    return bytes(graph.model().SerializeToString())


class _Graph:
    """The nodes and constants of a network, put together by name."""

    def __init__(self) -> None:
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def layer(self, weights: Weights, name: str, x: str, gap: int, scale: np.float32) -> str:
        """Add a residual convolution; return what comes of it."""
        around = self._around(name, x, gap, scale)
        floats = weights[f"{name}.w"]
        scales = np.abs(floats).max(axis=0) / STEPS_OF_WEIGHTS
        self.constant(f"{name}.w", np.rint(floats / scales).astype(np.int8))
        self.constant(f"{name}.w.scale", scales.astype(np.float32))
        for part in ("b", "scale", "shift"):
            self.constant(f"{name}.{part}", weights[f"{name}.{part}"])
        product = [around, f"{name}.w", f"{name}.x.scale", f"{name}.w.scale", "zero", "", f"{name}.b"]
        self.node("MatMulIntegerToFloat", product, [f"{name}.y"], domain="com.microsoft")
        self.node("Split", [f"{name}.y"], [f"{name}.y0", f"{name}.y1"], axis=1, num_outputs=2)
        best = self.node("Max", [f"{name}.y0", f"{name}.y1"], [f"{name}.best"])
        normal = [best, f"{name}.scale", f"{name}.shift"]
        self.node("LayerNormalization", normal, [f"{name}.normal"], axis=-1, epsilon=EPSILON)
        return self.node("Add", [f"{name}.normal", x], [f"{name}.out"])

    def _around(self, name: str, x: str, gap: int, scale: np.float32) -> str:
        """Add what rounds each vector and puts it between those `gap` before and after it."""
        self.constant(f"{name}.x.scale", np.array(scale))
        self.constant(f"{name}.pads", np.array([gap, 0, gap, 0], np.int64))
        rounded = self.node("QuantizeLinear", [x, f"{name}.x.scale", "zero"], [f"{name}.x"])
        padded = self.node("Pad", [rounded, f"{name}.pads", "zero"], [f"{name}.padded"])
        parts = []
        for part, bounds in enumerate([(0, -2 * gap), (gap, -gap), (2 * gap, TO_THE_END)]):
            first, end = f"{name}.first{part}", f"{name}.end{part}"
            self.constant(first, np.array(bounds[:1], np.int64))
            self.constant(end, np.array(bounds[1:], np.int64))
            parts.append(self.node("Slice", [padded, first, end, "words"], [f"{name}.part{part}"]))
        return self.node("Concat", parts, [f"{name}.around"], axis=1)

    def constant(self, name: str, array: np.ndarray) -> None:
        """Add a constant."""
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))

    def node(self, does: str, takes: list[str], gives: list[str], **attributes: Any) -> str:
        """Add a node; return what it gives first."""
        self._nodes.append(helper.make_node(does, takes, gives, **attributes))
        return gives[0]

    def model(self) -> ModelProto:
        """Return all of it."""
        ends = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["words", width])
            for name, width in ((INPUT, WIDTH), (OUTPUT, N_LABELS))
        ]
        graph = helper.make_graph(self._nodes, "layers", ends[:1], ends[1:], self._constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)


def _around(x: Floats, gap: int) -> Floats:
    """Return each vector between those `gap` before and after it, zeros where there are none."""
    padded = np.pad(x, ((gap, gap), (0, 0)))
    return np.concatenate((padded[: -2 * gap], x, padded[2 * gap :]), axis=1)
