"""Shares, intervals and the agreement of clusters, in cases whose answer is known."""

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.evaluate.figures import Share, adjusted_rand, agreement, f1

clusters = st.lists(st.sampled_from("abcdef"), min_size=2, max_size=40)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilsons_interval_holds_the_share_and_stays_within_0_and_1(counts: tuple[int, int]) -> None:
    share = Share(*counts)
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1


def test_wilsons_interval_is_the_published_one() -> None:
    """Of ten tries all succeeded: at least .722 do (Wilson 1927, at 95 %)."""
    assert Share(10, 10).interval == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert Share(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=1e-4)


@given(st.integers(1, 1_000))
def test_more_of_the_same_narrows_the_interval(of: int) -> None:
    few, many = Share(of, 2 * of).interval, Share(4 * of, 8 * of).interval
    assert many[1] - many[0] < few[1] - few[0]


def test_of_none_nothing_is_known() -> None:
    assert isnan(Share(0, 0).value)
    assert Share(0, 0).interval == (0.0, 1.0)


@given(clusters)
def test_a_partition_agrees_with_itself_whatever_its_names(one: list[str]) -> None:
    assert adjusted_rand(one, one) == 1
    assert adjusted_rand(one, [f"renamed {name}" for name in one]) == 1


@given(clusters.flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))))
def test_agreement_is_the_same_either_way_round(pair: tuple[list[str], list[str]]) -> None:
    one, other = pair
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand(other, one))
    assert adjusted_rand(one, other) <= 1


def test_agreement_in_a_known_case() -> None:
    """Two of three pairs found, none wrongly: (2 - 3 * 2 / 15) / ((3 + 2) / 2 - 3 * 2 / 15) = 16 / 21."""
    assert adjusted_rand("aabbcc", "aabbcd") == pytest.approx(16 / 21)


def test_clusters_that_cut_across_each_other_agree_less_than_by_chance() -> None:
    assert adjusted_rand("aabb", "abab") == pytest.approx(-0.5)


def test_intervals_hold_their_value_and_are_the_same_from_the_same_seed() -> None:
    true = [str(n // 2) for n in range(400)]
    found = [name if n % 9 else f"{name}'" for n, name in enumerate(true)]
    figure = agreement(true, found, seed=3)
    assert figure.low < figure.value < figure.high < 1
    assert figure == agreement(true, found, seed=3)
    score = f1(90, 10, 5, seed=3)
    assert score.value == pytest.approx(180 / 195)
    assert 0.85 < score.low < score.value < score.high < 0.98
    assert f1(0, 3, 0, seed=1).value == 0
