"""Dead letters: everything that a person needs to judge, mend and send again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import Reason, Rejected
from streams.topics import Stage
from streams.wire.dead_letter import (
    MESSAGE_CHARS_MAX,
    TRACE_CHARS_MAX,
    Failure,
    dead_letter_headers,
    failure,
    sent_again,
)
from streams.wire.headers import Pairs, Received, read


def a_dead_letter(error: Rejected | None = None, original_headers: Received = None) -> Pairs:
    return dead_letter_headers(
        error or Rejected(Reason.NOT_JSON, "no value at 1:1"),
        topic="news.articles.raw.v1",
        partition=3,
        offset=41,
        stage=Stage.DEDUP,
        original_headers=original_headers,
    )


def test_a_dead_letter_says_why_and_from_where_in_kafka_connects_words() -> None:
    """Tools that show Connect's dead letters look for exactly these names."""
    found = read(a_dead_letter())
    assert found["__connect.errors.topic"] == "news.articles.raw.v1"
    assert found["__connect.errors.partition"] == "3"
    assert found["__connect.errors.offset"] == "41"
    assert found["__connect.errors.stage"] == "dedup"
    assert found["__connect.errors.class.name"] == "newswire/dedup"
    assert found["__connect.errors.exception.class.name"] == "Rejected"
    assert found["__connect.errors.exception.message"] == "not_json: no value at 1:1"
    assert found["attempt"] == "1"


def test_the_stack_trace_names_the_cause() -> None:
    """What a decoder stumbled over is often clearer than what we made of it."""
    try:
        try:
            int("seven")
        except ValueError as cause:
            raise Rejected(Reason.INVALID, "revision") from cause
    except Rejected as error:
        trace = read(a_dead_letter(error))["__connect.errors.exception.stacktrace"]
    assert "invalid literal for int()" in trace
    assert trace.rstrip().endswith("invalid: revision")


def test_the_original_headers_are_kept_in_their_order() -> None:
    original = [("ce_id", b"4f1e"), ("tag", b"a"), ("tag", b"\xff"), ("traceparent", b"00-1-2-03")]
    assert a_dead_letter(original_headers=original)[:4] == original


def test_a_letter_that_fails_again_counts_its_attempts_and_says_only_the_last_reason() -> None:
    """Sent again with its headers, it must not carry two contradicting stories."""
    first = a_dead_letter(original_headers=[("ce_id", b"4f1e")])
    again = a_dead_letter(Rejected(Reason.NO_TEXT, "nothing is left"), original_headers=first)
    assert [name for name, _ in again] == [name for name, _ in first]
    assert read(again)["attempt"] == "2"
    assert read(again)["__connect.errors.exception.message"] == "no_text: nothing is left"


@pytest.mark.parametrize("attempt", [b"", b"x", b"-1", "²".encode(), b"9" * 5_000, None])
def test_an_attempt_that_is_no_number_counts_as_none(attempt: bytes | None) -> None:
    """The header may be anybody's; a dead letter must not die of it."""
    assert read(a_dead_letter(original_headers=[("attempt", attempt)]))["attempt"] == "1"


@given(detail=st.text(st.characters(), max_size=100))
def test_whatever_an_article_makes_the_message_say_can_be_sent(detail: str) -> None:
    for text in (detail, "\ud800" + detail):
        for name, value in a_dead_letter(Rejected(Reason.INVALID, text)):
            assert isinstance(name, str)
            assert value.decode() is not None


def test_message_and_trace_are_bounded() -> None:
    """Headers count towards the record's size, which the original may almost fill."""
    found = read(a_dead_letter(Rejected(Reason.INVALID, "x" * 1_000_000)))
    assert len(found["__connect.errors.exception.message"]) == MESSAGE_CHARS_MAX
    assert len(found["__connect.errors.exception.stacktrace"]) == TRACE_CHARS_MAX


def test_a_dead_letter_can_be_read_back() -> None:
    assert failure(a_dead_letter()) == Failure(
        topic="news.articles.raw.v1",
        partition=3,
        offset=41,
        stage="dedup",
        message="not_json: no value at 1:1",
        attempt=1,
    )


def test_a_record_of_another_kind_is_no_dead_letter() -> None:
    assert failure([("ce_id", b"4f1e")]) is None
    assert failure(None) is None


def test_another_tools_dead_letter_is_read_as_far_as_it_says() -> None:
    """Connect leaves a header out where it does not know."""
    assert failure({"__connect.errors.topic": b"t"}) == Failure(
        topic="t", partition=0, offset=0, stage="", message="", attempt=0
    )


def test_a_letter_that_goes_back_is_as_it_came_but_for_how_often_it_failed() -> None:
    """Its next failure counts on, and its trace goes on."""
    came = [("traceparent", b"00-a"), ("own", b"\xff")]
    error = Rejected(Reason.TOO_LARGE, "9 bytes: too many")
    made = dead_letter_headers(
        error, topic="raw", partition=0, offset=1, stage="dedup", original_headers=came
    )
    assert sent_again(made) == [*came, ("attempt", b"1")]
    why = failure(made)
    assert why is not None
    assert why.reason == "too_large"
