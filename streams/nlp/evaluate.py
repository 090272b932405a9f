"""Scores a pipeline by exact span: `python -m streams.nlp.evaluate FOLDER [--model NAME] [--split test]`.

A mention is right if start, end and label are those of the annotation. Precision is the share of what was
found that is right, recall the share of what is annotated that was found, F their harmonic mean; all are
micro-averaged. A set is scored only on the labels that it annotates.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated as Option

import typer
from spacy.language import Language

from streams.domain.joining import names_in
from streams.domain.mention import LABELS, LOC, ORG, PERSON
from streams.nlp.corpus import Annotated, Span, labels_of, sets
from streams.nlp.model import SHIPPED, load, mentions
from streams.nlp.teaching.mix import held_back

BATCH_TEXTS = 16
CONTEXT_CHARS = 60
HELD_BACK = "held-back"
NOTHING = "-"
NAMES = (PERSON, ORG, LOC)


@dataclass(frozen=True, slots=True)
class Score:
    """How many were right, found, and annotated."""

    right: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the found that is right; 0 if nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotated that was found; 0 if nothing is annotated."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0


def score(gold: Sequence[Iterable[Span]], found: Sequence[Iterable[Span]], labels: Iterable[str]) -> Score:
    """Return the score over these labels of what was found in each text against what is annotated there."""
    wanted = frozenset(labels)
    right, n_found, n_gold = 0, 0, 0
    for ours, theirs in zip(found, gold, strict=True):
        a, b = ({span for span in spans if span[2] in wanted} for spans in (ours, theirs))
        right, n_found, n_gold = right + len(a & b), n_found + len(a), n_gold + len(b)
    return Score(right, n_found, n_gold)


def confusion(gold: Sequence[Iterable[Span]], found: Sequence[Iterable[Span]]) -> Counter[tuple[str, str]]:
    """Return how often (annotated, found) labels meet at one span; '-' where the other has none there."""
    counts: Counter[tuple[str, str]] = Counter()
    for ours, theirs in zip(found, gold, strict=True):
        a, b = ({span[:2]: span[2] for span in spans} for spans in (ours, theirs))
        counts.update((b.get(place, NOTHING), a.get(place, NOTHING)) for place in a.keys() | b.keys())
    return counts


def spans(nlp: Language, texts: Sequence[Annotated], *, rules: bool = False) -> list[list[Span]]:
    """Return what a pipeline finds in each text, by batches of 16; `rules` mends it as an article's is."""
    found: list[list[Span]] = []
    for at in range(0, len(texts), BATCH_TEXTS):
        batch = [text.text for text in texts[at : at + BATCH_TEXTS]]
        for text, some in zip(batch, mentions(nlp, batch), strict=True):
            names = names_in("", text, some) if rules else some
            found.append([(name.start, name.end, name.label) for name in names])
    return found


def errors(
    texts: Sequence[Annotated], found: Sequence[Iterable[Span]], labels: Iterable[str], *, seed: int = 0
) -> list[str]:
    """Return a line for each mention missed or wrong, with the words around it, in a shuffled order."""
    wanted, lines = frozenset(labels), []
    for text, theirs in zip(texts, found, strict=True):
        a, b = ({span for span in spans if span[2] in wanted} for spans in (text.spans, theirs))
        lines += [f"missed {_in_context(text.text, span)}" for span in sorted(a - b)]
        lines += [f"found {_in_context(text.text, span)}" for span in sorted(b - a)]
    Random(seed).shuffle(lines)  # noqa: S311  reproducible, not secret
    return lines


def _in_context(text: str, span: Span) -> str:
    start, end, label = span
    said = (
        f"{text[max(0, start - CONTEXT_CHARS) : start]}[{text[start:end]}]{text[end : end + CONTEXT_CHARS]}"
    )
    return f"{label}: {' '.join(said.split())}"


def main(
    folder: Path,
    model: Option[str, typer.Option(help="'newswire', an installed pipeline, or a folder.")] = SHIPPED,
    rules: Option[bool, typer.Option(help="Apply the document rules to what the model finds.")] = False,
    split: Option[
        str,
        typer.Option(help=f"Which files: test, dev, train or {HELD_BACK} (of sets without a test split)."),
    ] = "test",
    matrix: Option[bool, typer.Option("--matrix", help="What is taken for what, at the same span.")] = False,
    wrong: Option[int, typer.Option(min=0, help="Print so many errors of each set, to be read.")] = 0,
) -> None:
    """Print a Markdown table of scores per set and label, and the speed in words a second of CPU."""
    typer.echo("| set | label | precision | recall | F | annotated |\n|---|---|---|---|---|---|")
    more: list[str] = []
    for name, texts in (held_back(folder) if split == HELD_BACK else sets(folder, split)).items():
        nlp = load(model)
        words, started = sum(len(text.text.split()) for text in texts), time.process_time()
        found = spans(nlp, texts, rules=rules)
        speed = words / (time.process_time() - started)
        gold, annotated = [text.spans for text in texts], labels_of(texts)
        rows = [(label, [label]) for label in LABELS if label in annotated]
        for title, labels in [*rows, ("PERSON, ORG, LOC", list(NAMES)), ("all", sorted(annotated))]:
            s = score(gold, found, labels)
            typer.echo(f"| {name} | {title} | {s.precision:.3f} | {s.recall:.3f} | {s.f:.3f} | {s.gold:,} |")
        typer.echo(f"| {name} | {speed:,.0f} words/s | | | | {words:,} words |")
        more += _matrix(name, confusion(gold, found)) if matrix else []
        more += [f"\n{name}:", *errors(texts, found, annotated)[:wrong]] if wrong else []
    typer.echo("\n".join(more))


def _matrix(name: str, counts: Counter[tuple[str, str]]) -> list[str]:
    columns = (*LABELS, NOTHING)
    rows = (" | ".join([row, *(f"{counts[row, column]:,}" for column in columns)]) for row in columns)
    return [
        f"\n| annotated in {name}, found as | {' | '.join(columns)} |",
        "|---" * (len(columns) + 1) + "|",
        *(f"| {row} |" for row in rows),
    ]


if __name__ == "__main__":
    typer.run(main)
