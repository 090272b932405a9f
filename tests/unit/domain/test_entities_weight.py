"""Salience, and organisations by their short names."""

from functools import partial

import pytest

from streams.domain.organisations import fuller
from streams.domain.salience import lead_of, salience

STORY = "The harbour of Norwick was closed on Friday after a ship ran aground."
weigh = partial(salience, lead=range(16), length=400)


def test_what_is_in_the_headline_the_lead_and_everywhere_is_all_the_article_is_about() -> None:
    assert weigh([0, 100, 200, 300], titled=True, count=5, count_max=5) == 1.0


def test_what_is_named_once_at_the_end_is_hardly_what_the_article_is_about() -> None:
    assert weigh([399], titled=False, count=1, count_max=5) == pytest.approx(0.0875, abs=0.001)


def test_each_part_of_the_formula_adds_its_share() -> None:
    once = weigh([200], titled=False, count=1, count_max=1)
    assert once == pytest.approx(0.25 + 0.15 / 4, abs=0.001)
    assert weigh([200], titled=True, count=1, count_max=1) == pytest.approx(once + 0.35, abs=0.001)
    assert weigh([2], titled=False, count=1, count_max=1) == pytest.approx(once + 0.25, abs=0.001)
    assert salience([], titled=True, count=1, count_max=1, lead=range(0), length=0) == pytest.approx(0.6)


def test_the_lead_is_the_first_paragraph_and_of_one_block_the_beginning() -> None:
    assert lead_of(f"{STORY}\n\nMore of it.") == range(len(STORY))
    assert lead_of("no end " * 200) == range(600)
    assert lead_of("short") == range(5)
    assert lead_of("") == range(0)


@pytest.mark.parametrize(
    "above",
    [
        "Ann Hale\n\nThe Norwick Gazette\n\n",
        "FILE PHOTO: The harbour of Norwick is seen from the north in this picture of May.\n",
        "CLOSE A ship is seen aground at the harbour of Norwick. (Photo: Ann Hale, Gazette)\n\n",
        "LISTEN TO ARTICLE\n",
        "NORWICK, Maine (Gazette News) - ",
        "NORWICK – ",
        "Ann Hale\n\nNORWICK, May 3 (Gazette) -- ",
    ],
)
def test_bylines_captions_and_datelines_are_above_the_lead(above: str) -> None:
    """A reporter, a photographer and an agency are not what the story is about."""
    assert lead_of(f"{above}{STORY}\nMore of it.") == range(len(above), len(above) + len(STORY))


def test_where_no_line_is_a_sentence_the_first_line_is_the_lead() -> None:
    assert lead_of("Norwick 3, Easton 1\nEaston 2, Marsh 2") == range(19)


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
