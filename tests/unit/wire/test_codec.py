"""The codec: what anybody may put on a topic becomes an article or a dead letter, never a later crash."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from streams.domain.article import Article, RawArticle, milliseconds
from streams.errors import Reason, Rejected
from streams.wire.codec import decode_article, decode_raw, encode

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def a_record(**changed: object) -> bytes:
    fields: dict[str, Any] = {
        "id": "4f1e" * 8,
        "source": "harbour-gazette",
        "title": "Ferry returns",
        "text": "The ferry is back.",
        "received_at": "2024-05-01T08:00:00Z",
    }
    return orjson.dumps(fields | changed)


def refused(record: bytes | None) -> Rejected:
    with pytest.raises(Rejected) as caught:
        decode_raw(record)
    return caught.value


def test_a_raw_article_is_read() -> None:
    assert decode_raw(a_record()) == RawArticle(
        id="4f1e" * 8,
        source="harbour-gazette",
        title="Ferry returns",
        text="The ferry is back.",
        received_at=datetime(2024, 5, 1, 8, tzinfo=UTC),
    )


def test_what_is_written_is_read_back() -> None:
    raw = decode_raw(
        a_record(authors=["A. Quill"], extra={"desk": [1, None]}, published_at="2024-04-30T00:00:00Z")
    )
    assert decode_raw(encode(raw)) == raw


@pytest.mark.parametrize(
    "record", [None, b"", b"{", b"\xff", b"nil", b'{"a": NaN}', b'{"extra":{"a":' + b"[" * 99_999]
)
def test_bytes_that_are_no_json_are_rejected_as_such(record: bytes | None) -> None:
    assert refused(record).reason is Reason.NOT_JSON


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "not-a-hash"),
        ("id", "4F1E" * 8),
        ("id", None),
        ("title", 7),
        ("authors", "A. Quill"),
        ("received_at", "yesterday"),
        ("received_at", "2024-05-01T08:00:00"),
        ("received_at", "1969-12-31T23:59:59Z"),
        ("received_at", "0001-01-01T00:00:00+10:00"),
        ("extra", []),
    ],
)
def test_a_field_that_breaks_the_contract_is_rejected_by_its_name(field: str, value: object) -> None:
    """Whoever reads the dead letter must know what to mend."""
    why = refused(a_record(**{field: value}))
    assert why.reason is Reason.INVALID
    assert field in why.detail


def test_what_could_be_read_but_not_written_again_is_rejected() -> None:
    """JSON knows no largest number, our writer does; met at publishing it would crash the worker for ever."""
    record = a_record(extra={"n": 0}).replace(b'"n":0', b'"n":' + b"9" * 30)
    assert refused(record).reason is Reason.INVALID
    deep = a_record(extra={"n": 0}).replace(b'"n":0', b'"n":' + b"[" * 300 + b"]" * 300)
    assert refused(deep).reason is Reason.INVALID


@given(record=st.binary() | anything.map(lambda value: a_record(extra=value) if encodable(value) else b""))
@example(record=b'{"id": "\\ud800"}')
def test_nothing_but_an_article_or_a_rejection_comes_of_a_record(record: bytes) -> None:
    try:
        raw = decode_raw(record)
    except Rejected:
        return
    assert decode_raw(encode(raw)) == raw
    assert milliseconds(raw.received_at) >= 0


def encodable(value: object) -> bool:
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return True


def test_times_are_written_in_utc() -> None:
    article = Article(
        id="a", source="s", title="t", text="x", received_at=datetime(2024, 5, 1, 8, tzinfo=UTC)
    )
    assert orjson.loads(encode(article))["received_at"] == "2024-05-01T08:00:00Z"
    assert decode_article(encode(article)) == article


def test_a_raw_article_is_read_with_its_characters_in_one_form() -> None:
    """A name must not hang on how a site writes a space."""
    article = decode_raw(a_record(title="Ann\u00a0Hale", text="Jose\u0301 Marsh\u200b is back."))
    assert (article.title, article.text) == ("Ann Hale", "José Marsh is back.")
