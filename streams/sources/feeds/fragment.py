"""The pieces of HTML and the links that feeds hold, as what the line takes: a page, plain text, a URL."""

import html
import re
from urllib.parse import urljoin

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_PAGE = re.compile(r"<(?:body|article|main)[\s>]", re.IGNORECASE)


def body_of(content: str) -> dict[str, str]:
    """Return a feed's HTML as the field that it is: `text` where it holds no markup, else `html`.

    A fragment is marked as the article that it is: who extracts articles from pages would look for one among
    menus and teasers, and finds nothing worth the name in a single short paragraph.
    """
    if not _TAG.search(content):
        return {"text": html.unescape(content)}
    if _PAGE.search(content):
        return {"html": content}
    return {"html": f"<html><body><article>{content}</article></body></html>"}


def plain(title: str) -> str:
    """Return a title that came as HTML as plain text on one line."""
    return one_line(html.unescape(_TAG.sub("", title)))


def absolute(link: str, *, base: str) -> str:
    """Return an entry's link as a whole URL, or as it was written where it is none."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def one_line(text: str) -> str:
    """Return a text with each run of white space as one space."""
    return " ".join(text.split())
