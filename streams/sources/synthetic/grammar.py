"""Sentences from templates: `[this|that]` is a choice, `{name}` a slot, `{#10-90/5}` a number in steps.

A grammar is a text file of sections (`== headline`), one template a line. Choices nest. What a slot says is
up to the caller; numbers are drawn here. The same template, random state and slots give the same sentence.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random

_TOKEN = re.compile(r"[\[\]|]|\{[^{}]*\}|[^\[\]|{}]+")
_NUMBER = re.compile(r"#(\d+(?:\.(\d+))?)-(\d+(?:\.\d+)?)(?:/(\d+))?")
_ORDINAL = re.compile(r"\b(\d+)th\b")
_SENTENCE_START = re.compile(r"(^[“\"]?|[.!?][”\"]? [“\"]?|: “)([a-z])")
_ARTICLE = re.compile(r"\b([Aa]) (?=(?:[aeioAEIO]|u[mnp](?!i))\w|8|1[18]\b)(?!one\b|once\b|euro|Euro)")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100

Sections = dict[str, tuple[str, ...]]
Slots = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences, each as likely."""

    ways: tuple["Sequence", ...]


Sequence = tuple["str | Choice", ...]


@lru_cache(maxsize=64)
def load(name: str) -> Sections:
    """Return the sections of a grammar file that ships beside this module, in their order."""
    sections: dict[str, list[str]] = {}
    lines = (files(__package__) / "grammar" / f"{name}.txt").read_text("utf-8").splitlines()
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("== "):
            current = sections.setdefault(line[3:], [])
        else:
            current.append(line)
    return {section: tuple(templates) for section, templates in sections.items()}


def say(template: str, rng: Random, slots: Slots) -> str:
    """Return a template spoken: slots filled, choices made, capitals and articles set right."""
    return polish("".join(_spoken(parse(template), rng, slots)))


def vary(text: str, rng: Random) -> str:
    """Return text with some words and phrases exchanged for others that say the same."""
    return _synonym_pattern().sub(lambda match: rng.choice(_synonyms()[match[0]]), text)


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, tuple[str, ...]]:
    groups = (tuple(line.split(" | ")) for line in load("synonyms")["any"])
    return {group[0]: group for group in groups}


@lru_cache(maxsize=1)
def _synonym_pattern() -> re.Pattern[str]:
    phrases = sorted(_synonyms(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def polish(text: str) -> str:
    """Return text with doubled commas merged, ordinals and articles mended and sentences capitalised."""
    text = re.sub(r",(?: ?,)*(?=[.,;:?!])", "", re.sub(r"\s+", " ", text).strip())
    text = _ORDINAL.sub(lambda m: m[1] + _suffix(int(m[1])), text)
    text = _ARTICLE.sub(lambda m: m[1] + "n ", text)
    return _SENTENCE_START.sub(lambda m: m[1] + m[2].upper(), text)


@lru_cache(maxsize=4096)
def parse(template: str) -> Sequence:
    """Return a template as strings, slots (strings that begin with a brace) and choices."""
    tokens = iter(_TOKEN.findall(template))
    sequence, end = _sequence(tokens)
    if end is not None:
        raise ValueError(f"unbalanced '{end}' in template: {template}")
    return sequence


def _sequence(tokens: Iterator[str]) -> tuple[Sequence, str | None]:
    parts: list[str | Choice] = []
    for part in tokens:
        if part in "]|":
            return tuple(parts), part
        parts.append(_choice(tokens) if part == "[" else part)
    return tuple(parts), None


def _choice(tokens: Iterator[str]) -> Choice:
    ways = []
    while True:
        way, end = _sequence(tokens)
        ways.append(way)
        if end == "]":
            return Choice(tuple(ways))
        if end is None:
            raise ValueError("a '[' of a template is never closed")


def _spoken(sequence: Sequence, rng: Random, slots: Slots) -> Iterator[str]:
    for part in sequence:
        if isinstance(part, Choice):
            yield from _spoken(rng.choice(part.ways), rng, slots)
        elif part.startswith("{#"):
            yield _number(part[1:-1], rng)
        elif part.startswith("{"):
            yield slots(part[1:-1])
        else:
            yield part


def _number(spec: str, rng: Random) -> str:
    match = _NUMBER.fullmatch(spec)
    if not match:
        raise ValueError(f"not a number range: {spec}")
    low, fraction, high, step = match.groups()
    if fraction is not None:
        places = len(fraction)
        return f"{rng.uniform(float(low), float(high)):.{places}f}"
    value = rng.randrange(int(low), int(high) + 1, int(step or 1))
    is_year = step is None and int(low) >= _FIRST_YEAR and int(high) <= _LAST_YEAR
    return str(value) if is_year else f"{value:,}"


def _suffix(number: int) -> str:
    teens = range(11, 14)
    return "th" if number % 100 in teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
