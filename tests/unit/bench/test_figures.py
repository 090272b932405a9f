"""What a benchmark says of its samples is what they show, and a bar is met or it is not."""

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists

from tests.bench.figures import Bar, Figure, Result, Sample, figures_of, percentile, stretch

seconds = floats(min_value=0.001, max_value=1e4)


def samples(*seen: tuple[float, int, float]) -> list[Sample]:
    """Return samples of one process."""
    return [Sample(at_s, done, {"worker": cpu_s}) for at_s, done, cpu_s in seen]


def test_a_run_is_as_fast_as_its_articles_over_its_seconds() -> None:
    run = stretch(samples((1.0, 0, 5.0), (2.0, 30, 5.5), (5.0, 200, 6.0)))
    assert run.per_s == pytest.approx(50)


def test_cpu_before_the_run_is_not_put_down_to_its_articles() -> None:
    """A worker spends a second or two on starting, which is no article's."""
    run = stretch(samples((0.0, 0, 5.0), (5.0, 200, 5.5)))
    assert run.cpu_ms == {"worker": pytest.approx(2.5)}


def test_every_article_from_the_first_moment_on_is_paid_for() -> None:
    """Up to 2,000 are signed before the first verdict: a run counted from there would look faster."""
    quiet_start = samples((0.0, 0, 0.0), (9.0, 0, 9.0), (10.0, 100, 10.0))
    assert stretch(quiet_start).per_s == pytest.approx(10)
    assert stretch(quiet_start).cpu_ms["worker"] == pytest.approx(100)


def test_a_run_in_which_nothing_was_done_is_no_measurement() -> None:
    with pytest.raises(ValueError, match="take more"):
        stretch(samples((0.0, 100, 1.0), (1.0, 100, 1.0)))


@given(
    done=integers(min_value=1, max_value=10**6),
    took_s=seconds,
    used_s=seconds,
    cut=floats(min_value=0.1, max_value=0.9),
)
def test_samples_between_the_ends_change_nothing(done: int, took_s: float, used_s: float, cut: float) -> None:
    between = (took_s * cut, int(done * cut), used_s / 2)
    ends = (0.0, 0, 0.0), (took_s, done, used_s)
    assert stretch(samples(ends[0], between, ends[1])) == stretch(samples(*ends))


@pytest.mark.parametrize(
    ("bar", "value", "met"),
    [
        (Bar(least=550), 550.0, True),
        (Bar(least=550), 549.9, False),
        (Bar(most=2), 2.0, True),
        (Bar(most=2), 2.001, False),
    ],
)
def test_a_bar_is_met_at_the_bar_and_missed_beyond(bar: Bar, value: float, met: bool) -> None:
    assert Figure("x", "", (value,), bar).met is met


def test_a_bar_reads_as_it_judges() -> None:
    assert (str(Bar(least=550)), str(Bar(most=0.3))) == ("≥ 550", "≤ 0.3")


def test_one_slow_repetition_does_not_decide() -> None:
    """The median counts, so that a neighbour on the machine cannot miss the bar for us, nor meet it."""
    assert figures_of("articles", "1/s", [600, 601, 90], bar=Bar(least=550)).met


def test_without_a_bar_nothing_is_met_or_missed() -> None:
    assert figures_of("articles", "1/s", [600]).met is None


@given(values=lists(seconds, min_size=1, max_size=300), share=floats(min_value=0.01, max_value=1.0))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values)


def test_p99_of_a_hundred_is_the_last_but_one() -> None:
    assert percentile([float(n) for n in range(1, 101)], 0.99) == 99


def test_a_result_gives_a_figure_by_its_name_and_none_where_there_is_none() -> None:
    result = Result("dedup", (figures_of("articles", "1/s", [1, 2, 3]),))
    assert (result.value("articles"), result.value("other")) == (2, None)
