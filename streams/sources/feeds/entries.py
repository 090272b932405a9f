"""A feed's entries as articles, each with the mark by which it is known again after a restart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from streams.domain.article import RawArticle
from streams.errors import Reason, Rejected
from streams.security.masking import shown
from streams.sources.articles import AUTHORS_MAX, raw_article
from streams.sources.feeds.config import Feed
from streams.sources.feeds.document import Document
from streams.sources.refused import Refused
from streams.sources.times import Stamps
from streams.sources.urls import canonical_url

_TAG = re.compile(r"<[^<>]{0,2000}>")
_LANGUAGE_CHARACTERS_MAX, _SOURCE_CHARACTERS_MAX = 35, 200


@dataclass(frozen=True, slots=True)
class Mark:
    """What an entry is known by: `id` stays when it is revised, `content` does not."""

    id: str
    content: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed: its mark, and the article that it is or why it is none."""

    mark: Mark
    made: RawArticle | Refused


def entries_of(document: Document, feed: Feed, *, stamps: Stamps, bytes_max: int) -> list[Entry]:
    """Return the entries of a document, oldest first; each is an article or a refusal with its place.

    Of entries with one id the newest counts. What the document holds beyond its bound is one refusal.
    """
    made, count = [], len(document.entries)
    if document.left_out:
        detail = f"{document.left_out} entries beyond the first {count} were left out"
        refusal = Refused(place=shown(feed.url), reason=Reason.TOO_LARGE, detail=detail)
        made.append(Entry(Mark("!left out", detail), refusal))
    for index, said in enumerate(document.entries):
        fields = _completed(said, feed)
        try:
            article = raw_article(fields, received_at=stamps(), bytes_max=bytes_max)
            made.append(Entry(Mark(article.id, _content(article)), article))
        except Rejected as refused:
            place = f"{shown(feed.url)} entry {count - index}"
            digest = _digest(repr(fields).encode("utf-8", "replace"))
            refusal = Refused(place=place, reason=refused.reason, detail=refused.detail)
            made.append(Entry(Mark(f"!{digest}", digest), refusal))
    return list({entry.mark.id: entry for entry in made}.values())


def _completed(said: Mapping[str, Any], feed: Feed) -> dict[str, Any]:
    """Return an entry's fields with what the list of feeds says of them, and their lesser flaws mended."""
    fields = {name: value for name, value in said.items() if value and name != "tags"}
    fields |= _identity(fields.pop("url", None), fields.get("guid"))
    source = feed.source or fields.get("source") or urlsplit(feed.url).hostname
    language = feed.language or fields.pop("language", None)
    authors = fields.get("authors")
    if isinstance(authors, list):
        fields["authors"] = [name[:300] if isinstance(name, str) else name for name in authors[:AUTHORS_MAX]]
    if isinstance(language, str) and len(language) <= _LANGUAGE_CHARACTERS_MAX:
        fields["language"] = language
    fields["source"] = source[:_SOURCE_CHARACTERS_MAX] if isinstance(source, str) else source
    fields["feed"] = shown(feed.url)
    if isinstance(said.get("tags"), list) and said["tags"]:
        fields["tags"] = said["tags"]
    return fields


def _identity(url: object, guid: object) -> dict[str, Any]:
    """Return the URL to go by, if any: the link, or else a guid that is one.

    An entry whose link cannot be used has its guid still; that is worth more than its refusal.
    """
    for candidate in (url, guid):
        if isinstance(candidate, str):
            try:
                canonical_url(candidate)
            except Rejected:
                continue
            return {"url": candidate}
    return {} if guid else {"url": url}


def _content(article: RawArticle) -> str:
    """Return a digest of what a reader sees: counting pixels and markup change with every poll."""
    body = article.text or _TAG.sub(" ", article.html or "")
    return _digest(f"{article.title}\n{' '.join(body.split())}".encode("utf-8", "replace"))


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=12).hexdigest()
