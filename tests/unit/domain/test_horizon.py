"""What is in use, told from the articles' own times: kept while it may matter, and gone some time after."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from streams.domain.horizon import OLD_SEGMENTS_MAX, SEGMENTS_PER_WINDOW, Horizon, of_decisions
from streams.domain.verdict import Decided, current

SEGMENT_MS = 100
WINDOW_MS = SEGMENTS_PER_WINDOW * SEGMENT_MS
times = st.lists(st.integers(0, 20 * WINDOW_MS), min_size=1, max_size=60)


@given(times)
def test_nothing_within_the_window_of_the_latest_is_ever_gone(noted: list[int]) -> None:
    horizon = Horizon(WINDOW_MS)
    for at, time_ms in enumerate(noted, start=1):
        horizon.note(time_ms)
        reach = max(noted[:at]) - WINDOW_MS
        assert all((number + 1) * SEGMENT_MS <= reach for number in horizon.gone())
        assert not horizon.beyond(reach)


@given(times)
def test_a_bounded_number_of_segments_is_in_use_whatever_comes(noted: list[int]) -> None:
    horizon = Horizon(WINDOW_MS)
    for time_ms in noted:
        horizon.note(time_ms)
        horizon.gone()
        assert len(horizon) <= SEGMENTS_PER_WINDOW + 3 + OLD_SEGMENTS_MAX


def test_what_was_noted_in_an_earlier_life_goes_once_the_time_has_moved_on_by_a_segment() -> None:
    """A backfill goes on after a restart; its rows must not go before it had time to say so."""
    horizon = Horizon(WINDOW_MS)
    assert not horizon.beyond(0)
    horizon.note(5 * WINDOW_MS)
    assert not horizon.beyond(0)
    horizon.note(5 * WINDOW_MS + SEGMENT_MS)
    assert horizon.beyond(0)


def test_a_leap_from_a_backfill_to_the_present_leaves_its_rows_for_a_segments_time() -> None:
    horizon = Horizon(WINDOW_MS)
    horizon.note(50)
    horizon.note(5 * WINDOW_MS)
    assert not horizon.beyond(250)
    horizon.note(5 * WINDOW_MS + SEGMENT_MS)
    assert horizon.beyond(250)


def test_what_a_backfill_writes_to_stays_until_it_has_left_it() -> None:
    horizon = Horizon(WINDOW_MS)
    for live in range(SEGMENTS_PER_WINDOW):
        horizon.note(5 * WINDOW_MS + live * SEGMENT_MS)
        horizon.note(50)
        horizon.gone()
        assert not horizon.beyond(50)
    horizon.note(6 * WINDOW_MS + SEGMENT_MS)
    assert horizon.gone()
    assert horizon.beyond(50)


@given(
    steps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, SEGMENT_MS)), max_size=200),
    late=st.lists(st.integers(0, WINDOW_MS // 8), min_size=1, max_size=7),
    seed=st.integers(0, 2**32),
)
def test_when_rows_are_deleted_cannot_be_told_from_what_is_known(
    steps: list[tuple[int, int]], late: list[int], seed: int
) -> None:
    """Records come out of order by an eighth of the window; rows go as soon as they may, or much later."""
    kept, swept, random = dict[int, Decided](), dict[int, Decided](), Random(seed)
    horizon, now_ms = of_decisions(WINDOW_MS), 0
    for offset, (article, step) in enumerate(steps):
        now_ms += step
        received_ms = now_ms - late[offset % len(late)]
        known = [
            current(table.get(article), received_ms=received_ms, window_ms=WINDOW_MS)
            for table in (kept, swept)
        ]
        assert known[0] == known[1]
        row = Decided(raw_offset=offset, text_hash=1, received_ms=received_ms, latest_ms=received_ms)
        kept[article] = swept[article] = row
        horizon.note(received_ms)
        horizon.gone()
        behind = [one for one, row in swept.items() if horizon.beyond(row.latest_ms)]
        for one in behind:
            if random.random() < 0.7:
                del swept[one]
