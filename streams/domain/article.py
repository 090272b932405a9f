"""What an article is at each point of the line, and which of two comes first.

An id is the hash of what identifies an article to its publisher, so that the same article sent twice, from
whichever machine, is the same key on every topic.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from streams.errors import Reason, Rejected

ID_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class RawArticle:
    """An article as received: exactly one of `text` and `html` carries its body."""

    id: str
    source: str
    title: str
    received_at: datetime
    url: str | None = None
    guid: str | None = None
    text: str | None = None
    html: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Article:
    """A cleaned article that is nobody's copy. `revision` counts from 1; consumers upsert by `id`."""

    id: str
    source: str
    title: str
    text: str
    received_at: datetime
    revision: int = 1
    url: str | None = None
    guid: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def article_id(*, canonical_url: str | None, source: str, guid: str | None) -> str:
    """Return 32 hexadecimal digits: of the canonical URL, or of source and guid where there is none.

    Raises Rejected(Reason.NO_IDENTITY) without either: two such articles could not be told apart.
    """
    if canonical_url:
        identity = f"url\n{canonical_url}"
    elif guid:
        identity = f"guid\n{source}\n{guid}"
    else:
        raise Rejected(Reason.NO_IDENTITY, "an article needs a url or a guid")
    return blake2b(identity.encode(), digest_size=ID_BYTES).hexdigest()


def milliseconds(moment: datetime) -> int:
    """Return whole milliseconds since 1970 UTC, rounded down; `moment` must know its time zone."""
    return int(moment.timestamp() * 1000 // 1)
