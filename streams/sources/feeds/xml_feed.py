"""RSS and Atom of any version, through feedparser, which reads what is written, not what should be."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from streams.errors import Reason, Rejected
from streams.sources.feeds.fragment import absolute, body_of, one_line, plain

_UTF8 = {"content-type": "application/xml; charset=utf-8"}
# What its parsers let escape on markup that nobody thought of; one such feed must not end the polling of all.
_FEEDPARSERS_OWN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
_MINUTE_S = 60.0
TAGS_MAX = 50


def xml_feed(text: str, *, url: str) -> tuple[list[Mapping[str, Any]], float]:
    """Return the fields of each entry as `raw_article` takes them, and the seconds of an RSS feed's ttl.

    Raises Rejected(INVALID) for what is neither RSS nor Atom. The caller has made sure of two things: the
    text declares no entity, and no encoding.
    """
    try:
        found = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=_UTF8)
    except _FEEDPARSERS_OWN as error:
        raise Rejected(Reason.INVALID, f"feedparser cannot read the feed: {error!r}") from error
    if not found.get("version") and not found.entries:
        raise Rejected(Reason.INVALID, "this is neither RSS nor Atom nor JSON Feed")
    ttl = found.feed.get("ttl", "")
    ttl_s = float(ttl) * _MINUTE_S if ttl.isascii() and ttl.isdigit() else 0.0
    return [_fields(entry, found.feed, url) for entry in found.entries], ttl_s


def _fields(entry: Any, feed: Any, url: str) -> dict[str, Any]:
    link, title = entry.get("link"), entry.get("title", "")
    plain_title = entry.get("title_detail", {}).get("type") == "text/plain"
    return {
        "url": absolute(link, base=url) if link else None,
        "guid": entry.get("id"),
        "source": entry.get("source", {}).get("title"),
        "title": one_line(title) if plain_title else plain(title),
        **_body(entry),
        "published_at": _date(entry, "published") or _date(entry, "updated"),
        "language": feed.get("language"),
        "authors": [author["name"] for author in entry.get("authors", []) if author.get("name")],
        "tags": [tag["term"] for tag in entry.get("tags", [])[:TAGS_MAX] if tag.get("term")],
    }


def _body(entry: Any) -> dict[str, str]:
    """Return the longest full content, else the summary, as `text` or `html`."""
    summary = {"value": entry.get("summary", ""), "type": entry.get("summary_detail", {}).get("type")}
    body = max(entry.get("content", []), key=lambda content: len(content.get("value", "")), default=summary)
    if not body.get("value"):
        body = summary
    return {"text": body["value"]} if body.get("type") == "text/plain" else body_of(body["value"])


def _date(entry: Any, name: str) -> str | None:
    """Return a date as RFC 3339, or as it was written if nobody can read it."""
    parsed = entry.get(f"{name}_parsed")
    try:
        if parsed:
            year, month, day, hour, minute, second = parsed[:6]
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC).isoformat()
    except ValueError:  # a leap second, or the year 0
        pass
    return str(entry[name]) if entry.get(name) else None
