"""The notice by which a publisher says that an article was corrected: its text, as readers see it.

It opens a line or stands in one by itself; what follows on the line belongs to it.
"""

import re

CHARACTERS_MAX = 300

_STORY = r"(?:story|article|report|version|post|piece|item|headline|dispatch|column)"
_DONE = r"(?:corrected|updated|amended|clarified|revised|changed|edited)"
_OPENERS = (
    r"\(?(?:corrections?|clarifications?)(?: (?:and|&) clarifications?)?\s*+(?:\([^)\n]{0,40}\)\s*+)?[:.–—-]",
    r"\((?:corrects|corrected|correcting|clarifies|refiles|updates)\b",
    r"(?:corrects|corrected|refile[sd]?) ?[:–—-]",
    r"\(?editor['’]?s['’]? note\b",
    r"\(?updated? ?(?:\d[^:\n]{0,20})?[:–—-]",
)
_WITHIN = (
    rf"\bthis {_STORY} (?:has been|had been|was|is) (?:since )?{_DONE}\b",
    rf"\b(?:an|a) (?:earlier|previous) version of this {_STORY}\b",
)
_NOTICE = re.compile(
    rf"(?:^[\s*•\"'“\[–—-]*+(?:{'|'.join(_OPENERS)})|{'|'.join(_WITHIN)}).*$", re.IGNORECASE | re.MULTILINE
)


def correction_notice(*, title: str, text: str) -> str | None:
    """Return the first notice of a correction or update in the title or text, cut to 300 characters."""
    found = _NOTICE.search(f"{title}\n{text}")
    return found[0].strip()[:CHARACTERS_MAX] if found else None
