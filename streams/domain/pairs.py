"""Two people whose names a hyphen joins: "Hale-Marsh" is two mentions where both are named by themselves.

A double name stays one: nobody bears one half of it, or somebody bears it with a given name.
"""

import re
from collections.abc import Iterator, Sequence

from streams.domain.mention import PERSON
from streams.domain.naming import Name, words_of

_PART = re.compile(r"[^-–‑]+")
_HYPHENS = re.compile(r"[-–‑]")


def apart(names: Sequence[Name], known: Sequence[Name] = ()) -> list[Name]:
    """Return the names with those of two people as two; `known` are names of the article's other part."""
    if not any(map(_joins, names)):
        return [*names]
    people = [name for name in (*names, *known) if name.label == PERSON]
    surnames = {name.words[-1] for name in people if not _HYPHENS.search(name.text)}
    double = {word for name in people for word in name.text.split(" ")[1:]}
    return [
        part
        for name in names
        for part in (_parts(name, surnames) if _joins(name) and name.text not in double else [name])
    ]


def _joins(name: Name) -> bool:
    return name.label == PERSON and bool(_HYPHENS.search(name.text.partition(" ")[0]))


def _parts(name: Name, surnames: set[str]) -> list[Name]:
    parts = list(_split(name))
    return parts if all(part.words and part.words[-1] in surnames for part in parts) else [name]


def _split(name: Name) -> Iterator[Name]:
    for part in _PART.finditer(name.text):
        start, end = name.start + part.start(), name.start + part.end()
        yield name._replace(start=start, end=end, text=part[0], words=words_of(part[0], PERSON))
