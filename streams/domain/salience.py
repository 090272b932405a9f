"""How much an article is about an entity: 0 to 1, from where and how often it is named.

    salience = 0.35 headline + 0.25 first paragraph + 0.25 frequency + 0.15 spread

headline and first paragraph are 1 if the entity is named there, else 0. The first paragraph is the first
that is a sentence: bylines, captions and the place and agency of a dateline are above the story. Frequency
is its mentions over those of the most mentioned entity, spread the share of the text's quarters that name it.
News puts what matters first: position and frequency are the strongest features of Dunietz and Gillick 2014,
"A New Entity Salience Task with Millions of Training Examples". An article without a headline can reach 0.65.
"""

import re
from collections.abc import Sequence

HEADLINE, LEAD, FREQUENCY, SPREAD = 0.35, 0.25, 0.25, 0.15
LEAD_CHARS_MAX, SENTENCE_CHARS_MIN, ABOVE_CHARS_MAX = 600, 40, 2_500
QUARTERS = 4

_SENTENCE_END = re.compile(r"[.!?]['\"’”)\]]*\s*$")
_CAPTION = re.compile(r"(?:FILE|CLOSE)\b")
# Who took a picture: the caption above its story ends with it, whether or not the story goes on in the line.
_CREDIT = re.compile(
    r"(?:/(?:Getty|AP|AFP|Reuters|REUTERS)\b|\bAFP/|\bvia (?:AP|Getty|Reuters)\b|\(AP Photo)"
    r"(?: Images| Photo)?"
    r"|\b(?:Photo|Photo illustration|Illustration|Image) by [A-Z]"
)
_PARTY_MARKS = ("D-", "R-", "I-", "D–", "R–", "I–")  # most texts have none, and need no pattern
_PARTY = re.compile(r"(?<![\w-])[DRI][-–](?=[A-Z])")
_DATELINE = re.compile(
    r"[A-Z][A-Z.’' -]+(?:, [A-Z][\w. ]{1,20})?(?:, [A-Z][a-z]+\.? \d{1,2})?"
    r"(?: ?\([\w /.]{2,30}\))? ?[-–—]{1,2} "
)


def salience(
    starts: Sequence[int], *, titled: bool, count: int, count_max: int, lead: range, length: int
) -> float:
    """Return the salience, in thousandths, of what is named at `starts` in a text and `count` times in all.

    `count_max` is the count of the article's most named entity, at least `count`; `lead` is where the first
    paragraph stands in the text, which has `length` characters.
    """
    length = max(1, length)
    quarters = {start * QUARTERS // length for start in starts}
    score = (
        HEADLINE * titled
        + LEAD * any(start in lead for start in starts)
        + FREQUENCY * count / count_max
        + SPREAD * len(quarters) / QUARTERS
    )
    return round(score, 3)


def weighed(
    starts: Sequence[int],
    titled: Sequence[int],
    *,
    aside: tuple[frozenset[int], frozenset[int]],
    count_max: int,
    lead: range,
    length: int,
) -> float:
    """Return the salience of what is named at `titled` in a headline and at `starts` in its text.

    `aside` is which places of headline and text count, and say nothing else.
    """
    return salience(
        [start for start in starts if start not in aside[1]],
        titled=any(start not in aside[0] for start in titled),
        count=len(starts) + len(titled),
        count_max=count_max,
        lead=lead,
        length=length,
    )


def of_politicians(text: str) -> frozenset[int]:
    """Return where the states begin that only tell whose politician somebody is ("D-N.Y.")."""
    if not any(mark in text for mark in _PARTY_MARKS):
        return frozenset()
    return frozenset(party.end() for party in _PARTY.finditer(text))


def lead_of(text: str) -> range:
    """Return where the first paragraph of a story stands in its text, at most 600 characters.

    Where none of the first 2,500 characters is one, it is the first line.
    """
    start = 0
    while start < min(len(text), ABOVE_CHARS_MAX):
        line = text[start : _line_end(text, start)]
        taken = [credit.end() for credit in _CREDIT.finditer(line)]
        if taken:
            start, line = start + taken[-1], line[taken[-1] :]
        if len(line) > SENTENCE_CHARS_MIN and _SENTENCE_END.search(line) and not _CAPTION.match(line):
            break
        start += len(line) + 1
    else:
        start = len(text) - len(text.lstrip())
    dateline = _DATELINE.match(text, start)
    end = _line_end(text, start)
    return range(
        dateline.end() if dateline and dateline.end() < end else start, min(end, start + LEAD_CHARS_MAX)
    )


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)
