"""Which entity each name of an article is of: a label and identifying words, or the code of a state.

Names with equal keys are one entity. The rules go from the surest down, as docs/entities.md has them.
"""

import re

from streams.domain import organisations, people, states
from streams.domain.aliases import NONE, Aliases, Known
from streams.domain.countries import Country, country
from streams.domain.mention import DATE, LOC, ORG, PERSON
from streams.domain.naming import Name, words_of

Words = tuple[str, ...]
Key = tuple[str, Words]

COUNTRY, LISTED = "COUNTRY", "LISTED"
_TWO_CAPITALS = re.compile(r"(?!NY)[A-Z]{2}")  # NY is New York whatever a model takes it for
_GEORGIA: Key = (COUNTRY, ("GE",))
# "The North" in an article that names North Korea.
_HALVES: dict[Words, Key] = {("north",): (COUNTRY, ("KP",)), ("south",): (COUNTRY, ("KR",))}


def keys_of(names: list[Name]) -> list[Key]:
    """Return what entity each name is of: label and identifying words, the code for a state."""
    keys: list[Key] = [_own_key(name) for name in names]
    persons = [at for at, (label, _) in enumerate(keys) if label == PERSON]
    for at, words in zip(persons, people.resolved([names[at] for at in persons]), strict=True):
        keys[at] = (PERSON, words)
    full = {
        ORG: organisations.fuller(
            words
            for headline in (False, True)
            for name, (label, words) in zip(names, keys, strict=True)
            if label == ORG and name.titled == headline
        ),
        LOC: organisations.abbreviated(words for label, words in keys if label == LOC),
    }
    keys = [
        (label, full[label].get(words, words)) if label in full else (label, words) for label, words in keys
    ]
    keys = _georgia(names, keys)
    halves = {half: state for half, state in _HALVES.items() if state in keys}
    return [halves.get(words, (label, words)) for label, words in keys]


def _georgia(names: list[Name], keys: list[Key]) -> list[Key]:
    """Return the keys with Georgia as an American state where all that the article says is of that."""
    named = {name.words for name, key in zip(names, keys, strict=True) if key == _GEORGIA}
    if named != {states.GEORGIA} or not states.names_another(
        [words for label, words in keys if label == LOC]
    ):
        return keys
    return [(LOC, states.GEORGIA) if key == _GEORGIA else key for key in keys]


def _own_key(name: Name) -> Key:
    state = _state(name)
    if state:
        return COUNTRY, (state.code,)
    american = states.state_of(name.text) if _may_be_place(name) else None
    if name.label == LOC and name.words in states.CAPITAL:
        american = states.WASHINGTON
    return (LOC, american) if american else (name.label, name.words)


def _may_be_place(name: Name) -> bool:
    """Return whether a name may be an American state's: "VA" as an organisation is Veterans Affairs."""
    return name.label == LOC or (name.label == ORG and not _TWO_CAPITALS.fullmatch(name.text))


def _state(name: Name) -> Country | None:
    if name.label in {PERSON, DATE}:
        return None
    return country(name.text, sure=name.label == ORG)


def _with_office(name: Name, aliases: Aliases) -> Known | None:
    """Return whom a list names by office and name: "Pope Francis" is known by no other."""
    return aliases.of(PERSON, words_of(f"{name.role} {name.text}", PERSON)) if name.role else None


def listed(names: list[Name], keys: list[Key], aliases: Aliases) -> tuple[list[Key], dict[str, Known]]:
    """Return the keys with those that a list names instead, and the list's entries that are met, by id.

    What the rules joined with a listed name goes with it; a state's other surfaces stay with the state.
    """
    if aliases is NONE:
        return keys, {}
    meant: dict[Key, Known] = {}
    direct = [aliases.of(name.label, name.words) or _with_office(name, aliases) for name in names]
    for key, known in zip(keys, direct, strict=True):
        if known and key[0] != COUNTRY:
            meant.setdefault(key, known)
    for key in set(keys) - meant.keys():
        if known := aliases.of(*key):
            meant[key] = known
    found = [one or meant.get(key) for one, key in zip(direct, keys, strict=True)]
    met = {known.id for known in found if known}
    for at, name in enumerate(names):
        known = aliases.of_one_word(name.words) if name.label == PERSON and not found[at] else None
        if known and known.id in met and keys[at] == (PERSON, name.words):
            found[at] = known
    named = [(COUNTRY, (k.country,)) if k and k.country else (LISTED, (k.id,)) if k else None for k in found]
    entries = {known.id: known for known in found if known}
    return [new or old for new, old in zip(named, keys, strict=True)], entries
