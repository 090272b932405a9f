"""What is told of sources: who is silent, who floods, and that neither a restart nor an order changes it."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.domain.judging import State
from streams.domain.merge import Merge, Waiting
from streams.domain.sentinel import Sentinel
from streams.domain.source_event import Happening, SourceEvent
from streams.domain.tide import TICK_S, Tide
from streams.domain.usual import ROW, Usual, surprise_of_flood, surprise_of_silence
from streams.wire.sources import Standing, pack_row, pack_standing, unpack_row, unpack_standing

BEGIN = 1_767_225_600.0
DAY_S, HOUR_S = 86_400, 3_600

Heard = Sequence[tuple[str, float]]


def a_sentinel(*, sources_max: int = 100) -> Sentinel:
    return Sentinel(surprise_min=12, sources_max=sources_max)


def told(sentinel: Sentinel, heard: Heard, *, until: float) -> list[SourceEvent]:
    """Return what is told while these are heard in the order of their times, up to a moment."""
    events, left = [], sorted(heard, key=lambda one: one[1])
    sentinel.tick = sentinel.tick or int(BEGIN // TICK_S)
    while sentinel.judged_until + TICK_S <= until:
        while left and left[0][1] < sentinel.judged_until + TICK_S:
            sentinel.hear(*left.pop(0))
        events += sentinel.judge()
    return events


def regular(
    source: str, *, days: float, every_s: float = 1_800, begin: float = BEGIN
) -> list[tuple[str, float]]:
    return [(source, begin + n * every_s + 7) for n in range(int(days * DAY_S / every_s))]


def kinds(events: Sequence[SourceEvent]) -> list[tuple[str, Happening]]:
    return [(one.source, one.kind) for one in events]


LEARNT = BEGIN + 15 * DAY_S


@lru_cache(maxsize=1)
def learnt() -> tuple[bytes, dict[str, bytes]]:
    """Return what is kept after 15 days of five sources, as it is kept."""
    sentinel = a_sentinel()
    assert told(sentinel, [one for name in "abcde" for one in regular(name, days=15)], until=LEARNT) == []
    return kept(sentinel, "abcde")


def kept(sentinel: Sentinel, names: str) -> tuple[bytes, dict[str, bytes]]:
    standing = Standing(sentinel.tick, sentinel.heard, (5, 7), sentinel.tide)
    return pack_standing(standing), {name: pack_row(sentinel.row(name)) for name in names}


def restored(what: tuple[bytes, dict[str, bytes]]) -> Sentinel:
    sentinel, standing = a_sentinel(), unpack_standing(what[0])
    assert standing.offsets == (5, 7)
    rows = {name: unpack_row(row) for name, row in what[1].items()}
    sentinel.restore(tick=standing.tick, heard=standing.heard, tide=standing.tide, rows=rows)
    return sentinel


def since_then(names: str, *, days: float) -> list[tuple[str, float]]:
    """Return what these go on to send once all is learnt."""
    return [one for name in names for one in regular(name, days=days, begin=LEARNT)]


def test_a_source_that_stops_is_told_and_told_again_when_it_is_heard() -> None:
    back = LEARNT + 3 * DAY_S
    heard = [*since_then("a", days=1), *since_then("bcde", days=4), ("a", back)]
    events = told(restored(learnt()), heard, until=LEARNT + 4 * DAY_S)
    assert kinds(events)[:2] == [("a", Happening.SILENT), ("a", Happening.HEARD_AGAIN)]
    silent, again = events[:2]
    assert silent.since == again.since
    assert (silent.at - silent.since).total_seconds() < DAY_S
    assert again.at.timestamp() == back


def test_a_source_that_is_not_known_for_two_weeks_is_not_judged() -> None:
    sentinel = a_sentinel()
    others = [one for name in "bcde" for one in regular(name, days=14)]
    assert told(sentinel, [*regular("a", days=13), *others], until=BEGIN + 13.9 * DAY_S) == []
    assert sentinel.states()[State.LEARNING] == 5


def test_where_all_fall_silent_at_once_none_is_accused() -> None:
    """As when nothing reaches Kafka any more."""
    sentinel = restored(learnt())
    assert told(sentinel, since_then("abcde", days=1), until=LEARNT + 8 * DAY_S) == []
    assert sentinel.states()[State.OK] == 5


def test_one_that_is_alone_is_accused_all_the_same() -> None:
    events = told(a_sentinel(), regular("a", days=15), until=BEGIN + 16 * DAY_S)
    assert kinds(events) == [("a", Happening.SILENT)]


def test_a_flood_is_told_in_its_hour_and_its_end_an_hour_later() -> None:
    begin = LEARNT + DAY_S
    flood = [("a", begin + n) for n in range(300)]
    events = told(restored(learnt()), [*since_then("abcde", days=2), *flood], until=LEARNT + 2 * DAY_S)
    assert kinds(events) == [("a", Happening.FLOODING), ("a", Happening.FLOOD_OVER)]
    assert events[0].since.timestamp() == begin
    assert events[0].at.timestamp() == begin + TICK_S
    assert events[1].at.timestamp() == begin + 2 * HOUR_S


def test_after_a_flood_its_hour_is_not_expected_to_bring_one() -> None:
    flood = [("a", LEARNT + n) for n in range(3_000)]
    sentinel = restored(learnt())
    events = told(sentinel, [*since_then("abcde", days=9), *flood], until=LEARNT + 9 * DAY_S)
    assert kinds(events) == [("a", Happening.FLOODING), ("a", Happening.FLOOD_OVER)]
    others = max(sentinel.row(name)["counts"].max() for name in "bcde")
    assert sentinel.row("a")["counts"].max() < 20 * others  # not 500 times, as it was


def test_an_article_of_a_time_that_was_judged_teaches_nothing_but_shows_that_its_source_lives() -> None:
    sentinel = restored(learnt())
    told(sentinel, since_then("bcde", days=2), until=LEARNT + 2 * DAY_S)
    assert sentinel.states()[State.SILENT] == 1
    counted = sentinel.row("a")["counts"].sum()
    assert not sentinel.hear("a", LEARNT + 1.9 * DAY_S)
    assert kinds(sentinel.judge()) == [("a", Happening.HEARD_AGAIN)]
    assert sentinel.row("a")["counts"].sum() == counted


def test_however_many_sources_there_are_each_has_its_row_again() -> None:
    sentinel = a_sentinel()
    names = [f"s{n}" for n in range(70)]
    told(sentinel, [(name, BEGIN + n) for n, name in enumerate(names)], until=BEGIN + HOUR_S)
    again = a_sentinel()
    again.restore(tick=sentinel.tick, heard=0, tide=Tide(), rows={n: sentinel.row(n) for n in names})
    assert [again.row(name).tobytes() for name in names] == [sentinel.row(name).tobytes() for name in names]


def test_whatever_a_tick_changes_is_said_to_have_changed() -> None:
    """Else it would not be kept, and a restart would have forgotten for how long a source was quiet."""
    sentinel = restored(learnt())
    before = {name: sentinel.row(name).tobytes() for name in "abcde"}
    sentinel.saved()
    sentinel.judge()
    assert sentinel.touched >= {name for name in "abcde" if sentinel.row(name).tobytes() != before[name]}
    assert sentinel.touched


@settings(max_examples=12)
@given(data=st.data())
def test_a_restart_at_any_tick_tells_the_same(data: st.DataObject) -> None:
    """What is kept is all that is known: rows, sums, and the tick."""
    gaps = data.draw(st.lists(st.floats(60, DAY_S), min_size=1, max_size=8))
    times = LEARNT + np.cumsum(gaps)
    end = LEARNT + DAY_S
    heard = [*(("a", float(at)) for at in times), *since_then("bcde", days=1)]
    stop = LEARNT + data.draw(st.integers(0, 288)) * TICK_S
    whole = told(restored(learnt()), heard, until=end)
    first = restored(learnt())
    events = told(first, [one for one in heard if one[1] < stop], until=stop)
    second = restored(kept(first, "abcde"))
    assert events + told(second, [one for one in heard if one[1] >= stop], until=end) == whole


@settings(max_examples=30)
@given(data=st.data())
def test_the_order_within_a_tick_does_not_matter(data: st.DataObject) -> None:
    tick = [(data.draw(st.sampled_from("abx")), LEARNT + n * 9.0) for n in range(30)]
    found = []
    for order in (tick, data.draw(st.permutations(tick))):
        sentinel = restored(learnt())
        for one in order:
            sentinel.hear(*one)
        events = sentinel.judge()
        found.append((events, {name: sentinel.row(name).tobytes() for name in {one[0] for one in tick}}))
    assert found[0] == found[1]


@given(st.lists(st.tuples(st.sampled_from([f"s{n}" for n in range(9)]), st.integers(0, 10**6)), max_size=80))
def test_there_are_never_more_sources_than_may_be_and_the_least_recently_heard_goes(
    heard: list[tuple[str, int]],
) -> None:
    sentinel, known = a_sentinel(sources_max=3), dict[str, int]()
    for name, at in sorted(heard, key=lambda one: one[1]):
        if name not in known and len(known) == 3:
            oldest = min(known.values())
            gone = {one for one in known if known[one] == oldest}
            sentinel.hear(name, BEGIN + at)
            (left,) = gone & sentinel.forgotten
            del known[left]
            sentinel.saved()
        sentinel.hear(name, BEGIN + at)
        known[name] = at
        assert len(sentinel.rows) <= 3
        assert {one: sentinel.row(one)["last"] - BEGIN for one in known} == known


def an_hour(rate: float, *, known: float, scatter: float = 1.0) -> Usual:
    return Usual(*(np.array([value]) for value in (rate, rate, known, scatter)))


rates_, scatters, weights = st.floats(0.001, 100), st.floats(1, 50), st.floats(6, 10**5)


@given(rates_, weights, scatters, st.floats(0, 1e4), st.floats(0.01, 100))
def test_the_longer_the_silence_the_greater_the_surprise(
    rate: float, known: float, scatter: float, quiet: float, more: float
) -> None:
    of = an_hour(rate, known=known, scatter=scatter)
    shorter, longer = (surprise_of_silence(np.array([q]), of)[0] for q in (quiet, quiet + more))
    assert longer > shorter or longer == pytest.approx(shorter)


@given(rates_, weights, scatters, st.integers(0, 1_000), st.integers(1, 100))
def test_the_more_in_an_hour_the_greater_the_surprise_and_none_at_the_usual(
    rate: float, known: float, scatter: float, heard: int, more: int
) -> None:
    of = an_hour(rate, known=known, scatter=scatter)
    few, many = (surprise_of_flood(np.array([float(n)]), of.rate, of)[0] for n in (heard, heard + more))
    assert many >= few - 1e-6
    assert surprise_of_flood(of.rate, of.rate, of)[0] == pytest.approx(0, abs=1e-6)


def test_a_well_known_source_of_chance_is_judged_as_a_poisson_process() -> None:
    of = an_hour(4.0, known=1e9)
    assert surprise_of_silence(np.array([12.0]), of)[0] == pytest.approx(12 - np.log(4), abs=1e-3)


def test_a_source_takes_a_fixed_number_of_bytes() -> None:
    assert ROW.itemsize < 800
    assert Tide().sums.nbytes < 40_000


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 100)), max_size=40))
def test_partitions_are_merged_by_time_each_in_its_own_order(records: list[tuple[int, float]]) -> None:
    """So the offsets are, at any moment, a place to go on from."""
    merge, taken = Merge([0, 0, 0]), list[Waiting]()
    counts = [0, 0, 0]
    for partition, at in records:
        merge.add(Waiting(at, partition, counts[partition], "s"))
        counts[partition] += 1
    if any(count == 0 for count in counts):
        assert merge.first(ended=()) is None, "an earlier one may still come"
    while (record := merge.first(ended=(0, 1, 2))) is not None:
        merge.take(record)
        taken.append(record)
        assert merge.offsets == [sum(one.partition == n for one in taken) for n in range(3)]
    for n in range(3):
        assert [one.offset for one in taken if one.partition == n] == list(range(counts[n]))
    assert merge.offsets == counts
