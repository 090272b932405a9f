"""Which sovereign state a surface stands for: its name, an alias of it, or its people.

A surface that may as well be something else (Georgia, Jordan, Turk) counts only where the model calls it a
place or a nationality. The table beside this file is the whole of what is known; territories are not in it,
since their peoples' names (French, American) are mostly said of states.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_NO_PLURAL = ("s", "sh", "ch", "ese", "men", "man", "z")
_FIRST = re.compile(r"[\w.]+")
_HASHTAG = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[0-9]+|[a-z]+")


@dataclass(frozen=True, slots=True)
class Country:
    """A sovereign state: ISO 3166-1 alpha-2 code, the name that it goes by here, its Wikidata item."""

    code: str
    name: str
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Surface:
    """A way of writing a state or its people, exactly; `sure` unless it may be something else."""

    text: str
    country: Country
    sure: bool
    people: bool


@dataclass(frozen=True, slots=True)
class Table:
    """All surfaces: by key for one that is given, by first word (longest first) for reading a text."""

    by_code: dict[str, Country]
    by_key: dict[str, Surface]
    by_first_word: dict[str, tuple[Surface, ...]]


@lru_cache(maxsize=16_384)
def country(surface: str, *, sure: bool = True) -> Country | None:
    """Return the state that a surface stands for, or None; `sure=False` also takes what may be another."""
    found = table().by_key.get(_key(surface))
    return found.country if found and (found.sure or not sure) else None


def country_of(code: str) -> Country:
    """Return the state of an ISO 3166-1 alpha-2 code. Raises KeyError for what is no state's."""
    return table().by_code[code]


def spaced(hashtag: str) -> str:
    """Return the words of a hashtag: `#NorthKorea` is `North Korea`; other surfaces come back as they are."""
    return " ".join(_HASHTAG.findall(hashtag[1:])) if hashtag.startswith("#") else hashtag


@lru_cache(maxsize=1)
def table() -> Table:
    """Return the table, read once."""
    lines = files("streams.domain").joinpath("countries.tsv").read_text("utf-8").splitlines()
    surfaces = [surface for line in lines if not line.startswith("#") for surface in _surfaces(line)]
    by_first: dict[str, list[Surface]] = {}
    for surface in surfaces:
        by_first.setdefault(_FIRST.findall(surface.text)[0], []).append(surface)
    return Table(
        by_code={surface.country.code: surface.country for surface in surfaces},
        by_key={_key(surface.text): surface for surface in reversed(surfaces)},
        by_first_word={
            word: tuple(sorted(some, key=lambda s: -len(s.text))) for word, some in by_first.items()
        },
    )


def _surfaces(line: str) -> list[Surface]:
    code, name, others, peoples, item = line.split("\t")
    state = Country(code, name.rstrip("?"), item or None)
    names = [name, *filter(None, others.split(";"))]
    people = [form for one in filter(None, peoples.split(";")) for form in _forms(one)]
    return [
        Surface(text.rstrip("?"), state, sure=not text.endswith("?"), people=text in people)
        for text in (*names, *people)
    ]


def _forms(people: str) -> list[str]:
    """Return a people's name and its plural, both unsure if it is."""
    mark = "?" if people.endswith("?") else ""
    one = people.rstrip("?")
    return [people] if one.endswith(_NO_PLURAL) else [people, f"{one}s{mark}"]


def _key(surface: str) -> str:
    """Return what equal surfaces share: case matters only in the shortest, where `us` is no country."""
    bare = " ".join(
        spaced(surface)
        .removeprefix("the ")
        .removeprefix("The ")
        .replace(".", " " if ". " in surface else "")
        .replace("’", "'")
        .split()
    )
    return bare if len(bare) <= 3 else bare.casefold()
