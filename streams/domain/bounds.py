"""Where a name starts and ends, given where a model thinks so: nearly right.

Quotes, brackets and possessives are at no name's edge and go; a hash sign comes along, and so do a day's
number after its month and the word that makes a people's name a land's ("Korean Peninsula").
"""

import re

from streams.domain.titles import before_office, title_within

_EDGES = " \t\r\n\"“”‘’'`«»()[]{}<>,;:!?*_|/\\-–—…"
POSSESSIVE = re.compile(r"['’‘](?:s|S)?$")
_LAST_DAY = re.compile(
    r"(?<![\w-])(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|January|February|April|June|July|August|September|October|November|December)$"
)
# Searching is dear, and most names end in another letter. A day's name has nine letters at most, and one
# more is looked at before it.
_POSSESSIVE_ENDS, _DAY_ENDS, _DAY_REACH = "'’‘sS", "yletrh", 10
# Firms whose names end like possessives.
_OWN = re.compile(
    r"\b(?:Applebee|Arby|Bloomingdale|Christie|Denny|Domino|Kellogg|Kohl|Levi|Lloyd|Lowe|Macy|McDonald|Moody"
    r"|Sainsbury|Sotheby|Wendy)['’]s$"
)
# As above: the ends of small words.
_SMALL_AFTER, _SMALL_ENDS = re.compile(r"(?: (?:of|for|and|the|in|at|on|to|by|with|&))+$"), "frdentoyh&"
_LED_TO = re.compile(r"(?: the)?(?: (?:[A-Z][\w-]*|[12]\d\b))++(?! of\b)")
# What stands before makes another people, and land, of these ("Central American").
_AMERICANS, _REGION_BEFORE = ("American", "Americans"), re.compile(r"\b(?:Central|North|South|Latin) $")
_REGION_REACH = 8
_LAND_AFTER = re.compile(r" (?:Peninsula|Sea|Gulf|Strait|Islands?|River|Mountains|Coast|Valley|Province)\b")
_PARTY = re.compile(r"[DRI][-–](?!Day\b)(?=[A-Z])")
_NEWSPAPER_AFTER = re.compile(
    r"(?<=USA) (?:TODAY|Today)\b"
    r"| (?:Chronicle|Dispatch|Examiner|Gazette|Herald|Inquirer|Journal|Observer|Register|Times"
    r"|Tribune|Post(?! Office))\b"
)
_GLUED = re.compile(r"(?<=[a-z]{4})(?=[A-Z])")
_HYPHENS = "-‑"
_SYLLABLES_AFTER = re.compile(r"[a-z]{1,4}(?:-[a-z]+)?\b")
_MONTH = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?$")
_NUMBER_AFTER = re.compile(r"\)? \d{1,2}(?:st|nd|rd|th)?\b")
_TRAILING_OF = re.compile(r" of$")
_OFFICE_AFTER = re.compile(r"\s+[Aa]dvis[eo]r\b")
_SECRETARY_OF = "secretary of "
_AFTER_REACH = 32
_PARTY_LAST = re.compile(r"(?:^| )(?:Democratic|Republican)$")
_LAW_AFTER = re.compile(r" Act\b(?! of\b)|(?<=Oval) Office\b|(?<=\bNew) Deal\b")
_NAME_AFTER = re.compile(r"\.? [A-Z][a-z]")
_OF_A_STATE = re.compile(
    r"State (?:Sens?|Reps?|Senators?|Representatives?|Assembly(?:wo)?m[ae]n|Attorney General|Councill?or)\b"
)

Bounds = tuple[int, int]


def tight(text: str, start: int, end: int) -> Bounds:
    """Return the bounds without what is at no name's edge, and with a hash sign before; maybe empty."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    possessive = POSSESSIVE.search(text, start, end) if text[end - 1 : end] in _POSSESSIVE_ENDS else None
    if possessive and possessive.start() > start and not _OWN.search(text, start, end):
        end = possessive.start()
    return (start - 1 if start and start < end and text[start - 1] == "#" else start), end


def whole(text: str, start: int, end: int) -> int:
    """Return where a name ends that a model ends with a small word or a hyphen.

    With what "of" and "for" lead to ("Board of" Elections), else before the word ("PepsiCo and"); with the
    syllables after a hyphen ("Moon Jae-" in).
    """
    if text[end - 1 : end] in _HYPHENS and " " in text[start:end]:
        syllables = _SYLLABLES_AFTER.match(text, end)
        return syllables.end() if syllables else end
    small = _SMALL_AFTER.search(text, start, end) if text[end - 1 : end] in _SMALL_ENDS else None
    if not small:
        return end
    rest = _LED_TO.match(text, end) if small[0].endswith((" of", " for")) else None
    return rest.end() if rest else small.start()


def person(text: str, start: int, end: int) -> Bounds:
    """Return the bounds of a person's name without what a page's cards glue to it.

    "Marsh Ann Maria MarshOvernight" of "Sen. Marsh Ann Maria MarshOvernight News …" is Ann Maria Marsh.
    "VanderMeer" stays whole unless there is a "Vander" in the text.
    """
    glued = _GLUED.search(text, text.find(" ", start, end), end) if " " in text[start:end] else None
    if not glued:
        return start, end
    last = text[start : glued.start()].rpartition(" ")[2]
    if not re.search(rf"\b{re.escape(last)}\b", text):
        return start, end
    end = glued.start()
    first, *rest = text[start:end].split(" ")
    if first not in rest[1:]:
        return start, end
    again = text.rfind(first, start, end)
    if again + len(first) == end:
        return start + len(first) + 1, end
    return start, again - 1


def last_day(text: str, start: int, end: int) -> Bounds | None:
    """Return the bounds of the weekday or month that a name ends with ("Washington Friday"), or None."""
    found = (
        _LAST_DAY.search(text, max(start, end - _DAY_REACH), end)
        if text[end - 1 : end] in _DAY_ENDS
        else None
    )
    return found.span() if found else None


def region(text: str, start: int, end: int) -> int:
    """Return where a people's name begins of which a model found a part ("Latin" American)."""
    if text[start:end] not in _AMERICANS:
        return start
    before = _REGION_BEFORE.search(text, max(0, start - _REGION_REACH), start)
    return before.start() if before else start


def land(text: str, end: int) -> int | None:
    """Return where a land's name ends whose first part ends at `end` ("Korean" Peninsula), or None."""
    found = _LAND_AFTER.match(text, end)
    return found.end() if found else None


def newspaper(text: str, end: int) -> int | None:
    """Return where a newspaper's name ends that begins with a place ("Des Moines" Register), or None."""
    found = _NEWSPAPER_AFTER.match(text, end)
    return found.end() if found else None


def after_party(text: str, start: int) -> int | None:
    """Return where the state begins in a politician's party and state ("R-Texas"), or None."""
    party = _PARTY.match(text, start)
    return party.end() if party else None


def date(text: str, start: int, end: int) -> Bounds:
    """Return the bounds of a date with the number after its month, and without "of" ("six decades of")."""
    number = _NUMBER_AFTER.match(text, end) if _MONTH.search(text, start, end) else None
    dangling = _TRAILING_OF.search(text, start, end)
    return start, number.end() if number else dangling.start() if dangling else end


def law(text: str, end: int) -> int:
    """Return where a law's name ends of which a model found the first words ("Affordable Care" Act)."""
    found = _LAW_AFTER.match(text, end)
    return found.end() if found else end


def before_title(text: str, start: int, end: int) -> int:
    """Return where an organisation ends that a model ends with the office of who comes next.

    "[White House Press] Secretary Ann Hale", "[Senate Majority] Leader Ann Hale".
    """
    words = text[start:end].split(" ")
    for count in (0, 1, 2):
        after = text[end : end + _AFTER_REACH].split(" ")[1 : count + 1]
        following = text[end + sum(len(word) + 1 for word in after) :][:2]
        if len(after) == count and following[:1] == " " and following[1:].isupper():
            kept = before_office(words, after)
            if kept < len(words) and not words[kept - 1].islower():  # "Ministry of Justice" is whole
                return start + len(_PARTY_LAST.sub("", " ".join(words[:kept]).rstrip(_EDGES)))
    return end


def is_office(text: str, start: int, end: int) -> bool:
    """Return whether what was taken for an organisation is an office or the middle of one ("State").

    As in "Secretary of State" and "National Security Adviser".
    """
    surface = text[start:end]
    before = text[max(0, start - len(_SECRETARY_OF)) : start].lower()
    return (
        (before == _SECRETARY_OF and " " not in surface)
        or bool(_OF_A_STATE.match(text, start))
        or (surface == "National Security" and bool(_OFFICE_AFTER.match(text, end)))
        or title_within(f"{surface} .") == f"{surface} "
    )


def is_no_name(text: str, start: int, end: int) -> bool:
    """Return whether what was taken for a person is an account ("@annhale") or a title of who comes next."""
    surface = text[start:end]
    if text[start] == "@":
        return True
    return bool(_NAME_AFTER.match(text, end)) and title_within(f"{surface} .") == f"{surface} "
