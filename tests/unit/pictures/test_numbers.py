"""Pictures of dashboards write numbers, colours and names as Grafana does."""

from typing import Any

import pytest

from tests.dashboards import dashboard
from tests.pictures.answers import Series, greatest, named
from tests.pictures.numbers import colour, shown, words


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "short", "0"),
        (1234, "short", "1.23 K"),
        (0.0312, "percentunit", "3.12%"),
        (0, "s", "0 s"),
        (0.0421, "s", "42.1 ms"),
        (90, "s", "1.5 min"),
        (12.34, "suffix: articles/s", "12.3 articles/s"),
        (1500, "suffix: records/s", "1.5 K records/s"),
    ],
)
def test_a_number_has_its_unit_and_three_digits(value: float, unit: str, text: str) -> None:
    assert shown(value, unit) == text


def test_a_colour_is_that_of_the_last_step_that_is_reached() -> None:
    steps: list[dict[str, Any]] = [
        {"color": "red", "value": None},
        {"color": "green", "value": 1},
        {"color": "orange", "value": 5},
    ]
    assert [colour(value, steps) for value in (0, 1, 4.9, 5)] == ["red", "green", "green", "orange"]


def test_a_legend_has_the_values_of_labels() -> None:
    assert named("{{topic}} [{{partition}}]", {"topic": "raw", "partition": "2"}) == "raw [2]"


def test_the_series_that_are_kept_are_those_that_reach_highest_in_their_own_order() -> None:
    many = [Series(str(n), (0.0,), (float(n),)) for n in (3, 1, 9, 7)]
    assert [one.name for one in greatest(many, 2)] == ["9", "7"]
    assert [one.name for one in greatest(many, 3)] == ["3", "9", "7"]


def test_a_line_does_not_cross_a_gap() -> None:
    """A partition that is not among the five of a moment has no point there."""
    gappy = Series("x", (0.0, 1.0, 5.0), (1.0, 2.0, 3.0))
    assert gappy.pieces() == [([0.0, 1.0], [1.0, 2.0]), ([5.0], [3.0])]


def test_a_word_stands_for_a_number_where_a_panel_says_so() -> None:
    (said,) = [
        words(panel) for panel in dashboard("kafka")["panels"] if panel["title"] == "Does Kafka answer?"
    ]
    assert said == {"0": "no", "1": "yes"}
