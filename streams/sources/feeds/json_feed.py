"""JSON Feed 1.0 and 1.1, as their pages at jsonfeed.org define it."""

from collections.abc import Mapping
from typing import Any

import orjson

from streams.errors import Reason, Rejected
from streams.sources.feeds.fragment import absolute, body_of

_VERSION = "jsonfeed.org/version/"


def json_feed(text: str, *, url: str) -> tuple[list[Mapping[str, Any]], float]:
    """Return the fields of each item as `raw_article` takes them, and 0, as the format has no time to live.

    Raises Rejected(INVALID) for JSON that is no such feed.
    """
    try:
        feed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Rejected(Reason.INVALID, f"the feed is no JSON: {error}") from error
    if not isinstance(feed, dict) or _VERSION not in str(feed.get("version")):
        raise Rejected(Reason.INVALID, "the feed is JSON, but no JSON Feed: its version is missing")
    items = feed.get("items")
    if not isinstance(items, list):
        raise Rejected(Reason.INVALID, "the JSON Feed has no list of items")
    return [_fields(item, feed, url) for item in items if isinstance(item, dict)], 0.0


def _fields(item: Mapping[str, Any], feed: Mapping[str, Any], url: str) -> dict[str, Any]:
    link = item.get("url") or item.get("external_url")
    html, text = item.get("content_html"), item.get("content_text") or item.get("summary")
    return {
        "url": absolute(link, base=url) if isinstance(link, str) else link,
        "guid": _as_text(item.get("id")),
        "title": item.get("title"),
        **(body_of(html) if html and isinstance(html, str) else {"text": text}),
        "published_at": item.get("date_published") or item.get("date_modified"),
        "language": item.get("language") or feed.get("language"),
        "authors": _names(item) or _names(feed),
        "tags": item.get("tags"),
    }


def _names(has_authors: Mapping[str, Any]) -> list[Any]:
    """Return the names of `authors`, or of version 1.0's `author`."""
    listed = has_authors.get("authors") or [has_authors.get("author")]
    names = (
        [author.get("name") for author in listed if isinstance(author, dict)]
        if isinstance(listed, list)
        else []
    )
    return [name for name in names if name]


def _as_text(value: object) -> object:
    """Return a number as text: the format says that ids "should" be text, and that readers do this."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
