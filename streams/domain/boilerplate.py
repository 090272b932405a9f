"""Is a line the site's and not the story's.

Invitations to share, subscribe and read on, notices, navigation.

A line is judged by how it opens, and only if it is short and all of it is the site's: the law is to lose
nothing of the story, so what is not recognised stays.
"""

import re

from streams.domain.notices import is_notice
from streams.domain.openers import OPENERS
from streams.domain.paywall import is_paywall
from streams.domain.runon import runs_into_story
from streams.domain.stamps import is_stamp

LINE_CHARACTERS_MAX = 500
HEADLINE_WORDS_MIN, HEADLINE_WORDS_MAX = 4, 18

_RULES = {word: re.compile(rest, re.IGNORECASE) for word, rest in OPENERS.items()}
_LINKS = re.compile(
    r"(?:related|recommended|trending|popular|sponsored (?:stories|content)"
    r"|most (?:popular|read|viewed|shared|recent)|top (?:stories|headlines)|(?:next up|up next)"
    r"|more (?:from|stories|news|headlines)|read (?:more|next|also)|see also|you (?:may|might) also like"
    r"|editor[s']+ (?:picks?|choice)|don't miss)\b[^.:]{0,60}:?$",
    re.IGNORECASE,
)
_SHARING_WORDS = (
    "share tweet email print facebook twitter linkedin whatsapp reddit pinterest flipboard telegram "
    "instagram messenger tumblr pocket copy link save comment comments x pin it mail sms bluesky threads"
)
_SHARING = frozenset(_SHARING_WORDS.split())
_JOINING_WORDS = "this on via by the article story page to with and or your & | · / -"
_JOINING = frozenset(_JOINING_WORDS.split())
_FIRST = re.compile(r"[^\s:.,!…|]*")
_STARTS = frozenset((word + end)[:2] for word in (*OPENERS, *_SHARING) for end in ("", " "))
_BULLETS = "•·*–—-⏱📷🎧"
_DIGIT = re.compile(r"\d")
_TELLING = ("!", "?", '"', "”", "’", "'", *"！？؟")
_CLOSING = (".", ":", *"。।۔։።", *(mark + quote for mark in ".,!?" for quote in "\"”'’"))
_SPEECH = (',"', ",”", '?" ', "?” ", '!" ', "!” ", '." ', ".” ")
_AROUND = " \t|·•*-–—>»:.!()[]"


def is_boilerplate(line: str) -> bool:
    """Return whether a line without surrounding white space is the site's own."""
    if len(line) > LINE_CHARACTERS_MAX:
        return False
    if line[0] + line[-1] in {"[]", "()"}:
        line = line[1:-1].strip() or line
    elif line[0] in _BULLETS:
        line = line.strip(_BULLETS + " ") or line
    if _opens_as_sites(line):
        return not runs_into_story(line)
    return (
        is_stamp(line) or is_paywall(line) or (is_notice(line) and not runs_into_story(line, anywhere=True))
    )


def _opens_as_sites(line: str) -> bool:
    if line[0] == "©" or line[:2].casefold() in _STARTS:
        straight = line.replace("’", "'")
        word = "©" if line[0] == "©" else _FIRST.match(straight)[0].casefold()  # type: ignore[index]
        rule = _RULES.get(word)
        if (rule and rule.match(straight, len(word))) or (word in _SHARING and _is_sharing(line)):
            return True
    if "|" in line and line.count(" | ") >= 3 and _is_navigation(line):
        return True
    return line[0] in "»›▸►" and is_headline(line)


def opens_links(line: str) -> bool:
    """Return whether headlines of other stories follow this line of boilerplate."""
    return _LINKS.match(line.replace("’", "'").strip(_AROUND)) is not None


def is_headline(line: str) -> bool:
    """Return whether a line could be another story's headline: some words, and no sentence or heading."""
    return not line.endswith(_TELLING) and could_be_link(line)


def could_be_link(line: str) -> bool:
    """Return whether a line among headlines could be one more: those may ask, call out or quote as well."""
    if line.endswith(_CLOSING) or line.isupper() or any(mark in line for mark in _SPEECH):
        return False
    return HEADLINE_WORDS_MIN <= line.count(" ") + 1 <= HEADLINE_WORDS_MAX


def _is_sharing(line: str) -> bool:
    words = [word.strip(_AROUND) for word in line.casefold().split()]
    return len(words) <= 12 and all(word in _SHARING or word in _JOINING or not word for word in words)


def _is_navigation(line: str) -> bool:
    # A row of a table has figures; a menu has none.
    return not _DIGIT.search(line) and all(len(part.split()) <= 3 for part in line.split(" | "))
