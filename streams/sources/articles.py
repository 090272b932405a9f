"""An article from what a source says about it: the one way in, whatever the source.

Nothing is guessed and nothing is lost: a field of the wrong type is refused by its name, a field that is not
ours is carried along under `extra`. What was decided where the fields leave a choice:

- text and html both given: the text counts and the html is dropped; it is the same body, and already clean
- an unreadable published_at: the article is kept without one, with the original under extra; news with a bad
  date is still news. An unreadable received_at is refused, since it decides which of two copies is the first
- no source: the one given for the whole input, else the host of the URL
- null and blank fields count as not given
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from streams.domain.article import RawArticle, article_id
from streams.errors import Reason, Rejected
from streams.sources.times import moment
from streams.sources.urls import canonical_url
from streams.wire.codec import encode

ARTICLE_BYTES_MAX = 900_000
AUTHORS_MAX = 100
# A producer's clock may be ahead by this much. Further on it would close the window of every earlier article.
AHEAD_MAX = timedelta(days=1)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

_CHARACTERS_MAX = {"url": 4_096, "guid": 4_096, "source": 200, "title": 2_000, "language": 35, "authors": 300}
_OURS = frozenset(
    {*_CHARACTERS_MAX, "id", "text", "html", "published_at", "received_at", "extra"},
)
_KINDS = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


def raw_article(
    fields: Mapping[str, Any],
    *,
    received_at: datetime,
    source: str | None = None,
    bytes_max: int = ARTICLE_BYTES_MAX,
) -> RawArticle:
    """Return the article that these fields describe; its record fits `bytes_max`.

    `received_at` is when they came in, for articles that do not say it themselves; `source` is for those that
    name none. Raises Rejected naming the field: INVALID for a wrong type or value, NO_IDENTITY without url
    and guid, NO_TEXT without text and html, TOO_LARGE for a field or a record beyond its bound.
    """
    url, guid = _short(fields, "url"), _short(fields, "guid")
    canonical = _canonical(url) if url else None
    outlet = _short(fields, "source") or source or (urlsplit(canonical).hostname if canonical else None)
    if not outlet:
        raise Rejected(
            Reason.INVALID, "source: is missing, and there is no url whose host could stand for it"
        )
    identity = article_id(canonical_url=canonical, source=outlet, guid=guid)
    text, html = _body(fields)
    published_at = _moment(fields, "published_at")
    article = RawArticle(
        id=identity,
        source=outlet,
        title=_short(fields, "title") or "",
        received_at=_received_at(fields, received_at),
        url=url,
        guid=guid,
        text=text,
        html=html,
        published_at=published_at,
        language=_short(fields, "language"),
        authors=_authors(fields.get("authors")),
        extra=_extra(fields, identity, published_at),
    )
    _check_size(article, bytes_max)
    return article


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except Rejected as refused:
        raise Rejected(refused.reason, f"url: {refused.detail}") from refused


def _body(fields: Mapping[str, Any]) -> tuple[str | None, str | None]:
    text, html = _text(fields, "text"), _text(fields, "html")
    if text is None and html is None:
        raise Rejected(Reason.NO_TEXT, "an article needs a text or an html that is not blank")
    return (text, None) if text is not None else (None, html)


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    """Return a field's text as it came, or None if it is blank or not given."""
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Rejected(Reason.INVALID, f"{name}: must be text, not {_kind(value)}")
    return value if value and not value.isspace() else None


def _short(fields: Mapping[str, Any], name: str) -> str | None:
    value = _text(fields, name)
    return None if value is None else _bounded(name, value.strip())


def _bounded(name: str, value: str) -> str:
    if len(value) > _CHARACTERS_MAX[name]:
        raise Rejected(Reason.TOO_LARGE, f"{name}: is longer than {_CHARACTERS_MAX[name]} characters")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Rejected(Reason.INVALID, f"{name}: holds half a character ({error.reason})") from error
    return value


def _moment(fields: Mapping[str, Any], name: str) -> datetime | None:
    value = fields.get(name)
    return moment(value) if isinstance(value, str) else None


def _received_at(fields: Mapping[str, Any], now: datetime) -> datetime:
    if fields.get("received_at") is None:
        return now
    said = _moment(fields, "received_at")
    if said is None:
        raise Rejected(Reason.INVALID, f"received_at: {_shown(fields['received_at'])} is no RFC 3339 time")
    if not EARLIEST <= said <= now + AHEAD_MAX:
        raise Rejected(
            Reason.INVALID, f"received_at: {said.isoformat()} is before 1970 or ahead of the clock"
        )
    return said


def _authors(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise Rejected(Reason.INVALID, "authors: must be text or a list of texts")
    if len(names) > AUTHORS_MAX:
        raise Rejected(Reason.TOO_LARGE, f"authors: are more than {AUTHORS_MAX}")
    return tuple(_bounded("authors", name.strip()) for name in names if name.strip())


def _extra(fields: Mapping[str, Any], identity: str, published_at: datetime | None) -> dict[str, Any]:
    """Return what is not ours; an object named `extra`, as records of ours have, counts as its contents."""
    given = {} if fields.get("extra") is None else fields["extra"]
    if not isinstance(given, Mapping):
        raise Rejected(Reason.INVALID, f"extra: must be an object, not {_kind(given)}")
    others = {name: value for name, value in fields.items() if name not in _OURS}
    if fields.get("id") not in (None, identity):
        others["id"] = fields["id"]
    unread = fields.get("published_at") if published_at is None else None
    if unread is not None:
        others["published_at"] = unread
    return {**given, **others}


def _check_size(article: RawArticle, bytes_max: int) -> None:
    try:
        size = len(encode(article))
    except TypeError as error:  # orjson: half a character, or objects in objects beyond its bound
        raise Rejected(Reason.INVALID, f"cannot be written as JSON: {error}") from error
    if size > bytes_max:
        raise Rejected(Reason.TOO_LARGE, f"its record has {size} bytes; {bytes_max} are allowed")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)


def _shown(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 60 else f"{said[:57]}..."  # noqa: PLR2004
