"""Where a name starts and ends, given where a model thinks so: nearly right.

Quotes, brackets and possessives are at no name's edge and go; a hash sign comes along, and so do a day's
number after its month and the word that makes a people's name a land's ("Korean Peninsula").
"""

import re

from streams.domain.titles import title_within

_EDGES = " \t\r\n\"“”‘’'`«»()[]{}<>,;:!?*_|/\\-–—…"
_POSSESSIVE = re.compile(r"['’](?:s|S)?$")
_LAST_DAY = re.compile(
    r"(?<![\w-])(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|January|February|April|June|July|August|September|October|November|December)$"
)
# Searching is dear, and most names end in another letter. A day's name has nine letters at most, and one
# more is looked at before it.
_POSSESSIVE_ENDS, _DAY_ENDS, _DAY_REACH = "'’sS", "yletrh", 10
_LAND_AFTER = re.compile(r" (?:Peninsula|Sea|Gulf|Strait|Islands?|River|Mountains|Coast|Valley|Province)\b")
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?$")
_NUMBER_AFTER = re.compile(r"\)? \d{1,2}(?:st|nd|rd|th)?\b")
_TRAILING_OF = re.compile(r" of$")
_OFFICE_AFTER = re.compile(r"\s+[Aa]dvis[eo]r\b")
_SECRETARY_OF = "secretary of "

Bounds = tuple[int, int]


def tight(text: str, start: int, end: int) -> Bounds:
    """Return the bounds without what is at no name's edge, and with a hash sign before; maybe empty."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    possessive = _POSSESSIVE.search(text, start, end) if text[end - 1 : end] in _POSSESSIVE_ENDS else None
    if possessive and possessive.start() > start:
        end = possessive.start()
    return (start - 1 if start and start < end and text[start - 1] == "#" else start), end


def last_day(text: str, start: int, end: int) -> Bounds | None:
    """Return the bounds of the weekday or month that a name ends with ("Washington Friday"), or None."""
    found = (
        _LAST_DAY.search(text, max(start, end - _DAY_REACH), end)
        if text[end - 1 : end] in _DAY_ENDS
        else None
    )
    return found.span() if found else None


def land(text: str, end: int) -> int | None:
    """Return where a land's name ends whose first part ends at `end` ("Korean" Peninsula), or None."""
    found = _LAND_AFTER.match(text, end)
    return found.end() if found else None


def date(text: str, start: int, end: int) -> Bounds:
    """Return the bounds of a date with the number after its month, and without "of" ("six decades of")."""
    number = _NUMBER_AFTER.match(text, end) if _MONTH.search(text, start, end) else None
    dangling = _TRAILING_OF.search(text, start, end)
    return start, number.end() if number else dangling.start() if dangling else end


def is_office(text: str, start: int, end: int) -> bool:
    """Return whether what was taken for an organisation is an office or the middle of one ("State").

    As in "Secretary of State" and "National Security Adviser".
    """
    surface = text[start:end]
    before = text[max(0, start - len(_SECRETARY_OF)) : start].lower()
    return (
        (before == _SECRETARY_OF and " " not in surface)
        or (surface == "National Security" and bool(_OFFICE_AFTER.match(text, end)))
        or title_within(f"{surface} .") == f"{surface} "
    )
