"""The office that several people share: "Sens. Ann Hale (R-Utah) and Bo Marsh" are a senator each."""

import re
from collections.abc import Sequence

from streams.domain.mention import PERSON
from streams.domain.naming import Name
from streams.domain.titles import of_each

_JOINT = re.compile(
    r"(?: ?\([^()\n]{1,30}\)|, [DRI][-–][\w.]+(?: [A-Z][\w.]+)?(?=,)| of [A-Z]\w+(?: [A-Z]\w+)?)?"
    r"(?:[,;](?: and)?| and| &) "
)
_JOINT_CHARS_MAX = 48


def offices(text: str, names: Sequence[Name]) -> list[Name]:
    """Return the names of a text, in order, with the office that stands before a list given to each in it."""
    several = [at for at, name in enumerate(names) if name.role and of_each(name.role)]
    if not several:
        return [*names]
    found = [*names]
    for first in several:
        each, end = of_each(names[first].role or ""), names[first].end
        found[first] = names[first]._replace(role=each)
        for at in range(first + 1, len(names)):
            name = names[at]
            if name.label != PERSON:
                continue
            if name.role or len(name.words) == 1 or not _joined(text, end, name.start):
                break
            found[at], end = name._replace(role=each), name.end
    return found


def _joined(text: str, end: int, start: int) -> bool:
    return start - end <= _JOINT_CHARS_MAX and bool(_JOINT.fullmatch(text, end, start))
