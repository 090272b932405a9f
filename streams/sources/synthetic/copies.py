"""The ways in which outlets republish a wire story; each returns the copy's title and paragraphs.

They are the kinds of copy by which the deduplication is measured: what is cut is cut from the end, as desks
do; a typo changes, drops, doubles or swaps letters of a word; a corrected figure is another one of the same
size.
"""

import math
import re
from collections.abc import Callable
from random import Random

Paragraphs = tuple[str, ...]
Way = Callable[[Paragraphs, Random], Paragraphs]

_FIGURE = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w,])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TYPO_LETTERS_MIN = 3
_FIGURES_CORRECTED_MAX = 3


def verbatim(paragraphs: Paragraphs, _: Random) -> Paragraphs:
    """Return the story unchanged."""
    return paragraphs


def cut(share: float) -> Way:
    """Return a way that leaves out the last `share` of the words, at the nearest word."""

    def shortened(paragraphs: Paragraphs, _: Random) -> Paragraphs:
        left = math.ceil(sum(len(p.split()) for p in paragraphs) * (1 - share))
        kept: list[str] = []
        for paragraph in paragraphs:
            words = paragraph.split()[:left]
            left -= len(words)
            if words:
                kept.append(" ".join(words))
        return tuple(kept)

    return shortened


def reordered(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """Return the story with all paragraphs but the lead in another order."""
    lead, *rest = paragraphs
    return (lead, *rng.sample(rest, len(rest)))


def dropped(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """Return the story without a quarter of its paragraphs, never the lead."""
    lead, *rest = paragraphs
    gone = set(rng.sample(range(len(rest)), max(1, round(len(rest) / 4))))
    return (lead, *(p for number, p in enumerate(rest) if number not in gone))


def typos(share: float) -> Way:
    """Return a way that misspells `share` of the words that have three letters or more."""

    def misspelt(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
        return tuple(
            " ".join(_misspell(word, rng) if rng.random() < share else word for word in p.split())
            for p in paragraphs
        )

    return misspelt


def corrected(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """Return the story with a quarter of its figures corrected: one at least, three at most."""
    places = [(n, match.span()) for n, p in enumerate(paragraphs) for match in _FIGURE.finditer(p)]
    count = min(len(places), max(1, len(places) // 4), _FIGURES_CORRECTED_MAX)
    lines = list(paragraphs)
    for number, (start, end) in sorted(rng.sample(places, count), reverse=True):
        line = lines[number]
        lines[number] = line[:start] + _another(line[start:end], rng) + line[end:]
    return tuple(lines)


def _misspell(word: str, rng: Random) -> str:
    if sum(map(str.isalpha, word)) < _TYPO_LETTERS_MIN:
        return word
    at = rng.choice([n for n, letter in enumerate(word) if letter.isalpha()])
    letter, rest = word[at], word[at + 1 :]
    return word[:at] + rng.choice(
        (rest, letter * 2 + rest, rng.choice(_LETTERS) + rest, rest[:1] + letter + rest[1:])
    )


def _another(figure: str, rng: Random) -> str:
    """Return another figure of as many digits, its last or its first digit moved on."""
    digits = [n for n, char in enumerate(figure) if char.isdigit()]
    at = rng.choice((digits[0], digits[-1]))
    moved = (int(figure[at]) - 1 + rng.randint(1, 8)) % 9 + 1
    return figure[:at] + str(moved) + figure[at + 1 :]
