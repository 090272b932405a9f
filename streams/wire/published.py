"""The article that a record of the raw topic is published as: decoded, its page extracted, cleaned."""

from streams.domain.article import Article, RawArticle
from streams.domain.cleaning import clean
from streams.errors import Rejected
from streams.wire.codec import decode_raw
from streams.wire.html import extract


def published(record: bytes | None) -> Article | None:
    """Return the article, or None where there is no record, or one that was rejected."""
    try:
        return None if record is None else cleaned(decode_raw(record))
    except Rejected:
        return None


def cleaned(raw: RawArticle) -> Article:
    """Return the article as dedup takes it up. Raises Rejected as `extract` and `clean` do."""
    return clean(raw, body=body_of(raw))


def body_of(raw: RawArticle) -> str:
    """Return the article's body as plain text. Raises Rejected as `extract` does."""
    if raw.text is None and raw.html is not None:
        return extract(raw.html, url=raw.url)
    return raw.text or ""
