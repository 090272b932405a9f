"""What counts as the latency of an article, and what is left out and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.latency import AHEAD_S_MAX, OLD_S_MAX, LeftOut, Since, latency
from tests.builders import START, an_article

NOW_S = START.timestamp()


def since(moment: datetime | None, which: Since = Since.PUBLISHED, *, revision: int = 1) -> float | LeftOut:
    """Return the latency at START of an article with this time, its other one being now."""
    times: dict[str, Any] = {"published_at": START, "received_at": START} | {f"{which}_at": moment}
    return latency(an_article(**times), which, revision=revision, now_s=NOW_S)


@pytest.mark.parametrize("which", Since)
@given(seconds=st.integers(-10 * 86_400, 10 * 86_400))
def test_a_time_of_the_last_day_is_measured_and_any_other_is_left_out(which: Since, seconds: int) -> None:
    """A date that is wrong by a year would be the slowest article of the month."""
    found = since(START - timedelta(seconds=seconds), which)
    if seconds < -AHEAD_S_MAX:
        assert found is LeftOut.AHEAD
    elif seconds > OLD_S_MAX:
        assert found is LeftOut.OLD
    else:
        assert found == max(0, seconds)


def test_a_clock_that_is_a_moment_ahead_makes_no_negative_time() -> None:
    assert since(START + timedelta(milliseconds=300), Since.RECEIVED) == 0


def test_an_article_without_a_time_of_publication_says_so() -> None:
    assert since(None) is LeftOut.ABSENT


def test_a_revision_is_measured_since_it_was_received_only() -> None:
    """Its time of publication is that of the first version, hours ago."""
    hour_ago = START - timedelta(hours=1)
    assert since(hour_ago, revision=2) is LeftOut.REVISION
    assert since(hour_ago, Since.RECEIVED, revision=2) == 3600


def test_a_time_without_a_zone_is_read_as_it_is_written_again() -> None:
    """The codec writes it as UTC; the zone of the machine has no part in it."""
    assert since(START.astimezone(UTC).replace(tzinfo=None) - timedelta(seconds=5)) == 5
