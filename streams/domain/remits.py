"""What a committee is for, where a model ends its name before: "Select Committee" on Intelligence."""

import re

# A "Judiciary Committee" says already what it is for.
_BODY_LAST = re.compile(
    r"(?:(?:^|\b(?:House|Senate|Congressional|Parliamentary|Select|Standing|Joint|Permanent|Special|Advisory"
    r"|Federation) )Committee|\bSubcommittee|\bCommission|\bPanel|(?:^| )Council)$"
)
_BODY_ENDS, _COMMITTEE = "enl", "ommittee"
_ON = re.compile(r" on (?:the )?")
_NO_REMIT = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Capitol|Christmas|Democratic|Republican)\b"
    r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d"
)
_WORD = r"(?!Chair|Ranking|Sen\b|Rep\b)[A-Z][\w-]+(?:['’](?= [A-Z]))?"
_REMIT = re.compile(rf"{_WORD}(?: (?:of (?:the )?)?{_WORD})*")
# A committee has several ("Commerce, Science, and Transportation"); after a council's comes another name.
_REMITS = re.compile(rf"{_REMIT.pattern}(?:(?:, and|,| and| &) {_REMIT.pattern})*")


def whole(text: str, start: int, end: int) -> int:
    """Return where a committee ends with what it is for: "on the Judiciary", no day and no place."""
    if text[end - 1 : end] not in _BODY_ENDS or not _BODY_LAST.search(text[start:end]):
        return end
    joint = _ON.match(text, end)
    if not joint or _NO_REMIT.match(text, joint.end()):
        return end
    several = text.endswith(_COMMITTEE, start, end)
    remit = (_REMITS if several else _REMIT).match(text, joint.end())
    return remit.end() if remit else end
