"""A feed's bytes as the fields of its entries, whichever of RSS, Atom and JSON Feed they are.

XML is parsed without entity expansion: a document that declares an entity is refused before any parser sees
it. The check is made on the decoded text, since UTF-16 or UTF-7 would hide it from one made on the bytes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from streams.errors import Reason, Rejected
from streams.sources.feeds.json_feed import json_feed
from streams.sources.feeds.xml_feed import xml_feed

ENTRIES_MAX = 1_000

_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}?\?>")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a feed says: its entries' fields as `raw_article` takes them, oldest first as far as one can tell.

    `left_out` counts entries beyond the bound; `ttl_s` is how long the feed itself asks to be left alone.
    """

    entries: list[Mapping[str, Any]]
    left_out: int = 0
    ttl_s: float = 0.0


def read_document(body: bytes, *, url: str, charset: str | None = None) -> Document:
    """Return what a feed's bytes say; `url` is where they came from, for links relative to it.

    Raises Rejected(INVALID) for what is no feed, or declares XML entities.
    """
    text = decoded(body, charset)
    if text.lstrip()[:1] == "{":
        entries, ttl_s = json_feed(text, url=url)
    elif "<!entity" in text.lower():
        raise Rejected(Reason.INVALID, "the feed declares XML entities, which are never expanded here")
    else:
        entries, ttl_s = xml_feed(text, url=url)
    # Feeds begin with the newest entry; the older of two copies must be the first to be received.
    kept = entries[:ENTRIES_MAX]
    return Document(entries=kept[::-1], left_out=len(entries) - len(kept), ttl_s=ttl_s)


def decoded(body: bytes, charset: str | None) -> str:
    """Return a document's text by its byte order mark, its server, itself, or UTF-8, whichever reads it.

    Characters that XML does not have are taken out; they would cost the whole document, not one entry.
    """
    head = body[:600].decode("latin-1")
    declared = _DECLARED.match(head)
    mark = next((encoding for mark, encoding in _MARKS if body.startswith(mark)), None)
    for encoding in (mark, charset, declared and declared[1], "utf-8", "cp1252"):
        try:
            text = body.decode(encoding) if encoding else None
        except (LookupError, UnicodeError):
            continue
        if text is not None:
            break
    else:
        text = body.decode("latin-1")
    return _NOT_IN_XML.sub("", _XML_DECLARATION.sub("", text))
