"""What the curves show, measured: pairs of an article and its copy, made, cleaned, signed and weighed.

A point is so many pairs; a pair counts as found if it shares a key and the rule holds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from streams.domain.cleaning import story
from streams.domain.evidence import Evidence, weigh
from streams.domain.matching import KeysRecord, Question
from streams.domain.rule import copies
from streams.domain.sketch import Signature, sign
from streams.evaluate.figures import Share
from streams.evaluate.kinds import COPIES, LOOK_ALIKES
from streams.evaluate.piece import Piece, applied
from streams.sources.synthetic import copies as ways
from streams.sources.synthetic.newsroom import Newsroom

Truths = NDArray[np.bool_]
Made = Callable[[Piece, Random], Piece]

KEPT = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)
MISSPELT = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35)
CORRECTED = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0)
ADDED = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Pairs:
    """Articles and what was made of them: the evidence, and which share a key and are found."""

    evidence: Evidence
    share_key: Truths
    found: Truths


@dataclass(frozen=True)
class Curve:
    """Points of a share (and of the share that shares a key) against how much was changed."""

    name: str
    at: Sequence[float]
    found: list[Share]
    share_key: list[Share]


def curves(pieces: Sequence[Piece]) -> Iterator[Curve]:
    """Yield recall against the share kept, misspelt, corrected and added."""
    yield _curve("share of the text kept", KEPT, pieces, lambda kept: partial(_way, ways.cut(1 - kept)))
    yield _curve(
        "share of the words misspelt", MISSPELT, pieces, lambda share: partial(_way, ways.typos(share))
    )
    yield _curve("share of the figures changed", CORRECTED, pieces, lambda share: partial(_corrected, share))
    yield _curve("text added, to that there was", ADDED, pieces, lambda share: partial(_added, share, pieces))


def key_curve(pieces: Sequence[Piece]) -> tuple[Curve, Curve]:
    """Return how many share a key where the end is cut off, and where sentences from all over are."""
    return (
        _curve("its beginning", KEPT, pieces, lambda kept: partial(_way, ways.cut(1 - kept))),
        _curve("sentences from all of it", KEPT, pieces, lambda kept: partial(_thinned, kept)),
    )


def clouds(pieces: Sequence[Piece], *, each: int) -> dict[str, Pairs]:
    """Return the pairs of each kind of copy and of each kind of look-alike, by its name."""
    rng, headlines = Random(1), [piece.title for piece in pieces]
    found = {}
    for kind in COPIES:
        some = rng.sample(list(pieces), min(each, len(pieces)))
        found[kind.name] = _pairs(some, [kind.made(piece, rng, headlines) for piece in some])
    newsroom = Newsroom()
    for look_alike in LOOK_ALIKES:
        groups = [look_alike.group(rng, newsroom) for _ in range(each)]
        if len(groups[0]) == 1:  # fillings of a form: each resembles every other
            groups = [[one[0], other[0]] for one, other in pairwise(groups)]
        found[look_alike.name] = _pairs([group[0] for group in groups], [group[1] for group in groups])
    return found


def errors(pieces: Sequence[Piece]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return true and estimated J of pairs of every degree of likeness."""
    rng, true, estimated = Random(2), [], []
    for kept in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97):
        made = [_thinned(kept, piece, rng) for piece in pieces]
        true += [_true_jaccard(one, other) for one, other in zip(pieces, made, strict=True)]
        estimated += _pairs(pieces, made).evidence.jaccard.tolist()
    return np.array(true), np.array(estimated)


def _curve(name: str, at: Sequence[float], pieces: Sequence[Piece], way: Callable[[float], Made]) -> Curve:
    rng, found, share_key = Random(name), [], []
    for degree in at:
        pairs = _pairs(pieces, [way(degree)(piece, rng) for piece in pieces])
        found.append(Share(int(pairs.found.sum()), len(pieces)))
        share_key.append(Share(int(pairs.share_key.sum()), len(pieces)))
    return Curve(name, at, found, share_key)


def _pairs(older: Sequence[Piece], newer: Sequence[Piece]) -> Pairs:
    ours, theirs = [*map(_signed, older)], [*map(_signed, newer)]
    evidence = weigh(_rows(theirs), _rows(ours))
    share_key = np.array([len(np.intersect1d(a.keys, b.keys)) > 0 for a, b in zip(ours, theirs, strict=True)])
    return Pairs(evidence, share_key, copies(evidence) & share_key)


def _signed(piece: Piece) -> Signature:
    return sign(title=piece.title, text=story(piece.text, title=piece.title))


def _rows(signatures: Sequence[Signature]) -> NDArray[Any]:
    asked = [Question(f"{at:032x}", at, s, s.keys, at) for at, s in enumerate(signatures)]
    return np.concatenate([KeysRecord.of([(0, question)]).rows for question in asked])


def _way(way: ways.Way, piece: Piece, rng: Random) -> Piece:
    return applied(way, piece, rng)


def _corrected(share: float, piece: Piece, rng: Random) -> Piece:
    def changed(word: str) -> str:
        if rng.random() >= share:
            return word
        return "".join(str((int(c) + rng.randint(1, 9)) % 10) if c.isdecimal() else c for c in word)

    lines = (" ".join(changed(word) for word in paragraph.split()) for paragraph in piece.paragraphs)
    return piece.with_paragraphs(*lines)


def _added(share: float, pieces: Sequence[Piece], piece: Piece, rng: Random) -> Piece:
    words: list[str] = []
    while len(words) < share * piece.words:
        other = rng.choice(pieces)
        words += other.text.split() if other is not piece else []
    return piece.with_paragraphs(*piece.paragraphs, " ".join(words[: round(share * piece.words)]))


def _thinned(kept: float, piece: Piece, rng: Random) -> Piece:
    """Return runs of twenty words, that many of them, in order."""
    words = piece.text.split()
    runs = [words[at : at + 20] for at in range(0, len(words), 20)]
    chosen = sorted(rng.sample(range(len(runs)), max(1, round(kept * len(runs)))))
    return piece.with_paragraphs(*(" ".join(runs[at]) for at in chosen))


def _true_jaccard(one: Piece, other: Piece) -> float:
    a, b = (
        {tuple(words[at : at + 3]) for at in range(len(words) - 2)}
        for words in (story(p.text, title=p.title).casefold().split() for p in (one, other))
    )
    return len(a & b) / max(1, len(a | b))
