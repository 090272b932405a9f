"""Is a line what stands in place of the rest of a story: what reading on would cost.

A chain puts the same under the first words of every story; where those are few, the offer is most of it.
"""

import re

from streams.domain.runon import sentences, speaks_of_site

# What a site asks to be paid for, in whatever words: of so many kinds of them one line of a story has few.
_OFFERED = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\bsubscri(?:be|bers?|ptions?)\b",
        r"\bunlimited\b|\bwithout limits?\b",
        r"\bfree (?:articles?|stories|trial)\b|\btrial\b",
        r"\b(?:sign(?:ed)?|log(?:ged)?) in\b",
        r"\bcancel (?:at )?any ?time\b",
        r"\bmembers?(?:hip)?\b",
        r"\baccount\b",
        r"\b(?:keep|continue) reading\b|\brest of this (?:article|story)\b",
        r"\b(?:full|digital) access\b|\be-?edition\b",
        r"[$£€][\d.]+|\bcents\b",
        r"\bplans?\b|\bweeks?\b|\bmonths?\b",
        r"\bevery (?:story|article)\b|\bon (?:every|any|all)(?: your)? devices?\b|\barchives?\b",
    )
)
_SOLD = re.compile(
    r"\bsubscri(?:be|bers?|ptions?)\b|\bfor members\b|\bmembers (?:only|read)\b|\bfree articles",
    re.IGNORECASE,
)
_TO_READERS = re.compile(r"\byour?\b|\bcancel (?:at )?any", re.IGNORECASE)
OFFERED_MIN = 3


def is_paywall(line: str) -> bool:
    """Return whether a line addresses readers, and every sentence of it speaks of the offer or the site."""
    plain = line.casefold()
    if not ("subscri" in plain or "members" in plain or "free articles" in plain):
        return False
    if '"' in line or "“" in line or not (_SOLD.search(line) and _TO_READERS.search(line)):
        return False
    if sum(words.search(line) is not None for words in _OFFERED) < OFFERED_MIN:
        return False
    return all(
        speaks_of_site(sentence) or any(words.search(sentence) for words in _OFFERED)
        for sentence in sentences(line)
    )
