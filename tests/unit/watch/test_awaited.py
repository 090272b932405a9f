"""Every canary is at last back in time or lost, once, whatever comes twice, late or never."""

from hypothesis import given
from hypothesis import strategies as st

from streams.domain.latency import Reached
from streams.watch.awaited import REMEMBERED_MAX, Awaited, Unmeasured

LOST_S = 10.0
EXITS = (Reached.UNIQUE, Reached.ALERTED)
# What happens, each a second after the one before: a canary is sent, or one of ten comes from an exit.
events = st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 9), st.sampled_from(EXITS))), max_size=60)


@given(events)
def test_every_canary_is_back_in_time_or_lost_and_never_both(
    happened: list[tuple[int, Reached] | None],
) -> None:
    """So that sent is what was measured, and lost, once nothing is out."""
    awaited, sent = Awaited(lost_s=LOST_S), 0
    back, lost = set[str](), list[str]()
    for second, event in enumerate(happened):
        if event is None:
            awaited.sent(str(sent), at_s=second)
            sent += 1
        else:
            found = awaited.came(str(event[0]), event[1], at_s=second)
            assert (found is Unmeasured.UNKNOWN) == (event[0] >= sent)
            if event[1] is Reached.ALERTED and isinstance(found, float | int):
                assert str(event[0]) not in back
                back.add(str(event[0]))
        lost += awaited.lost(now_s=second)
    lost += awaited.lost(now_s=len(happened) + LOST_S)
    assert sorted([*back, *lost]) == sorted(str(n) for n in range(sent))


def test_what_is_lost_is_told_once_with_where_it_was_seen_last() -> None:
    awaited = Awaited(lost_s=LOST_S)
    awaited.sent("a", at_s=0)
    awaited.sent("b", at_s=0)
    assert awaited.came("b", Reached.UNIQUE, at_s=0.2) == 0.2
    assert awaited.lost(now_s=9.9) == {}
    assert awaited.lost(now_s=10) == {"a": None, "b": Reached.UNIQUE}
    assert awaited.lost(now_s=11) == {}
    assert awaited.came("b", Reached.ALERTED, at_s=12) is Unmeasured.LATE


def test_what_comes_again_is_a_repeat() -> None:
    awaited = Awaited(lost_s=LOST_S)
    awaited.sent("a", at_s=0)
    assert awaited.came("a", Reached.UNIQUE, at_s=1) == 1
    assert awaited.came("a", Reached.UNIQUE, at_s=2) is Unmeasured.REPEATED


def test_memory_is_bounded() -> None:
    awaited = Awaited(lost_s=LOST_S)
    for n in range(REMEMBERED_MAX + 1):
        awaited.sent(str(n), at_s=n)
    assert awaited.came("0", Reached.UNIQUE, at_s=REMEMBERED_MAX) is Unmeasured.UNKNOWN
    assert awaited.came("1", Reached.UNIQUE, at_s=REMEMBERED_MAX) == REMEMBERED_MAX - 1
