"""The headlines of other stories that stand at the foot of a page.

Below the last paragraph and a line of the site's come three of them or more, to the end of the page or with
nothing but lines of the site's behind. One line that nobody knows may stand among them or above, and stays:
so does a heading of the story, which comes alone before a paragraph.
"""

import re
from collections.abc import Sequence, Set

from streams.domain.boilerplate import could_be_link
from streams.domain.stamps import is_stamp

LINKS_MIN, LINKS_MAX = 3, 12
STORY_WORDS_MIN = 25  # above the foot
LAST, ALIKE_MIN = 4, 3  # of so many last lines of the story, so many could be headlines in a list
TOGETHER_MIN = 2  # headlines above a line that nobody knows; one is a heading of the story's

_WITHIN = re.compile(
    r"\W*(?:advertis|ad$|(?:story|article) continue|file photo|photo|image|video)", re.IGNORECASE
)


def links_at_foot(lines: Sequence[str], sites: Set[int]) -> set[int]:
    """Return the places of the headlines at the foot, given those of the site's own lines."""
    links: list[int] = []
    waiting: list[int] = []  # for a line of the site's above them
    passed: int | None = None  # how many were found below the line that nobody knows
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if at in sites:
            if not _may_be_within(line):
                links, waiting = links + waiting, []
        elif line and could_be_link(line):
            waiting.append(at)
        elif line:
            if passed is not None:
                break
            passed = len(links) + len(waiting)
    if passed is not None and 0 < len(links) - passed < TOGETHER_MIN:
        links = links[:passed]
    if not LINKS_MIN <= len(links) <= LINKS_MAX:
        return set()
    above = [line for at, line in enumerate(lines[: min(links)]) if line and at not in sites]
    return set(links) if _is_story(above) else set()


def _may_be_within(line: str) -> bool:
    """Return whether a site's line stands within stories too, so that what follows may be the story's."""
    return is_stamp(line) or _WITHIN.match(line) is not None


def _is_story(lines: Sequence[str]) -> bool:
    """Return whether the lines above the foot are prose: a story that is a list ends like a foot."""
    alike = sum(map(could_be_link, lines[-LAST:]))
    listed = alike >= ALIKE_MIN or any(line.endswith(":") for line in lines[-1:])
    return not listed and sum(line.count(" ") + 1 for line in lines) >= STORY_WORDS_MIN
