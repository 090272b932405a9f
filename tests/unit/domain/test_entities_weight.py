"""Salience, and organisations by their short names."""

import pytest

from streams.domain.organisations import fuller
from streams.domain.salience import lead_end, salience

TEXT = "First paragraph.\n\n" + "x" * 382


def test_what_is_in_the_headline_the_lead_and_everywhere_is_all_the_article_is_about() -> None:
    assert salience([0, 100, 200, 300], titled=True, count=5, count_max=5, text=TEXT) == 1.0


def test_what_is_named_once_at_the_end_is_hardly_what_the_article_is_about() -> None:
    assert salience([399], titled=False, count=1, count_max=5, text=TEXT) == pytest.approx(0.0875, abs=0.001)


def test_each_part_of_the_formula_adds_its_share() -> None:
    once = salience([200], titled=False, count=1, count_max=1, text=TEXT)
    assert once == pytest.approx(0.25 + 0.15 / 4, abs=0.001)
    assert salience([200], titled=True, count=1, count_max=1, text=TEXT) == pytest.approx(
        once + 0.35, abs=0.001
    )
    assert salience([2], titled=False, count=1, count_max=1, text=TEXT) == pytest.approx(
        once + 0.25, abs=0.001
    )
    assert salience([], titled=True, count=1, count_max=1, text="") == pytest.approx(0.6)


def test_the_lead_is_the_first_paragraph_and_of_one_block_the_beginning() -> None:
    assert lead_end(TEXT) == 16
    assert lead_end("no end " * 200) == 600
    assert lead_end("short") == 5


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("cia", "central intelligence agency"),
        ("fbi", "federal bureau of investigation"),
        ("dod", "department of defense"),
        ("goldman", "goldman sachs"),
    ],
)
def test_a_short_name_is_the_organisation_it_stands_for(short: str, full: str) -> None:
    assert fuller([(short,), tuple(full.split())]) == {(short,): tuple(full.split())}


def test_of_two_organisations_that_begin_alike_the_first_named_is_meant() -> None:
    first, second = ("harbour", "bank"), ("harbour", "police")
    assert fuller([first, second, ("harbour",)]) == {("harbour",): first}


def test_a_chain_of_short_names_ends_at_the_fullest() -> None:
    names = [("harbour",), ("harbour", "bank"), ("harbour", "bank", "norway")]
    assert set(fuller(names).values()) == {names[2]}


def test_an_organisation_that_no_other_spells_out_is_its_own() -> None:
    assert fuller([("nato",), ("harbour", "bank")]) == {}
