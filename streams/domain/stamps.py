"""Is a line what signs, dates, credits or pages a story: told by its form as a whole, whatever its site.

Bylines, times of a live blog, dates of publication, credits at the end, numbers of pages. A line that says
anything beside stays: what has a verb is the story's.
"""

import re

from streams.domain.runon import sentences

STAMP_CHARACTERS_MAX = 120
BESIDE_SPACES_MAX = 8

_NAME = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|von|der|bin|al|la|di)){1,3}"
_BYLINE = re.compile(
    rf"(?:[Bb]y|BY|Words):? {_NAME}(?:(?:,| and| &|, and) {_NAME})*"
    r"(?:(?:,| \|| [-–—]) (?:[\w’'&.]+ ?){1,6}| for [A-Z][\w ’'&.]{1,40})?$"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? (?:19|20)\d\d"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)"
)
_TIME = (
    r"\d{1,2}(?:[:.]\d\d){1,2} ?(?:[ap]\.?m\.?)? ?"
    r"(?:\(?(?:gmt|utc|bst|c?est|edt|e[st]t?|cet|[pmc][sd]?t|ist|aest|local time)\)?)?"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,? "
_WHEN = re.compile(
    r"(?:\(?(?:first |last )?(?:published|posted|updated|modified|created)(?: on| at)?:? )?"
    rf"(?:(?:{_DAY})?{_DATE}(?:[ ,|·–-]*(?:at )?{_TIME})?|{_TIME}(?:[ ,|·–-]*(?:on )?(?:{_DAY})?{_DATE})?)"
    r"(?: ?[|·–-] ?\d+ min(?:ute)?s?(?: read)?)?\)?$",
    re.IGNORECASE,
)
# Pages are numbered one by one, unlike the numbers of a draw.
_ONWARD = r"[ |]+2(?:[ |]+3(?:[ |]+4(?:[ |]+5(?:[ |]+6(?:[ |]+7(?:[ |]+8(?:[ |]+9)?)?)?)?)?)?)?"
_PAGES = re.compile(
    r"(?:page \d+ (?:of|/) \d+|continue[sd]? on (?:the next page|page \d+)|\d+ min(?:ute)?s? read"
    rf"|(?:page |[‹«<] ?|previous )*1{_ONWARD}(?:[ |]+next(?: page)?)?[ »›>]*"
    r"|(?:page |[‹«<] ?|previous )*\d+(?:[ |]+\d+)*[ |]+next(?: page)?[ »›>]*)$",
    re.IGNORECASE,
)
# What a page says beside a story's head: how long ago, how many comments, whose picture, what kind of text.
_BESIDE = re.compile(
    r"(?:(?:updated|posted|published) )?(?:an?|\d+) ?"
    r"(?:[smhd]|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?) ago$"
    r"|\d[\d,]* (?:comments?|shares?|views?|likes?|retweets)$|a[+-] ?/? ?a[+-]$"
    r"|\(?(?:(?:photo|image|picture)s?(?: credit| by)?: ?)?(?:\w+ \w+ ?/ ?)?"
    r"(?:getty images|ap photo|ap images|afp|reuters|shutterstock|istock|bloomberg|epa|alamy)"
    r"(?: ?/ ?\w[\w ]{1,40})?\)?$"
    r"|(?:breaking(?: news)?|exclusive|live(?: (?:updates|tv|now))?"
    r"|story highlights|[a-z.]{2,14} edition|opinion|analysis|key (?:event|point)s?)$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\(?(?:(?:[Aa]dditional|[Ww]ith) )?(?:[Rr]eporting|[Ww]riting|[Cc]ompiled|[Ee]diting) by [A-Z][^.]*"
    r"(?:[.;] ?(?:[Aa]dditional |[Ww]riting |[Ee]diting |[Rr]eporting )[^.]*)*\.?\)?$"
    r"|(?:Contributing|CONTRIBUTING): [A-Z][^.]{2,80}$"
)
_REACHED = re.compile(
    rf"{_NAME} can be reached (?:at|by|on|via)(?: e-?mail(?: at)?)? \S+@\S+(?: (?:or|and) [^@]{{3,40}})?$"
)
_CREDITED = (" contributed to this report.", " contributed to this story.", " contributed to this article.")

_BYLINES_OPEN = frozenset("bBW")
_CREDITS_OPEN = frozenset("(aAwWrRcCeE")
_DATES_OPEN = frozenset("(fFlLpPuUmMcCjJaAsSoOnNdDtTwW")


def is_stamp(line: str) -> bool:
    """Return whether a line without white space around it is a byline, a time, a credit or a page number."""
    if len(line) > STAMP_CHARACTERS_MAX:
        return False
    if (line.endswith(_CREDITED) and all("ontribut" in each for each in sentences(line))) or (
        "can be reached" in line and _REACHED.match(line)
    ):
        return True
    first = line[:1]
    if first in _BYLINES_OPEN and _BYLINE.match(line):
        return True
    if first in _CREDITS_OPEN and _CREDIT.match(line):
        return True
    if line.count(" ") <= BESIDE_SPACES_MAX and _BESIDE.match(line):
        return True
    pages = first.isdigit() or line[-1:].isdigit() or first in _DATES_OPEN or first in "‹«<"
    return pages and (_WHEN.match(line) is not None or _PAGES.match(line) is not None)
