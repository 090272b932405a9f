"""Labels news with the accurate pipeline: `python -m streams.nlp.teaching.silver PIPELINE ARTICLES OUT`.

OUT gets shards of 200 articles: `NNN.npz` with the words' probabilities (words, labels) in 255ths, and
`NNN.json` with the words themselves, article by article.
"""

import gzip
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Annotated as Option

import numpy as np
import spacy
import typer
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from streams.nlp.accurate import NAME, Accurate
from streams.nlp.teaching.mix import SEED
from streams.nlp.teaching.texts import cut

SHARD_ARTICLES = 200
ARTICLE_WORDS_MAX = 3_000
WHOLE = 255

Words = Sequence[str]


def label(nlp: Language, texts: Sequence[Words]) -> list[NDArray[np.uint8]]:
    """Return the pipeline's probabilities for the words of each text, (words, labels), in 255ths."""
    docs = [Doc(nlp.vocab, words=list(words)) for words in texts]
    reader = nlp.get_pipe(NAME)
    assert isinstance(reader, Accurate)  # noqa: S101  NAME's factory makes no other
    return [_in_255ths(scores) for scores in reader.scores(docs)]


def articles(file: Path) -> Iterator[str]:
    """Yield headline and text of the articles of a file of JSON lines, in a shuffled order."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    Random(SEED).shuffle(entries)  # noqa: S311  reproducible, not secret
    for entry in entries:
        yield f"{entry['title']}\n\n{entry['text']}" if entry.get("title") else entry["text"]


def main(
    pipeline: Path,
    file: Path,
    out: Path,
    processes: Option[int, typer.Option(min=1, help="How many shards are labelled at a time.")] = (
        os.cpu_count() or 1
    ),
) -> None:
    """Label the articles in FILE with the accurate pipeline in the folder PIPELINE, shard by shard."""
    out.mkdir(parents=True, exist_ok=True)
    texts = [cut(text).words[:ARTICLE_WORDS_MAX] for text in articles(file)]
    shards = [texts[at : at + SHARD_ARTICLES] for at in range(0, len(texts), SHARD_ARTICLES)]
    files = [out / f"{number:03}.npz" for number in range(len(shards))]
    started, done, words = time.monotonic(), 0, 0
    # As programs, not forked: a process that was forked has the threads' locks and not the threads.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for shard, _ in zip(shards, pool.map(_write, repeat(pipeline), shards, files), strict=True):
            done, words = done + len(shard), words + sum(map(len, shard))
            rate = words / (time.monotonic() - started)
            sys.stderr.write(f"{done:,} of {len(texts):,} articles, {words:,} words, {rate:,.0f} words/s\n")


def _write(pipeline: Path, shard: Sequence[Words], file: Path) -> None:
    np.savez_compressed(file, *label(_loaded(pipeline), shard))
    file.with_suffix(".json").write_text(json.dumps(shard))


@lru_cache(maxsize=1)
def _loaded(pipeline: Path) -> Language:
    return spacy.load(pipeline)


def _in_255ths(scores: NDArray[np.float32]) -> NDArray[np.uint8]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.rint(WHOLE * raised / raised.sum(axis=1, keepdims=True)).astype(np.uint8)


if __name__ == "__main__":
    typer.run(main)
