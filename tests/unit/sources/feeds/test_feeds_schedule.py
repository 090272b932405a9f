"""When a feed is asked again: within its bounds, as its server asks, and never together with all others."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.sources.feeds.schedule import (
    DAY_S,
    RETRY_S_MAX,
    Interval,
    max_age_s,
    retry_after_s,
    retry_s,
    wait_s,
)

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


@given(brought=st.lists(st.integers(0, 50), max_size=60))
def test_an_interval_never_leaves_its_bounds(brought: list[int]) -> None:
    interval = Interval(60, 3_600)
    seconds = interval.first
    for new in brought:
        seconds = interval.next(seconds, brought=new)
        assert 60 <= seconds <= 3_600


@pytest.mark.parametrize("gap_s", [240, 900, 4_000])
def test_a_feed_is_asked_about_three_times_per_article(gap_s: float) -> None:
    """More would be a burden, less would be late: an article waits a third of the gap to the next."""
    interval, seconds, clock, published, polls = Interval(60, 3_600), 300.0, 0.0, 0, 0
    while clock < 200 * gap_s:
        clock, polls = clock + seconds, polls + 1
        new = int(clock // gap_s) - published
        published += new
        seconds = interval.next(seconds, brought=new)
    assert 1.5 <= polls / published <= 4


def test_a_silent_feed_is_soon_asked_only_as_often_as_allowed() -> None:
    interval, seconds = Interval(60, 3_600), 300.0
    for _ in range(7):
        seconds = interval.next(seconds, brought=0)
    assert seconds == 3_600


def test_a_first_interval_lies_within_narrow_bounds_too() -> None:
    assert Interval(60, 120).first == 120
    assert Interval(600, 900).first == 600


@given(interval_s=st.floats(10, DAY_S), asked_s=st.floats(0, 10 * DAY_S))
def test_what_a_server_asks_for_is_kept_up_to_a_day(interval_s: float, asked_s: float) -> None:
    """A day, since one wrong header must not silence a feed for a year."""
    waited = wait_s(interval_s, asked_s=asked_s)
    assert waited >= max(interval_s, min(asked_s, DAY_S))
    assert waited <= max(interval_s, DAY_S) * 1.1


@given(failures=st.integers(1, 10_000))
def test_retries_are_ever_later_and_never_given_up(failures: int) -> None:
    waited = retry_s(failures)
    assert 30 <= waited <= RETRY_S_MAX
    if failures > 10:
        assert waited >= RETRY_S_MAX / 2


def test_feeds_of_one_failing_host_part_ways() -> None:
    """All at once again is what brought the host down."""
    assert len({retry_s(5) for _ in range(20)}) > 10
    assert len({wait_s(300) for _ in range(20)}) > 10


def test_a_retry_after_counts_over_the_backoff() -> None:
    assert retry_s(1, asked_s=7_200) == 7_200
    assert retry_s(1, asked_s=30 * DAY_S) == DAY_S


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("99999999999999999999", DAY_S),
        ("Wed, 01 May 2024 12:05:00 GMT", 300),
        ("Wed, 01 May 2024 12:05:00 -0000", 300),
        ("Wed, 01 May 2024 11:00:00 GMT", 0),
        ("Fri, 01 May 2048 12:00:00 GMT", DAY_S),
        ("-5", 0),
        ("1.5", 0),
        ("soon", 0),
        ("Mon, 01 Jan 2024 00:00:00 -99999999999999999999", 0),
        ("\u00b2", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header: str | None, seconds: float) -> None:
    assert retry_after_s(header, now=NOW) == seconds


@given(header=st.text(max_size=40))
def test_no_header_can_break_the_schedule(header: str) -> None:
    assert 0 <= retry_after_s(header, now=NOW) <= DAY_S
    assert max_age_s(header) >= 0


def test_a_date_beyond_all_calendars_asks_for_nothing_impossible() -> None:
    assert retry_after_s((NOW + timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S +9999"), now=NOW) >= 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=600", 600),
        ("public, Max-Age = 600, immutable", 600),
        ('max-age="60"', 60),
        ("s-maxage=600", 0),
        ("no-cache", 0),
        (None, 0),
    ],
)
def test_freshness_is_read_from_cache_control(header: str | None, seconds: float) -> None:
    assert max_age_s(header) == seconds
