"""Trains the shipped pipeline: `python -m streams.nlp.train FOLDER OUT`, the same result from the same seed.

It learns from the train splits of every set in the folder and writes a folder that plain `spacy.load`
reads. The strings of the corpus are left out: the model looks words up by hash, and they would be a quarter
of its size.
"""

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
import typer
from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from streams.nlp import recipe
from streams.nlp.augment import Variants
from streams.nlp.corpus import Annotated, sets, settled
from streams.nlp.labels import LABELS

META = {
    "lang": "en",
    "name": "newswire",
    "version": "1",
    "description": "People, organisations, places, nationalities and dates in English news.",
    "license": "see MODEL_CARD.md",
    "spacy_version": ">=3.8.11,<3.9",
}


def train(folder: Path, *, epochs: int = recipe.EPOCHS, seconds_max: float = 1_800) -> Language:
    """Return a pipeline trained on the train splits of a folder, reporting each epoch on standard error.

    Raises Misconfigured if the folder holds none. Training ends at `seconds_max` even if epochs are left, and
    says so, as the result then depends on the machine.
    """
    fix_random_seed(recipe.SEED)
    texts = [text for name in sets(folder, "train").values() for text in settled(name)]
    steps = epochs * -(-sum(_words(text) for text in texts) // recipe.BATCH_WORDS)
    nlp = _blank()
    for label in LABELS:
        _ner(nlp).add_label(label)
    nlp.initialize(lambda: (_example(nlp, text) for text in texts[:100]))
    optimizer = Adam(recipe.LEARN_RATE, L2=recipe.L2, use_averages=True, L2_is_weight_decay=True)
    started, step = time.monotonic(), 0
    for epoch in range(epochs):
        loss: dict[str, float] = {}
        for batch in _batches(texts, seed=recipe.SEED + epoch):
            optimizer.learn_rate = recipe.learn_rate(step, steps)
            nlp.update([_example(nlp, t) for t in batch], sgd=optimizer, drop=recipe.DROPOUT, losses=loss)
            step += 1
            if time.monotonic() - started > seconds_max:
                _say(f"stopped after {seconds_max:.0f} s, at step {step} of {steps}: not reproducible")
                return _finished(nlp, optimizer)
        _say(f"epoch {epoch + 1}: loss {loss['ner']:,.0f}, {time.monotonic() - started:.0f} s")
    return _finished(nlp, optimizer)


def _blank() -> Language:
    nlp = spacy.blank("en")
    nlp.meta.update(META)
    nlp.add_pipe("ner", config=recipe.NER)
    return nlp


def _ner(nlp: Language) -> Any:
    return nlp.get_pipe("ner")


def _finished(nlp: Language, optimizer: Any) -> Language:
    """Return the pipeline with averaged weights in a vocabulary that has forgotten the corpus."""
    with nlp.use_params(optimizer.averages):
        weights = _ner(nlp).to_bytes(exclude=["vocab"])
    fresh = _blank()
    _ner(fresh).from_bytes(weights, exclude=["vocab"])
    return fresh


def _batches(texts: list[Annotated], *, seed: int) -> Iterator[list[Annotated]]:
    """Yield variants of all texts in a shuffled order, in batches of about `BATCH_WORDS` words."""
    variants = Variants(texts, seed=seed)
    order = random.Random(seed).sample(texts, len(texts))  # noqa: S311  reproducible, not secret
    batch: list[Annotated] = []
    words = 0
    for text in order:
        batch.append(variants.of(text))
        words += _words(text)
        if words >= recipe.BATCH_WORDS:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


def _example(nlp: Language, text: Annotated) -> Example:
    """Return the text tokenised, with its entities on the tokens that they cover."""
    doc, reference = nlp.make_doc(text.text), nlp.make_doc(text.text)
    spans = [reference.char_span(*span, alignment_mode="expand") for span in text.spans]
    reference.set_ents(spacy.util.filter_spans([span for span in spans if span is not None]))
    return Example(doc, reference)


def _words(text: Annotated) -> int:
    return text.text.count(" ") + 1


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def main(folder: Path, out: Path, epochs: int = recipe.EPOCHS) -> None:
    """Train on FOLDER and write the pipeline to OUT; what else lies there stays."""
    train(folder, epochs=epochs).to_disk(out, exclude=["vocab"])


if __name__ == "__main__":
    typer.run(main)
