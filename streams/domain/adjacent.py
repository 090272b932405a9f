"""Parts of one person's name that a model found apart: "Mike" and "Pompeo" side by side are one mention.

So are a name and its "Jr.", with or without a comma.
Two people side by side are told by two full names, and a title begins another name ("Hale President Marsh").
"""

from collections.abc import Iterable

from streams.domain.mention import PERSON, Mention
from streams.domain.naming import SON_OR_FATHER
from streams.domain.titles import title_within

_HYPHENS = ("-", "‐", "‑")
_JOINTS = {" ", *_HYPHENS}
_WORDS_MAX = 4


def merged(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions of a text with parts of one person's name, a space or hyphen apart, as one."""
    found: list[Mention] = []
    for mention in mentions:
        if mention.label == PERSON and found and _goes_on(text, found[-1], mention):
            before = found.pop()
            found.append(Mention(before.start, mention.end, PERSON, text[before.start : mention.end]))
        else:
            found.append(mention)
    return found


def _goes_on(text: str, before: Mention, mention: Mention) -> bool:
    if before.label != PERSON:
        return False
    between = text[before.end : mention.start]
    if mention.text.rstrip(".").lower() in SON_OR_FATHER and between in {" ", ", "}:
        return True
    if between not in _JOINTS and not (between == "" and before.text.endswith(_HYPHENS)):
        return False
    one, other = len(before.text.split()), len(mention.text.split())
    if min(one, other) > 1 or one + other > _WORDS_MAX or before.text[-1:] in "'’":
        return False
    return not before.text.endswith(("'s", "’s")) and not title_within(f"{mention.text} .")
