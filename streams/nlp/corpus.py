"""Annotated text from a folder: what a model is trained on and measured against.

A folder holds `<set>.<split>.jsonl` or `.jsonl.gz` files, split being train, dev or test; each line is an
object with `text` and `ents`, a list of [start, end, label] in Unicode code points. Labels that are not
ours are left out.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

from streams.domain.mention import LABELS
from streams.errors import Misconfigured

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text and its entities as (start, end, label), in order, none overlapping another."""

    text: str
    spans: tuple[Span, ...]


def sets(folder: Path, split: str) -> dict[str, list[Annotated]]:
    """Return the annotated texts of a split by the name of their set, in the order of their names.

    Raises Misconfigured if the folder has no such file, or a file of it has a line that is not as described.
    """
    files = sorted(file for end in ("", ".gz") for file in folder.glob(f"*.{split}.jsonl{end}"))
    if not files:
        raise Misconfigured(f"{folder}: no file named <set>.{split}.jsonl or <set>.{split}.jsonl.gz")
    return {file.name.split(".")[0]: list(_read(file)) for file in files}


def labels_of(texts: list[Annotated]) -> frozenset[str]:
    """Return the labels that a set annotates; a model is not to be blamed for the others there."""
    return frozenset(label for annotated in texts for _, _, label in annotated.spans)


def settled(texts: list[Annotated], *, share: float = 0.75, count_min: int = 10) -> list[Annotated]:
    """Return the texts with the slips of their annotators mended.

    A surface that carries one label in at least `share` of its `count_min` or more mentions carries it in
    all: a capital that is an organisation once in ten is a slip, and a small model would learn to waver.
    """
    counts: dict[str, Counter[str]] = {}
    for annotated in texts:
        for start, end, label in annotated.spans:
            counts.setdefault(annotated.text[start:end], Counter())[label] += 1
    usual = {surface: c.most_common(1)[0] for surface, c in counts.items() if c.total() >= count_min}
    sure = {surface: label for surface, (label, n) in usual.items() if n >= share * counts[surface].total()}
    return [
        Annotated(t.text, tuple((s, e, sure.get(t.text[s:e], label)) for s, e, label in t.spans))
        for t in texts
    ]


def _read(file: Path) -> Iterator[Annotated]:
    with _open(file) as lines:
        for number, line in enumerate(lines, 1):
            try:
                entry = json.loads(line)
                yield annotated(entry["text"], entry["ents"])
            except (ValueError, KeyError, TypeError) as error:
                raise Misconfigured(
                    f'{file}, line {number}: not {{"text": …, "ents": [[start, end, label], …]}} ({error})'
                ) from error


def annotated(text: str, spans: list[Span]) -> Annotated:
    """Return the text with those of its spans that carry one of our labels. Raises ValueError on overlaps."""
    ours = tuple(sorted((int(start), int(end), label) for start, end, label in spans if label in LABELS))
    for (_, end, _), (start, _, _) in pairwise(ours):
        if start < end:
            raise ValueError(f"entities overlap at {start}")
    if ours and not 0 <= ours[0][0] <= ours[-1][1] <= len(text):
        raise ValueError("an entity lies outside the text")
    return Annotated(text, ours)


def _open(file: Path) -> IO[str]:
    return gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8")
