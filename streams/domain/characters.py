"""One form for characters that look alike, so that no name hangs on how its site writes a space or an accent.

A no-break space is a space, what has no width is nothing, and an accent is a part of its letter (Unicode
Standard Annex 15, form C). Joiners stay: emoji and some scripts are spelt with them.
"""

import unicodedata
from dataclasses import replace

from streams.domain.article import RawArticle

_AS_SPACE = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"
_AS_NOTHING = "\u00ad\u200b\u2060\ufeff"
_ONE_FORM = {**dict.fromkeys(map(ord, _AS_SPACE), " "), **dict.fromkeys(map(ord, _AS_NOTHING))}


def one_form(text: str) -> str:
    """Return the text in form C, with plain spaces and nothing that has no width."""
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(_ONE_FORM) if any(one in text for one in _AS_SPACE + _AS_NOTHING) else text


def in_one_form(raw: RawArticle) -> RawArticle:
    """Return the article with its title, and its text if it has one, in one form."""
    title, text = one_form(raw.title), raw.text and one_form(raw.text)
    return raw if title is raw.title and text is raw.text else replace(raw, title=title, text=text)
