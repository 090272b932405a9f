"""Surnames that a model takes for a place or an organisation: "Northam", once "Ralph Northam" was named.

They are a person's if all of them come after the full name and none where a place would stand ("in Northam").
"""

import re
from collections.abc import Sequence

from streams.domain.mention import DATE, PERSON, Mention
from streams.domain.naming import Name, tidied

_BEFORE_PLACES = re.compile(r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear|[Aa]round|[Ii]nto|[Oo]utside|[Tt]he) $")
_REACH = 9


def given(text: str, names: Sequence[Name]) -> list[Name]:
    """Return the names of a text, in order, with the surnames of people as theirs."""
    named_at: dict[str, int] = {}
    for name in names:
        if name.label == PERSON and len(name.words) > 1:
            named_at.setdefault(name.words[-1], name.start)
    alone = [name for name in names if _may_be_a_surname(name) and name.words[0] in named_at]
    if not alone:
        return [*names]
    others = {name.words for name in alone if not _is_person(text, name, named_at[name.words[0]])}
    theirs = {name.words for name in alone} - others
    return [
        one
        for name in names
        for one in (
            tidied(text, Mention(name.start, name.end, PERSON, name.text))
            if name.words in theirs and _may_be_a_surname(name)
            else [name]
        )
    ]


def _may_be_a_surname(name: Name) -> bool:
    return name.label not in {PERSON, DATE} and len(name.words) == 1 and not name.text.isupper()


def _is_person(text: str, name: Name, named_at: int) -> bool:
    before = _BEFORE_PLACES.search(text, max(0, name.start - _REACH), name.start)
    return name.start > named_at and not before
