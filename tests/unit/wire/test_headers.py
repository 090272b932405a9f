"""Headers: what a consumer of any make may rely on in every record."""

from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.wire.headers import child, headers, pairs, read, trace_id, with_id

ids = st.text(min_size=1, max_size=40)


def some_headers(**changed: object) -> dict[str, str]:
    given_ = {"type": "news.articles.raw.v1", "source": "newswire/ingest", "id": "4f1e", **changed}
    return dict(read(headers(**given_)))  # type: ignore[arg-type]


def test_a_record_is_a_cloud_event_in_binary_mode() -> None:
    """CloudEvents asks for these four; content-type says that the value is the data itself."""
    made = some_headers()
    assert made["ce_id"] == "4f1e"
    assert made["ce_type"] == "news.articles.raw.v1"
    assert made["ce_source"] == "newswire/ingest"
    assert made["ce_specversion"] == "1.0"
    assert made["content-type"] == "application/json"
    assert "ce_time" not in made


def test_the_time_is_rfc_3339_in_utc() -> None:
    moment = datetime(2024, 5, 1, 12, 30, tzinfo=timezone(timedelta(hours=2)))
    assert some_headers(time=moment)["ce_time"] == "2024-05-01T10:30:00Z"
    assert (
        some_headers(time=datetime(2024, 5, 1, 0, 0, 0, 5000, UTC))["ce_time"]
        == "2024-05-01T00:00:00.005000Z"
    )


def test_records_of_one_kind_and_hop_differ_in_their_ids_only() -> None:
    made = partial(headers, type="news.b.v1", source="newswire/enrich", traceparent=child(None, "an article"))
    assert with_id(made(id="a"), "b") == made(id="b")


@given(id=ids)
def test_a_redelivered_record_keeps_its_trace(id: str) -> None:  # noqa: A002
    """After a crash a record is published again; it must not look like another article's."""
    first, again = some_headers(id=id), some_headers(id=id)
    assert first["traceparent"] == again["traceparent"]


@given(first=ids, second=ids)
def test_two_articles_have_two_traces(first: str, second: str) -> None:
    traces = {some_headers(id=id_)["traceparent"].split("-")[1] for id_ in (first, second)}
    assert len(traces) == len({first, second})


@given(id=ids, hops=st.lists(ids, min_size=1, max_size=4))
def test_the_trace_is_one_over_every_hop_and_each_hop_a_new_span(id: str, hops: list[str]) -> None:  # noqa: A002
    parents = [some_headers(id=id)["traceparent"]]
    for hop in hops:
        parents.append(some_headers(traceparent=child(parents[-1], hop))["traceparent"])
    assert len({parent.split("-")[1] for parent in parents}) == 1
    assert len({parent.split("-")[2] for parent in parents}) == len(parents)


@pytest.mark.parametrize(
    "unusable",
    [
        None,
        "",
        "nonsense",
        "00-" + "0" * 32 + "-" + "1" * 16 + "-01",
        "00-" + "1" * 32 + "-" + "0" * 16 + "-01",
        "00-" + "A" * 32 + "-" + "1" * 16 + "-01",
        "ff-" + "1" * 32 + "-" + "1" * 16 + "-01",
    ],
)
def test_a_traceparent_that_breaks_the_standard_begins_a_new_trace(unusable: str | None) -> None:
    """W3C: what cannot be read is ignored, and never passed on."""
    assert some_headers(traceparent=unusable)["traceparent"] == some_headers()["traceparent"]
    assert child(unusable, "dedup 4f1e") == child(None, "dedup 4f1e")


def test_a_usable_traceparent_is_sent_as_given() -> None:
    given_ = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
    assert some_headers(traceparent=given_)["traceparent"] == given_
    assert child(given_, "x").startswith("00-0af7651916cd43dd8448eb211c80319c-")
    assert child(given_, "x").endswith("-00")


@pytest.mark.parametrize(
    "received",
    [
        [("ce_id", b"4f1e"), ("empty", None)],
        (("ce_id", "4f1e"), ("empty", b"")),
        {"ce_id": b"4f1e", "empty": None},
        {"ce_id": "4f1e", "empty": ""},
    ],
)
def test_headers_are_read_in_every_form_a_client_gives_them(received: object) -> None:
    """A driver gives tuples, Faust a list or a mapping, tests plain text."""
    assert read(received) == {"ce_id": "4f1e", "empty": ""}  # type: ignore[arg-type]
    assert pairs(received) == [("ce_id", b"4f1e"), ("empty", b"")]  # type: ignore[arg-type]


def test_a_record_without_headers_has_none() -> None:
    assert read(None) == {}
    assert read([]) == {}


def test_bytes_that_are_no_text_do_not_stop_a_reader() -> None:
    assert read([("ce_id", b"\xff1")]) == {"ce_id": "\ufffd1"}


def test_the_last_of_a_repeated_header_counts() -> None:
    """Kafka allows repeats; the last writer knew the most."""
    assert read([("attempt", b"1"), ("attempt", b"2")]) == {"attempt": "2"}
    assert len(pairs([("attempt", b"1"), ("attempt", b"2")])) == 2


def test_all_hops_of_an_article_have_one_trace_id() -> None:
    """Who searches the logs for it finds what every stage said of that article."""
    first = headers(type="t", source="s", id="4f1e")
    then = child(read(first)["traceparent"], "dedup 4f1e")
    assert trace_id(first) == trace_id([("traceparent", then.encode())])
    assert trace_id(first) == then.split("-")[1]


@pytest.mark.parametrize("received", [None, [], [("traceparent", b"none")]])
def test_a_record_that_names_no_trace_has_no_trace_id(received: object) -> None:
    assert trace_id(received) is None  # type: ignore[arg-type]
