"""What is published and not signed: lines that may be the story's, and are oftener put around it.

Captions with who took the picture, and what addresses readers about their accounts. Taken out of an article,
such a line could be one of a story's; left out of the comparison, in copy and original alike, it costs nobody
a line. Enough must be left: a page of pictures is known by its captions.
"""

import re

from streams.domain.folding import spaced

LINE_CHARS_MAX, CREDIT_CHARS_MAX = 500, 120
WORDS_MIN = 12  # that must be left
STORY_WORDS_MIN = 40  # that must be left beside captions: the words above them may be the same every week

_CREDIT_HINTS = ("hoto", "mage", "llustration", "icture", "/", "via ")
_CREDITED = re.compile(
    r"(?:\((?:AP |File )?(?:Photos?|Photograph|Image|Illustration|Picture)\b[^()]{0,80}\)"
    r"|(?:/|\bvia )(?:AP|AFP|EPA|REUTERS|Reuters|Bloomberg|Getty(?: Images)?)\)?"
    r"|\b(?:Photo|Photograph|Image|Picture|Illustration)(?: by| courtesy of|:) [A-Z][^.]{2,60})\.?$"
)
_READER = re.compile(r"\b(?:[Yy]ou(?:r|rs|['’](?:re|ve|ll))?|[Oo]ur (?:readers|site|website|newspaper))\b")
_ACCOUNT = re.compile(
    r"\b(?:subscri(?:be|bers?|ptions?)|sign(?:ed|ing)? (?:in|up)|log(?:ged|ging)? in|membership|your account"
    r"|newsletters?|paywall|cookies|(?:digital|full|unlimited) access|free (?:articles?|stories|trial))\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
)
_SAID = ('"', "“", "”")


def signed_part(text: str) -> str:
    """Return what of a story is signed: without offers to readers, and without captions."""
    lines = text.split("\n")
    lines = _if_enough([line for line in lines if not _is_offer(line)], lines, WORDS_MIN)
    lines = _if_enough([line for line in lines if not _is_caption(line)], lines, STORY_WORDS_MIN)
    return "\n".join(lines)


def word_count(text: str) -> int:
    """Return how many words a text has; in scripts without spaces a character is one."""
    return len(spaced(text).split())


def _if_enough(some: list[str], lines: list[str], words_min: int) -> list[str]:
    return some if len(some) < len(lines) and word_count(" ".join(some)) >= words_min else lines


def _is_caption(line: str) -> bool:
    if len(line) > LINE_CHARS_MAX:
        return False
    end = line[-CREDIT_CHARS_MAX:]
    return any(hint in end for hint in _CREDIT_HINTS) and _CREDITED.search(end) is not None


def _is_offer(line: str) -> bool:
    """Return whether a line speaks to readers of their accounts, and of no date, as lawyers' notices do."""
    if len(line) > LINE_CHARS_MAX or not ("ou" in line and _READER.search(line) and _ACCOUNT.search(line)):
        return False
    return not _DATED.search(line) and not any(mark in line for mark in _SAID)
