"""Records that can never pass, each broken in a way of its own; a worker must bury them and go on."""

from collections.abc import Callable
from random import Random
from typing import Any

from streams.domain.article import RawArticle
from streams.wire.codec import encode

OVERSIZED_BYTES = 920_000
# A page that a script would fill: there is nothing in it yet.
_EMPTY_PAGE = '<html><body><div id="app"></div><script src="/app.js"></script></body></html>'

Fields = dict[str, Any]
Breaking = Callable[[Fields, Random], bytes]


def broken(article: RawArticle, how: str, rng: Random) -> bytes:
    """Return the record that an article becomes when it is broken in this way, one of `WAYS`."""
    return WAYS[how](_fields(article), rng)


def _fields(article: RawArticle) -> Fields:
    return {name: getattr(article, name) for name in RawArticle.__dataclass_fields__}


def _not_json(fields: Fields, rng: Random) -> bytes:
    whole = encode(fields)
    return whole[: rng.randrange(10, len(whole) - 10)]


def _not_text(fields: Fields, rng: Random) -> bytes:
    return b"\xff\xfe\x00" + rng.randbytes(200) + encode(fields)[:100]


def _missing_field(fields: Fields, rng: Random) -> bytes:
    gone = rng.choice(("id", "source", "title", "received_at"))
    return encode({name: value for name, value in fields.items() if name != gone})


def _no_text(fields: Fields, rng: Random) -> bytes:
    return encode(fields | {"text": rng.choice(("", "   \n\n ", None)), "html": None})


def _wrong_type(fields: Fields, rng: Random) -> bytes:
    wrong: Fields = rng.choice(
        ({"title": 42}, {"received_at": "last Tuesday"}, {"text": ["a", "b"]}, {"authors": "Anonymous"})
    )
    return encode(fields | wrong)


def _oversized(fields: Fields, _: Random) -> bytes:
    text = str(fields["text"]) + "\n"
    return encode(fields | {"text": text * (OVERSIZED_BYTES // len(text.encode()) + 1)})


def _page_without_article(fields: Fields, _: Random) -> bytes:
    return encode(fields | {"text": None, "html": _EMPTY_PAGE})


WAYS: dict[str, Breaking] = {
    "not_json": _not_json,
    "missing_field": _missing_field,
    "no_text": _no_text,
    "wrong_type": _wrong_type,
    "page_without_article": _page_without_article,
    "not_text": _not_text,
    "oversized": _oversized,
}
