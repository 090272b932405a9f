"""A mention as a name: without title, possessive, quotes and hashtag, and with a key that equal names share.

The model's bounds are taken as nearly right: days at the end of a name and offices at its start are cut
off, and what is left stands where it stood in the text.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from streams.domain import bounds, kin, parties, remits
from streams.domain.countries import country, spaced
from streams.domain.mention import DATE, LOC, NORP, ORG, PERSON, Mention
from streams.domain.titles import role, title_before, title_within

_WORD = re.compile(r"[^\W_]+(?:['’‘][^\W_]+)*")
_APOSTROPHES = str.maketrans("’‘", "''")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.(?: (?=[A-Z]\.))?){2,}|\b(?:[A-Z]\.)+[A-Z]\b")
_SIGNED = " (@"  # "Ann B. Hale (@annhale)": one signs with an initial that news leaves out
HEADS = frozenset({"department", "ministry"})
SON_OR_FATHER = frozenset({"jr", "sr"})
_GENERATION = frozenset({"ii", "iii", "iv"})
_FIRM = frozenset(
    {"inc", "corp", "corporation", "ltd", "co", "plc", "llc", "ag", "sa", "gmbh", "company", "com"}
)


class Name(NamedTuple):
    """A name at a place of the headline (`titled`) or the text; `words` are folded; `role` stood before.

    `kin` is whether the text tells there that it is somebody's relative.
    """

    start: int
    end: int
    label: str
    text: str
    words: tuple[str, ...]
    titled: bool = False
    role: str | None = None
    kin: bool = False


def tidied(text: str, mention: Mention, *, titled: bool = False) -> list[Name]:
    """Return the names in a mention of `text`: mostly one; two if with a day; none if it is an office."""
    label, found = mention.label, []
    end = mention.end if label == DATE else bounds.whole(text, mention.start, mention.end)
    start, end = bounds.tight(text, mention.start, end)
    if label != DATE and (day := bounds.last_day(text, start, end)):
        found = [_date(text, *day, titled=titled)]
        start, end = bounds.tight(text, start, day[0])
    if start >= end:
        return found
    if label == DATE:
        found = [_date(text, start, end, titled=titled)]
        return found if found[0].words else []
    if label == ORG and bounds.is_office(text, start, end):
        return found
    if label == PERSON and bounds.is_no_name(text, start, end):
        return found
    start, end, label = _mended(text, start, end, label)
    if start >= end:
        return found
    name = _name(text, start, end, label=label, titled=titled)
    return [name, *found] if len("".join(name.words)) > 1 else found


def _mended(text: str, start: int, end: int, label: str) -> tuple[int, int, str]:
    """Return the bounds and the label of a name that is no date, by what stands in it and around it."""
    if (state := bounds.after_party(text, start)) and state < end:
        start, label = state, LOC
    if label == PERSON:
        return *bounds.person(text, start, end), label
    if label == LOC and (newspaper := bounds.newspaper(text, end)):
        return start, newspaper, ORG
    if label == ORG:
        end = remits.whole(text, start, bounds.law(text, end))
        until = parties.before(text, start, bounds.before_title(text, start, end))
        if until < end:
            return start, until, LOC if country(text[start:until]) else ORG
    start = bounds.region(text, start, end)
    land = bounds.land(text, end)
    return (start, land, LOC) if land else (start, end, label)


def named(text: str, start: int, end: int, *, label: str, titled: bool = False) -> Name:
    """Return the name at exactly this place."""
    surface = text[start:end]
    return Name(start, end, label, surface, words_of(surface, label), titled)


@lru_cache(maxsize=16_384)
def words_of(surface: str, label: str) -> tuple[str, ...]:
    """Return the words that identify a name: folded, without articles and suffixes (Inc., III)."""
    plain = _DOTTED.sub(lambda dotted: dotted[0].replace(".", "").replace(" ", ""), spaced(surface))
    words = [folded(word) for word in _WORD.findall(plain)]
    if label == DATE:
        return tuple(words)
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if label == ORG:
        words = _head_last(words)
    if label == NORP and words[-1:] == ["americans"]:
        words[-1] = "american"
    dropped = _GENERATION if label == PERSON else _FIRM if label == ORG else frozenset()
    return tuple(word for word in words if word not in dropped) or tuple(words)


def _head_last(words: list[str]) -> list[str]:
    """Return the words of "US Department of Justice" as those of "US Justice Department"."""
    at = next((at for at in range(len(words) - 2) if words[at] in HEADS and words[at + 1] == "of"), None)
    if at is None:
        return words
    rest = words[at + 2 :]
    return [*words[:at], *(rest[1:] if rest[0] == "the" and len(rest) > 1 else rest), words[at]]


def folded(word: str) -> str:
    """Return a word without case, accents and possessive, one apostrophe for all: equal in every style."""
    bare = bounds.POSSESSIVE.sub("", word).translate(_APOSTROPHES)
    if bare.isascii():
        return bare.lower()
    parts = unicodedata.normalize("NFKD", bare)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def _name(text: str, start: int, end: int, *, label: str, titled: bool) -> Name:
    if label != PERSON:
        return named(text, start, end, label=label, titled=titled)
    within = title_within(text[start:end])
    before = title_before(text, start) if not within else ""
    name = named(text, start + len(within), end, label=label, titled=titled)
    if text.startswith(_SIGNED, end):
        name = name._replace(words=_without_initials(name.words))
    if len(name.words) > 1 and kin.told(text, start, end):
        name = name._replace(kin=True)
    title = within or before
    return name._replace(role=role(title)) if title else name


def _without_initials(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[:1] + tuple(word for word in words[1:] if len(word) > 1)


def _date(text: str, start: int, end: int, *, titled: bool) -> Name:
    return named(text, *bounds.date(text, start, end), label=DATE, titled=titled)
