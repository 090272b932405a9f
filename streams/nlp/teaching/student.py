"""Trains the shipped pipeline on gold and silver: `python -m streams.nlp.teaching.student FOLDER SILVER OUT`.

The student learns the teacher's probabilities for news (Hinton et al. 2015, "Distilling the Knowledge in a
Neural Network") and the annotators' labels for the gold texts.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated as Option

import numpy as np
import spacy
import torch
import typer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  everyone's name for it

from streams.nlp.component import BATCH_DOCS
from streams.nlp.features import COLUMNS, Features
from streams.nlp.network import PADDING, Network, embedded
from streams.nlp.tagger import NAME, Names
from streams.nlp.teaching.layers import in_bytes, largest, passed
from streams.nlp.teaching.lessons import Lessons, Part
from streams.nlp.teaching.mix import SEED, Mix, gold
from streams.nlp.teaching.net import Net
from streams.nlp.teaching.texts import tokenizer

EPOCHS, BATCH_WORDS = 3, 2_000
LEARN_RATE, WEIGHT_DECAY, WARM_UP_STEPS = 2e-3, 0.01, 250
CALIBRATION_PARTS = 400
UNKNOWN_SHARE = 0.03
TOLERANCE, AGREEMENT_MIN = 1e-3, 0.998
META = {
    "lang": "en",
    "name": "newswire",
    "version": "3",
    "description": "People, organisations, places, nationalities and dates in English news.",
    "license": "see MODEL_CARD.md",
    "spacy_version": ">=3.8.11,<3.9",
}


class Rows:
    """The rows of all words, found as they come; some are taken for unknown words in training."""

    def __init__(self, lessons: Lessons, features: Features) -> None:
        self._lessons, self._features = lessons, features
        self._rows = np.zeros((0, COLUMNS), np.int32)
        self._random = np.random.default_rng(SEED)

    def of(self, numbers: np.ndarray) -> Tensor:
        """Return the rows of words, (words, COLUMNS), a small share without a row of its own."""
        have = len(self._rows)
        if have < len(self._lessons.words):
            new = list(self._lessons.words)[have:]
            self._rows = np.concatenate((self._rows, self._features.rows(new, tokenizer().vocab)))
        rows = self._rows[numbers]
        rows[self._random.random(len(rows)) < UNKNOWN_SHARE, 0] = self._features.unknown
        return torch.from_numpy(rows)


def train(folder: Path, silver: Path, *, epochs: int = EPOCHS) -> Network:
    """Return a student, reporting on standard error.

    Raises Misconfigured if there is nothing to learn from.
    """
    torch.manual_seed(SEED)
    torch.set_num_threads(1)  # two took longer where anything else ran, waiting for each other
    lessons = Lessons(Mix(gold(folder), seed=SEED), silver, seed=SEED)
    known = lessons.known()
    features = Features(known.tolist())
    rows, net = Rows(lessons, features), Net(features.table_rows).train()
    optimizer = torch.optim.AdamW(
        net.parameters(), lr=LEARN_RATE, weight_decay=WEIGHT_DECAY, betas=(0.9, 0.99), fused=True
    )
    step, started, losses = 0, time.monotonic(), 0.0
    for epoch in range(epochs):
        batches = list(_batches(lessons.epoch()))
        for at, batch in enumerate(batches):
            done = (epoch + at / len(batches)) / epochs
            for group in optimizer.param_groups:
                group["lr"] = LEARN_RATE * min(1.0, (step + 1) / WARM_UP_STEPS) * (1 - done)
            losses += _learn(net, optimizer, batch, rows)
            step += 1
            if step % WARM_UP_STEPS == 0:
                _say(f"{done:.0%}: loss {losses / WARM_UP_STEPS:.4f}, {time.monotonic() - started:.0f} s")
                losses = 0.0
    some = [rows.of(part.words).numpy() for part in lessons.epoch()[:CALIBRATION_PARTS]]
    return shipped(net.eval(), known, some)


def _learn(net: Net, optimizer: torch.optim.Optimizer, batch: Sequence[Part], rows: Rows) -> float:
    distinct, which = np.unique(np.concatenate([part.words for part in batch]), return_inverse=True)
    places, at = [], PADDING
    for part in batch:
        places.append(np.arange(at, at + len(part.words)))
        at += len(part.words) + PADDING
    logits = net(rows.of(distinct), torch.from_numpy(which), torch.from_numpy(np.concatenate(places)))
    target = torch.from_numpy(np.concatenate([part.labels for part in batch])).float()
    loss = F.cross_entropy(logits, target / target.sum(1, keepdim=True))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def _batches(parts: Sequence[Part]) -> Iterator[list[Part]]:
    batch: list[Part] = []
    size = 0
    for part in parts:
        batch.append(part)
        size += len(part.words)
        if size >= BATCH_WORDS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def shipped(net: Net, known: np.ndarray, some: Sequence[np.ndarray]) -> Network:
    """Return the trained network as it ships; `some` are the rows of texts by which its layers are rounded.

    Raises ValueError if numpy's forward pass is not torch's, or if rounding changes too much.
    """
    weights = net.weights()
    texts = [_padded(embedded(weights, rows)) for rows in some]
    network = Network(weights, known, in_bytes(weights, largest(weights, texts)))
    real = np.arange(PADDING, PADDING + len(some[0]))
    with torch.inference_mode():
        theirs = net(torch.from_numpy(some[0]), torch.arange(len(real)), torch.from_numpy(real)).numpy()
    apart = float(np.abs(theirs - passed(weights, texts[0])[-1][real]).max())
    if apart > TOLERANCE:
        raise ValueError(f"numpy's scores are up to {apart:g} apart from torch's: the forward passes differ")
    same = [passed(weights, x)[-1].argmax(1) == network.scores(x).argmax(1) for x in texts]
    share = float(np.concatenate(same).mean())
    _say(f"in 8 bits the best label is the same for {share:.4%} of words")
    if share < AGREEMENT_MIN:
        raise ValueError(f"rounded to 8 bits the network agrees with itself on {share:.2%} of words only")
    return network


def _padded(vectors: np.ndarray) -> np.ndarray:
    return np.pad(vectors, ((PADDING, PADDING + 1), (0, 0)))


def main(
    folder: Path,
    silver: Path,
    out: Path,
    epochs: Option[int, typer.Option(help="How often every text is seen.")] = EPOCHS,
) -> None:
    """Train on FOLDER and SILVER and write the pipeline to OUT; what else lies there stays."""
    nlp = spacy.blank("en", config={"nlp": {"batch_size": BATCH_DOCS}})
    nlp.meta.update(META)
    names = nlp.add_pipe(NAME)
    assert isinstance(names, Names)  # noqa: S101  NAME's factory makes no other
    names.give(train(folder, silver, epochs=epochs))
    nlp.to_disk(out, exclude=["vocab"])


if __name__ == "__main__":
    typer.run(main)
