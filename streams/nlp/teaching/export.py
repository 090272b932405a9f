"""Writes a trained teacher as the spaCy pipeline `accurate`: `python -m streams.nlp.teaching.export IN OUT`.

The network becomes ONNX with 8-bit weights, one scale for each output channel; the scales of activations
are found as it runs (dynamic quantisation).
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import spacy
import torch
import typer

from streams.nlp.accurate import NAME, NETWORK, PIECES
from streams.nlp.teaching.encoder import Encoder, weights_folder
from streams.nlp.teaching.teacher import CHECKPOINT

OPSET = 17
META = {
    "lang": "en",
    "name": "newswire_accurate",
    "version": "1",
    "description": "People, organisations, places, nationalities and dates in English news: a transformer.",
    "license": "see MODEL_CARD.md of the shipped pipeline",
    "spacy_version": ">=3.8.11,<3.9",
}


def trained(folder: Path) -> Encoder:
    """Return the teacher whose weights lie in a folder."""
    encoder = Encoder(json.loads((weights_folder() / "config.json").read_text()))
    encoder.load_state_dict(torch.load(folder / CHECKPOINT, weights_only=True))
    return encoder.eval()


def quantised(encoder: Encoder) -> bytes:
    """Return the network as ONNX with 8-bit weights."""
    from onnxruntime import quantization  # noqa: PLC0415  an optional package

    example = torch.randint(1_000, 2_000, (2, 16)), torch.zeros((2, 16), dtype=torch.long)
    axes = {0: "windows", 1: "pieces"}
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder) / "whole.onnx", Path(folder) / "small.onnx"
        options: dict[str, Any] = {"dynamo": False, "opset_version": OPSET}
        torch.onnx.export(
            encoder,
            example,
            whole,
            input_names=["pieces", "cases"],
            output_names=["logits"],
            dynamic_axes={"pieces": axes, "cases": axes, "logits": axes},
            **options,
        )
        quantization.quantize_dynamic(
            whole,
            small,
            per_channel=True,
            reduce_range=True,
            weight_type=quantization.QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )
        return small.read_bytes()


def main(folder: Path, out: Path) -> None:
    """Write the teacher in FOLDER to OUT as a pipeline that spaCy loads where newswire is installed."""
    nlp = spacy.blank("en")
    nlp.meta.update(META)
    nlp.add_pipe(NAME)
    nlp.to_disk(out)
    (out / NAME).mkdir(exist_ok=True)
    (out / NAME / NETWORK).write_bytes(quantised(trained(folder)))
    (out / NAME / PIECES).write_bytes((weights_folder() / "tokenizer.json").read_bytes())


if __name__ == "__main__":
    typer.run(main)
