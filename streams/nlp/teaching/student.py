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
from streams.nlp.network import PADDING, Network
from streams.nlp.tagger import NAME, Names
from streams.nlp.teaching.lessons import Lessons, Part
from streams.nlp.teaching.mix import Mix, gold
from streams.nlp.teaching.net import Net
from streams.nlp.teaching.teacher import SEED
from streams.nlp.teaching.texts import tokenizer

EPOCHS, BATCH_WORDS = 3, 2_000
LEARN_RATE, WEIGHT_DECAY, WARM_UP_STEPS = 2e-3, 0.01, 250
UNKNOWN_SHARE = 0.03
TOLERANCE = 1e-3
META = {
    "lang": "en",
    "name": "newswire",
    "version": "2",
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


def train(folder: Path, silver: Path, *, epochs: int = EPOCHS) -> tuple[Net, np.ndarray]:
    """Return a student and the words it knows, reporting on standard error.

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
    return net.eval(), known


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


def checked(net: Net, network: Network) -> Network:
    """Return the numpy network if it gives the trained one's scores. Raises ValueError if not."""
    random = np.random.default_rng(SEED)
    words = 200
    rows = random.integers(0, len(network.weights["table"]), (words, COLUMNS), np.int32)
    real = np.arange(PADDING, PADDING + words)
    with torch.inference_mode():
        theirs = net(torch.from_numpy(rows), torch.arange(words), torch.from_numpy(real)).numpy()
    padded = np.pad(network.embed(rows), ((PADDING, PADDING + 1), (0, 0)))
    apart = float(np.abs(theirs - network.scores(padded)[real]).max())
    if apart > TOLERANCE:
        raise ValueError(f"numpy's scores are up to {apart:g} apart from torch's: the forward passes differ")
    return network


def main(
    folder: Path,
    silver: Path,
    out: Path,
    epochs: Option[int, typer.Option(help="How often every text is seen.")] = EPOCHS,
) -> None:
    """Train on FOLDER and SILVER and write the pipeline to OUT; what else lies there stays."""
    net, known = train(folder, silver, epochs=epochs)
    nlp = spacy.blank("en", config={"nlp": {"batch_size": BATCH_DOCS}})
    nlp.meta.update(META)
    names = nlp.add_pipe(NAME)
    assert isinstance(names, Names)  # noqa: S101  NAME's factory makes no other
    names.give(checked(net, Network(net.weights(), known)))
    nlp.to_disk(out, exclude=["vocab"])


if __name__ == "__main__":
    typer.run(main)
