"""Labels news with the teacher: `python -m streams.nlp.teaching.silver TEACHER ARTICLES OUT`.

OUT gets shards of 200 articles: `NNN.npz` with the words' probabilities (words, labels) in 255ths, and
`NNN.json` with the words themselves, article by article.
"""

import gzip
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
import typer
from numpy.typing import NDArray

from streams.nlp.bio import N_LABELS
from streams.nlp.teaching.encoder import Encoder, weights_folder
from streams.nlp.teaching.export import trained
from streams.nlp.teaching.teacher import SEED, of_words, tensors
from streams.nlp.teaching.texts import cut
from streams.nlp.windows import Window, batches, windows_of
from streams.nlp.wordpieces import Pieces

SHARD_ARTICLES = 200
BATCH_PIECES = 4_096
ARTICLE_WORDS_MAX = 3_000


def label(encoder: Encoder, pieces: Pieces, texts: Sequence[Sequence[str]]) -> list[NDArray[np.uint8]]:
    """Return the teacher's probabilities for the words of each text, (words, labels), in 255ths."""
    windows: list[Window] = []
    for at, words in enumerate(texts):
        windows += windows_of(at, words, pieces)
    found = [np.zeros((len(words), N_LABELS), np.uint8) for words in texts]
    with torch.inference_mode():
        for batch in batches(windows, BATCH_PIECES):
            rows = (
                (of_words(encoder(*tensors(batch)), batch).softmax(-1) * 255).round().to(torch.uint8).numpy()
            )
            done = 0
            for window in batch:
                n = len(window.firsts)
                found[window.text][window.first : window.first + n] = rows[done : done + n]
                done += n
    return found


def articles(file: Path) -> Iterator[str]:
    """Yield headline and text of the articles of a file of JSON lines, in a shuffled order."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        entries = [json.loads(line) for line in lines]
    Random(SEED).shuffle(entries)  # noqa: S311  reproducible, not secret
    for entry in entries:
        yield f"{entry['title']}\n\n{entry['text']}" if entry.get("title") else entry["text"]


def main(teacher: Path, file: Path, out: Path) -> None:
    """Label the articles in FILE with the TEACHER, shard by shard."""
    encoder, pieces = trained(teacher), Pieces(weights_folder() / "tokenizer.json")
    out.mkdir(parents=True, exist_ok=True)
    texts = [cut(text).words[:ARTICLE_WORDS_MAX] for text in articles(file)]
    started, words = time.monotonic(), 0
    for number, at in enumerate(range(0, len(texts), SHARD_ARTICLES)):
        shard = texts[at : at + SHARD_ARTICLES]
        found = label(encoder, pieces, shard)
        np.savez_compressed(out / f"{number:03}.npz", *found)
        (out / f"{number:03}.json").write_text(json.dumps(shard))
        words += sum(map(len, shard))
        rate = words / (time.monotonic() - started)
        sys.stderr.write(
            f"{at + len(shard):,} of {len(texts):,} articles, {words:,} words, {rate:,.0f} words/s\n"
        )


if __name__ == "__main__":
    typer.run(main)
