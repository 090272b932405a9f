"""The article without what its site put around it.

Taken out are lines that repeat the headline, lines that the site puts on every page, lists of links to other
stories, also those that just stand at the foot, bylines, times and credits, author boxes, and headlines run
into a sentence. The law is to lose nothing of the story: a line goes only if it is recognised, and the rest
stays as it was, with blank lines where they were.
"""

import re
from collections.abc import Iterable
from dataclasses import fields

from streams.domain.article import Article, RawArticle
from streams.domain.boilerplate import is_boilerplate, is_headline, opens_links
from streams.domain.foot import links_at_foot
from streams.domain.inlined import without_headlines
from streams.errors import Reason, Rejected

AUTHOR_BOX_OPENS = "the following two tabs change content below"
AUTHOR_BOX_CLOSES = "(see all)"
AUTHOR_BOX_LINES_MAX = 12
LINKS_MAX = 12

_CARRIED = tuple(f.name for f in fields(Article) if f.name not in {"text", "revision"})
_NAMED_BEHIND = re.compile(r" ?[|-] (?:\S+ ){0,4}\S+")
_MARKS = str.maketrans("‘’“”–—…", "''\"\"--.")


def clean(raw: RawArticle, *, body: str) -> Article:
    """Return the article that `body`, plain text, holds.

    Raises Rejected(NO_TEXT) when nothing is left.
    """
    return with_text(raw, story(body, title=raw.title))


def with_text(raw: RawArticle, text: str) -> Article:
    """Return the article with its story as `text`. Raises Rejected(NO_TEXT) where that is empty."""
    if not text:
        raise Rejected(Reason.NO_TEXT, "nothing is left of the text once headline and boilerplate are out")
    return Article(text=text, **{name: getattr(raw, name) for name in _CARRIED})


def story(body: str, *, title: str) -> str:
    """Return the lines of `body` that are the story's, at most one blank line between two."""
    lines = [line.strip() for line in without_headlines(body).splitlines()]
    headline = _plain(title)
    sites, titles = _author_box(lines), set()
    links = 0
    for at, line in enumerate(lines):
        if not line or at in sites:
            continue
        if is_boilerplate(line):
            links = LINKS_MAX if opens_links(line) else links
            sites.add(at)
        elif links and is_headline(line):
            links -= 1
            sites.add(at)
        else:
            links = 0
            if headline and _may_be(line, headline) and _is_headline(_plain(line), headline):
                titles.add(at)
    drop = sites | titles | links_at_foot(lines, sites)
    return _joined(line for at, line in enumerate(lines) if at not in drop)


def _author_box(lines: list[str]) -> set[int]:
    """Return the places of an author box: from its opening line to the one that closes it, or to the end."""
    for opens, line in enumerate(lines):
        if line[:1] in {"T", "t"} and line.casefold().startswith(AUTHOR_BOX_OPENS):
            near = range(opens, min(opens + AUTHOR_BOX_LINES_MAX, len(lines)))
            closes = next((at for at in near if lines[at].endswith(AUTHOR_BOX_CLOSES)), None)
            if closes is None:
                closes = near[-1] if near[-1] == len(lines) - 1 else opens
            return set(range(opens, closes + 1))
    return set()


def _may_be(line: str, headline: str) -> bool:
    """Return whether a line could equal a plain headline, by its length and first letter: most cannot."""
    if len(line) > 2 * len(headline) + 20:
        return False
    first = line[0]
    return not first.isalnum() or first.casefold()[0] == headline[0]


def _is_headline(line: str, headline: str) -> bool:
    """Return whether a plain line is the headline, alone or with the site's or the page's name behind it."""
    rest = line.removeprefix(headline)
    return line == headline or (rest != line and _NAMED_BEHIND.fullmatch(rest) is not None)


def _plain(line: str) -> str:
    """Return a line as headlines are compared: without case, marks at its ends, or kinds of quotes."""
    return " ".join(line.translate(_MARKS).casefold().strip(" .:!-|\"'").split())


def _joined(lines: Iterable[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).rstrip("\n")
