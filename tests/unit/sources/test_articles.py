"""The one way in: what becomes of each field, and the name of the field that a refusal is about."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.article import RawArticle
from streams.errors import Reason, Rejected
from streams.sources.articles import AUTHORS_MAX, raw_article
from streams.sources.times import Stamps, moment
from streams.wire.codec import decode_raw, encode

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
URL = "https://example.org/talks-end-without-a-deal"


def an_article(**fields: Any) -> RawArticle:
    return raw_article({"url": URL, "title": "Talks end", "text": "They ended.", **fields}, received_at=NOW)


def refusal(**fields: Any) -> tuple[Reason, str]:
    with pytest.raises(Rejected) as refused:
        an_article(**fields)
    return refused.value.reason, refused.value.detail


def test_every_field_arrives() -> None:
    made = raw_article(
        {
            "url": URL,
            "guid": "talks-1",
            "source": "The Example",
            "title": " Talks end ",
            "text": "They ended.\n",
            "published_at": "2024-05-01T09:30:00+02:00",
            "received_at": "2024-05-01T07:45:00Z",
            "language": "en",
            "authors": ["Ann Author", " ", "Bo Byline"],
            "section": "world",
        },
        received_at=NOW,
    )
    assert made == RawArticle(
        id=made.id,
        source="The Example",
        title="Talks end",
        received_at=datetime(2024, 5, 1, 7, 45, tzinfo=UTC),
        url=URL,
        guid="talks-1",
        text="They ended.\n",
        published_at=datetime(2024, 5, 1, 7, 30, tzinfo=UTC),
        language="en",
        authors=("Ann Author", "Bo Byline"),
        extra={"section": "world"},
    )


def test_the_id_follows_from_the_canonical_url_and_the_url_stays_as_given() -> None:
    """Readers follow the publisher's own link; only comparing needs the canonical one."""
    tracked = an_article(url=f"{URL}/?utm_source=feed")
    assert tracked.id == an_article().id
    assert tracked.url == f"{URL}/?utm_source=feed"


def test_without_a_url_the_id_follows_from_source_and_guid() -> None:
    one = an_article(url=None, source="A", guid="7")
    assert one.id == an_article(url="", source="A", guid=" 7 ").id
    assert one.id != an_article(url=None, source="B", guid="7").id


def test_the_source_is_its_own_then_that_of_the_input_then_the_host() -> None:
    fields = {"url": "https://www.example.org/a", "text": "x"}
    assert raw_article({**fields, "source": "Own"}, received_at=NOW, source="Input").source == "Own"
    assert raw_article(fields, received_at=NOW, source="Input").source == "Input"
    assert raw_article(fields, received_at=NOW).source == "example.org"
    assert refusal(url=None, guid="7")[1].startswith("source: is missing")


def test_of_text_and_html_the_text_counts() -> None:
    """It is the same body, and already clean."""
    both = an_article(html="<p>They ended.</p>")
    assert (both.text, both.html) == ("They ended.", None)
    assert an_article(text=" \n", html="<p>They ended.</p>").html == "<p>They ended.</p>"


@pytest.mark.parametrize("body", [{"text": None}, {"text": " \n\t"}, {"text": "", "html": " "}])
def test_an_article_without_a_body_is_refused(body: dict[str, Any]) -> None:
    assert refusal(**body)[0] is Reason.NO_TEXT


def test_an_article_without_identity_is_refused() -> None:
    assert refusal(url=None, source="A")[0] is Reason.NO_IDENTITY


def test_a_title_may_be_missing() -> None:
    """Wire flashes have none, and the body is what is compared and read."""
    assert an_article(title=None).title == ""


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("url", 7, "url: must be text, not a number"),
        ("url", "talks.html", "url: 'talks.html' is no absolute http or https URL"),
        ("guid", ["7"], "guid: must be text, not a list"),
        ("source", {"name": "A"}, "source: must be text, not an object"),
        ("title", True, "title: must be text, not true or false"),
        ("title", "half \ud800", "title: holds half a character"),
        ("text", 1.5, "text: must be text, not a number"),
        ("text", "half \ud800", "cannot be written as JSON"),
        ("html", b"<p>", "html: must be text, not bytes"),
        ("language", 7, "language: must be text"),
        ("authors", 7, "authors: must be text or a list of texts"),
        ("authors", ["Ann", None], "authors: must be text or a list of texts"),
        ("received_at", "yesterday", "received_at: 'yesterday' is no RFC 3339 time"),
        ("received_at", 1714550000, "received_at: 1714550000 is no RFC 3339 time"),
        ("received_at", "9" * 500, "received_at: '9"),
        ("received_at", "1969-12-31", "received_at: 1969-12-31T00:00:00+00:00 is before 1970"),
        ("extra", "world", "extra: must be an object, not str"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object, says: str) -> None:
    """Whoever sends a thousand lines must find the one column that is off."""
    reason, detail = refusal(**{field: value})
    assert reason is Reason.INVALID
    assert detail.startswith(says)
    assert len(detail) < 300


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "t" * 2_001),
        ("source", "s" * 201),
        ("guid", "g" * 5_000),
        ("language", "e" * 36),
        ("authors", "a" * 301),
        ("authors", ["a"] * (AUTHORS_MAX + 1)),
    ],
)
def test_a_field_beyond_its_bound_is_named(field: str, value: object) -> None:
    reason, detail = refusal(**{field: value})
    assert reason is Reason.TOO_LARGE
    assert detail.startswith(f"{field}: ")


def test_a_record_is_as_large_as_allowed_and_no_larger() -> None:
    """The bound is that of the record on the wire, which is what the broker refuses or takes."""
    fields = {"url": URL, "text": "é" * 500}
    size = len(encode(raw_article(fields, received_at=NOW)))
    assert raw_article(fields, received_at=NOW, bytes_max=size)
    with pytest.raises(Rejected) as refused:
        raw_article(fields, received_at=NOW, bytes_max=size - 1)
    assert refused.value.reason is Reason.TOO_LARGE


def test_extra_nested_beyond_all_reason_is_refused() -> None:
    """A reader of JSON goes deeper than a writer; such a line must not end the program."""
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    assert refusal(deep=deep)[0] is Reason.INVALID


@pytest.mark.parametrize("unread", ["sometime in May", "2024-13-45", 1714550000, {"day": 1}])
def test_an_unreadable_publication_date_keeps_the_article_and_the_original(unread: object) -> None:
    """News with a bad date is still news."""
    made = an_article(published_at=unread)
    assert made.published_at is None
    assert made.extra == {"published_at": unread}


def test_received_at_is_kept_for_backfills_and_refused_ahead_of_the_clock() -> None:
    """The window is closed by that time: one article of next year would end every other's."""
    assert an_article(received_at="2018-01-01").received_at == datetime(2018, 1, 1, tzinfo=UTC)
    assert an_article(received_at=(NOW + timedelta(hours=23)).isoformat()).received_at > NOW
    assert "ahead of the clock" in refusal(received_at=(NOW + timedelta(hours=25)).isoformat())[1]
    assert an_article().received_at == NOW


@pytest.mark.parametrize("id_", ["C1ino", 7, ["a"]])
def test_a_foreign_id_is_carried_along_and_our_own_is_not(id_: object) -> None:
    assert an_article(id=id_).extra == {"id": id_}
    assert an_article(id=an_article().id).extra == {}


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    [
        "url",
        "guid",
        "source",
        "title",
        "text",
        "html",
        "published_at",
        "received_at",
        "language",
        "authors",
        "extra",
    ]
)
field_values = json_values | st.sampled_from([URL, "2024-05-01", "2024-05-01T10:00:00.5+05:30", "0001-01-01"])


@given(fields=st.dictionaries(names | st.text("xyz", min_size=1), field_values))
def test_anything_is_an_article_or_a_refusal_and_an_article_sent_again_is_the_same(
    fields: dict[str, Any],
) -> None:
    """A record of the raw topic, exported as a line, must come in as what it was."""
    try:
        made = raw_article(fields, received_at=NOW)
    except Rejected:
        return
    assert decode_raw(encode(made)) == made
    assert raw_article(orjson.loads(encode(made)), received_at=NOW + timedelta(days=9)) == made


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-05-01T10:30:00Z", datetime(2024, 5, 1, 10, 30, tzinfo=UTC)),
        ("2024-05-01t10:30:00z", datetime(2024, 5, 1, 10, 30, tzinfo=UTC)),
        ("2024-05-01 10:30:00.25-04:00", datetime(2024, 5, 1, 14, 30, 0, 250000, UTC)),
        ("2024-05-01T10:30:00", datetime(2024, 5, 1, 10, 30, tzinfo=UTC)),
        (" 2024-05-01 ", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("Wed, 01 May 2024 10:30:00 GMT", None),
        ("1714559400", None),
        ("", None),
    ],
)
def test_times_are_rfc_3339_or_a_date_and_naive_ones_are_utc(written: str, read: datetime | None) -> None:
    assert moment(written) == read


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-9))])))
def test_a_time_written_as_a_standard_says_is_read_as_that_moment(when: datetime) -> None:
    if datetime(1, 1, 2, tzinfo=UTC) < when < datetime(9999, 12, 30, tzinfo=UTC):
        assert moment(when.isoformat()) == when


def test_stamps_never_repeat_and_never_go_back() -> None:
    """Of two copies in one file, the earlier line is the original, whatever the clock does meanwhile."""
    clock = iter([NOW, NOW, NOW - timedelta(hours=1), NOW + timedelta(seconds=1)])
    stamps = Stamps(lambda: next(clock))
    made = [stamps() for _ in range(4)]
    assert made == sorted(set(made))
    assert made[0] == NOW
    assert made[-1] == NOW + timedelta(seconds=1)
