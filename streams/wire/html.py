"""The article's text out of a page's HTML; the only place that names trafilatura."""

import trafilatura

from streams.errors import Reason, Rejected

HTML_CHARACTERS_MAX = 2_000_000


def extract(html: str, *, url: str | None) -> str:
    """Return the article in a page as plain text, a paragraph a line.

    Raises Rejected(TOO_LARGE) beyond two million characters, Rejected(UNEXTRACTABLE) where no article is
    found.
    """
    if len(html) > HTML_CHARACTERS_MAX:
        raise Rejected(Reason.TOO_LARGE, f"{len(html)} characters of HTML, at most {HTML_CHARACTERS_MAX}")
    text = trafilatura.extract(html, url=url, include_comments=False, include_tables=True)
    if not text:
        raise Rejected(Reason.UNEXTRACTABLE, "no article was found in the HTML")
    return str(text)
