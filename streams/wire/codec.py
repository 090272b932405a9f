"""Values as JSON and back; orjson writes, msgspec reads into the domain's own types and checks them."""

import re
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
import orjson

from streams.domain.article import Article, RawArticle
from streams.domain.characters import in_one_form
from streams.errors import Reason, Rejected

T = TypeVar("T")

_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
_ID = re.compile(r"[0-9a-f]{32}")
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_raw = msgspec.json.Decoder(RawArticle)
_article = msgspec.json.Decoder(Article)


def encode(value: Any) -> bytes:
    """Return a dataclass or plain value as compact JSON; times as RFC 3339 in UTC.

    orjson writes a dataclass without slots in a quarter of the time of one with them: what is published for
    every article has none.
    """
    return orjson.dumps(value, option=_OPTIONS)


def decode_raw(record: bytes | None) -> RawArticle:
    """Return the article of a record of the raw topic, its characters in one form; it can be encoded again.

    Raises Rejected(NOT_JSON) for bytes that are no JSON, Rejected(INVALID) naming the field for other JSON:
    what anybody may put on the topic must end as a dead letter here, not as a crash further on.
    """
    raw = _decode(_raw, record)
    if not _ID.fullmatch(raw.id):
        raise Rejected(Reason.INVALID, f"id: {raw.id[:40]!r} is not 32 digits of 0-9 and a-f")
    if raw.received_at.tzinfo is None or raw.received_at < _EARLIEST:
        raise Rejected(Reason.INVALID, "received_at: has no time zone or is before 1970")
    try:
        encode(raw)
    except TypeError as error:
        raise Rejected(Reason.INVALID, f"extra: cannot be written again ({error})") from error
    return in_one_form(raw)


def decode_article(record: bytes | None) -> Article:
    """Return the article that a record of the unique topic holds. Raises Rejected as `decode_raw` does."""
    return _decode(_article, record)


def _decode(decoder: msgspec.json.Decoder[T], record: bytes | None) -> T:
    try:
        return decoder.decode(record or b"")
    except msgspec.ValidationError as error:
        raise Rejected(Reason.INVALID, str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Rejected(Reason.NOT_JSON, str(error)) from error
