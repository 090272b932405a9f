"""Names that the model missed though the article or the table of states makes them certain.

A state is found wherever it is written (a model cuts 'Korean' out of 'North Korean'), a name of several
words or an acronym wherever it stands again, and so is the surname of a person with a full name. Nothing is
found inside of what the model named, nor within a longer run of capitalised words.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from streams.domain import platforms
from streams.domain.countries import country, table
from streams.domain.mention import LOC, NORP, ORG, PERSON, Mention
from streams.domain.naming import SON_OR_FATHER, Name, named, tidied
from streams.domain.places import Places
from streams.domain.states import state_of
from streams.domain.titles import title_before

_TOKEN = re.compile(r"(?<![\w#@/.&])(?:#\w+|[A-Z][\w.]*)")
_CAPITALISED_BEFORE = re.compile(r"([A-Z][\w&.’'-]*) $")
_CAPITALISED_AFTER = re.compile(r" [A-Z]|[-’'][A-Z]")
_OPENERS_WORDS = """
    a after against all although an and as at before both but by even for from how if in inside into is
    like no not of on one only or other over so some that the their then this though to under unlike
    until when where while why will with
"""
_OPENERS = frozenset(_OPENERS_WORDS.split())
_NOT_SURNAMES_WORDS = """
    may march mark will young white black brown green gray grey house union king
"""
_NOT_SURNAMES = frozenset(_NOT_SURNAMES_WORDS.split())
_SURNAME_LENGTH_MIN = 4
_LEFT_REACH = 24
SEARCHES_MAX = 200  # a list of all graduates has thousands of names
_OF_AMERICA = frozenset(["African", "Native", "Asian", "Indian", "Mexican", "Japanese", "Chinese", "Italian"])
_PEOPLE = re.compile(rf"(?:{'|'.join(sorted(_OF_AMERICA))})[ ‑-]Americans?\b")
_PARTIES = frozenset("DRI")
_OTHER_OPENERS = _OF_AMERICA | _PARTIES
_PARTY_STATE = re.compile(r"[DRI][-–]((?:[A-Z]\.){2}|[A-Z][a-z]{1,4}\.|[A-Z][A-Za-z]+)(?![\w-])")


def complete(text: str, names: list[Name], known: Iterable[Name] = (), *, titled: bool = False) -> list[Name]:
    """Return the names of a text, in order and none overlapping, with those added that are certain.

    `known` are names of the article's other part, which are looked for here as well.
    """
    if text.isupper():  # "TELL US MORE": capitals say nothing here
        return _disjoint(names)
    states = list(_states(text, titled=titled))
    networks = [named(text, *place, label=ORG, titled=titled) for place in platforms.acting(text)]
    found = _disjoint([*names, *(s for s in states if _stands_alone(text, s.start)), *networks])
    if whole := _uncut(states, found):
        found = _disjoint([*whole, *found])
    again = list(_again(text, found, known, titled=titled))
    return _disjoint([*found, *again]) if again else found


def in_title_case(title: str, names: list[Name], known: Sequence[Name]) -> list[Name]:
    """Return the names of a headline in Title Case, where capitals say nothing: those confirmed by its text.

    `names` are what a model found there. Besides, what the text names twice, or surely, is a name there too.
    """
    counts = Counter((name.text, name.label) for name in known if name.label in {PERSON, ORG, LOC})
    surfaces = _certain(known)
    surfaces |= {surface: label for (surface, label), count in counts.items() if count > 1}
    surnames = {(name.label, name.words) for name in known}
    meant = {name.words for name in known}
    meant |= {name.words for name in names if name.label == PERSON and (PERSON, name.words[-1:]) in surnames}
    confirmed = [name for name in names if name.words in meant]
    # What the text does not confirm is no name here, and neither is a part of it.
    doubtful = [name for name in names if name.words not in meant and len(name.words) > 1]
    again = [
        named(title, place.start(), place.end(), label=surfaces[surface], titled=True)
        for surface in sorted((one for one in surfaces if one in title), key=len, reverse=True)
        for place in re.finditer(rf"(?<![\w-]){re.escape(surface)}(?![\w-])", title)
    ]
    return [name for name in _disjoint([*confirmed, *doubtful, *again]) if name not in doubtful]


def _disjoint(names: list[Name]) -> list[Name]:
    """Return the names in order; of two that overlap, the one that stands earlier in the list stays."""
    kept: list[Name] = []
    starts: list[int] = []
    for name in names:
        at = bisect_left(starts, name.start)
        if (at == 0 or kept[at - 1].end <= name.start) and (at == len(kept) or name.end <= starts[at]):
            kept.insert(at, name)
            starts.insert(at, name.start)
    return kept


def _uncut(states: list[Name], found: list[Name]) -> list[Name]:
    """Return the states of which a name found is a part only; both are in order and none overlap."""
    starts = [name.start for name in found]
    whole = []
    for state in states:
        for name in found[bisect_left(starts, state.start) :]:
            if name.end > state.end:
                break
            if name.end - name.start < state.end - state.start:
                whole.append(state)
                break
    return whole


def _stands_alone(text: str, start: int) -> bool:
    """Return whether no capitalised word stands before, unless it is one that only opens a sentence."""
    before = _CAPITALISED_BEFORE.search(text, max(0, start - _LEFT_REACH), start)
    return not before or before[1].lower() in _OPENERS


def _states(text: str, *, titled: bool) -> Iterator[Name]:
    """Yield every state or people that a text writes, the longest at each place."""
    by_first_word, done = table().by_first_word, 0
    for token in _TOKEN.finditer(text):
        word, start = token[0], token.start()
        surfaces = by_first_word.get(word) or (
            by_first_word.get(word.rstrip(".")) if word[-1] == "." else None
        )
        if (not surfaces and word[0] != "#" and word not in _OTHER_OPENERS) or start < done:
            continue
        if other := _other(text, token, titled=titled):
            done = other.end
            yield other
            continue
        for surface in surfaces or ():
            end = start + len(surface.text)
            if surface.sure and text.startswith(surface.text, start) and not text[end : end + 1].isalnum():
                done = end
                yield named(text, start, end, label=NORP if surface.people else LOC, titled=titled)
                break


def _other(text: str, token: re.Match[str], *, titled: bool) -> Name | None:
    """Return the state of a hashtag or of a politician ("D-N.Y."), or the Americans, that a token opens."""
    if token[0][0] == "#":
        return named(text, *token.span(), label=LOC, titled=titled) if country(token[0]) else None
    if token[0] in _PARTIES:
        state = _PARTY_STATE.match(text, token.start())
        known = state is not None and state_of(state[1])
        return named(text, *state.span(1), label=LOC, titled=titled) if state and known else None
    people = _PEOPLE.match(text, token.start())
    return named(text, *people.span(), label=NORP, titled=titled) if people else None


def _again(text: str, found: list[Name], known: Iterable[Name], *, titled: bool) -> Iterator[Name]:
    """Yield the places where a certain name stands once more."""
    taken = {name.start for name in found}
    certain = _certain((*found, *known))
    places = Places(text, many=len(certain) > SEARCHES_MAX)
    for surface, label in certain.items():
        for start in places.of(surface):
            end = start + len(surface)
            if start not in taken and _is_whole(text, start, end, alone=" " not in surface):
                yield from tidied(text, Mention(start, end, label, surface), titled=titled)


def _certain(names: Iterable[Name]) -> dict[str, str]:
    """Return the surfaces under which a name is surely meant when it comes again, each with its label."""
    distinct = {(name.text, name.label): name for name in names}
    return dict(pair for name in distinct.values() for pair in _surfaces(name))


def _surfaces(name: Name) -> Iterator[tuple[str, str]]:
    several = len(name.words) > 1
    if name.label == PERSON and several and name.text[0].isupper():
        yield name.text, PERSON
        *before, last = name.text.split()
        if name.words[-1] in SON_OR_FATHER and before:
            last = before[-1].rstrip(",")
        if len(last) >= _SURNAME_LENGTH_MIN and last.lower() not in _NOT_SURNAMES:
            yield last, PERSON
    elif name.label == ORG and (
        several or (name.text.isupper() and len(name.text) > 1) or name.text in platforms.NAMES
    ):
        yield name.text, ORG


def _is_whole(text: str, start: int, end: int, *, alone: bool) -> bool:
    """Return whether no word is cut and, for a single word, no longer name around it."""
    if text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
        return False
    if not alone:
        return True
    free = _stands_alone(text, start) or bool(title_before(text, start))
    return free and not _CAPITALISED_AFTER.match(text, end)
