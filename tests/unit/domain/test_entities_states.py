"""States, their peoples and their aliases; names that are certain without the model."""

import csv
from importlib.resources import files

import pytest

from streams.domain.countries import country, country_of, spaced, table
from streams.domain.finding import complete
from streams.domain.naming import Name, named, words_of


def said(text: str, *names: Name, known: tuple[Name, ...] = ()) -> list[tuple[str, str]]:
    """Return (surface, label) of the names of a text once completed."""
    return [(name.text, name.label) for name in complete(text, list(names), known)]


def a_name(text: str, surface: str, label: str) -> Name:
    """Return the name at the first place of a surface."""
    start = text.index(surface)
    return named(text, start, start + len(surface), label=label)


@pytest.mark.parametrize(
    ("surface", "code"),
    [
        ("U.S.", "US"),
        ("US", "US"),
        ("USA", "US"),
        ("#USA", "US"),
        ("Americans", "US"),
        ("N. Korea", "KP"),
        ("NKorean", "KP"),
        ("#NorthKorea", "KP"),
        ("South Koreans", "KR"),
        ("U.K.", "GB"),
        ("British", "GB"),
        ("French", "FR"),
        ("Côte d’Ivoire", "CI"),
        ("CUBA", "CU"),
        ("the Gambia", "GM"),
        ("us", None),
        ("Korea", None),
        ("Georgia", None),
        ("", None),
    ],
)
def test_a_surface_stands_for_one_state_or_none(surface: str, code: str | None) -> None:
    found = country(surface)
    assert (found.code if found else None) == code


def test_what_may_be_something_else_is_a_state_only_where_the_model_says_so() -> None:
    """Jordan plays basketball, too, and Georgia borders on Florida."""
    assert country("Jordan") is None
    assert country("Jordan", sure=False) == country_of("JO")


def test_every_state_is_listed_once_under_a_code_and_no_surface_under_two() -> None:
    lines = files("streams.domain").joinpath("countries.tsv").read_text("utf-8").splitlines()
    rows = list(
        csv.reader((line for line in lines if line[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    codes = [row[0] for row in rows]
    assert len(codes) == len(set(codes)) == 197
    assert all(len(row) == 5 and len(row[0]) == 2 and row[0].isupper() for row in rows)
    owners: dict[str, set[str]] = {}
    for surfaces in table().by_first_word.values():
        for surface in surfaces:
            owners.setdefault(surface.text, set()).add(surface.country.code)
    assert {text: codes for text, codes in owners.items() if len(codes) > 1} == {}


def test_every_state_has_its_item_in_wikidata() -> None:
    items = [state.wikidata or "" for state in table().by_code.values()]
    assert len(set(items)) == len(items) == 197
    assert all(item[0] == "Q" and item[1:].isdigit() for item in items)
    assert country_of("KP").wikidata == "Q423"


def test_hashtags_are_read_as_words() -> None:
    assert spaced("#NorthKorea") == "North Korea"
    assert spaced("#USElection2024") == "US Election 2024"
    assert spaced("North Korea") == "North Korea"


def test_a_state_is_found_where_the_model_saw_nothing() -> None:
    assert said("Iran and the U.K. signed.") == [("Iran", "LOC"), ("U.K.", "LOC")]
    assert said("In Iran, Iranians voted; US-China talks.") == [
        ("Iran", "LOC"),
        ("Iranians", "NORP"),
        ("US", "LOC"),
        ("China", "LOC"),
    ]
    assert said("#Iran it is.") == [("#Iran", "LOC")]


@pytest.mark.parametrize("text", ["New Mexico votes", "they like Perus", "a chinaman", "the Air France crew"])
def test_a_state_is_not_found_inside_a_longer_name_or_word(text: str) -> None:
    assert said(text) == []


def test_a_people_cut_in_half_is_made_whole() -> None:
    text = "the North Korean leader"
    assert said(text, a_name(text, "Korean", "NORP")) == [("North Korean", "NORP")]


def test_a_longer_name_keeps_the_state_inside_it() -> None:
    text = "the Bank of China said"
    assert said(text, a_name(text, "Bank of China", "ORG")) == [("Bank of China", "ORG")]


def test_in_capitals_throughout_nothing_is_certain() -> None:
    assert said("TELL US MORE") == []


def test_a_full_name_an_acronym_and_a_surname_are_found_again() -> None:
    text = "Ann Hale of the UNDP. Then Hale left; UNDP and Ann Hale stayed. Mr. Hale, Hale Street, Hales."
    first = (a_name(text, "Ann Hale", "PERSON"), a_name(text, "UNDP", "ORG"))
    assert [name for name, _ in said(text, *first)] == [
        "Ann Hale",
        "UNDP",
        "Hale",
        "UNDP",
        "Ann Hale",
        "Hale",
    ]


@pytest.mark.parametrize(("full", "again"), [("Theresa May", "May"), ("Li Na", "Na")])
def test_a_surname_that_is_also_a_word_is_not_found_by_itself(full: str, again: str) -> None:
    text = f"{full} spoke. In {again} it rained."
    assert said(text, a_name(text, full, "PERSON")) == [(full, "PERSON")]


def test_names_of_the_text_are_found_in_the_headline() -> None:
    known = Name(0, 8, "PERSON", "Ann Hale", words_of("Ann Hale", "PERSON"))
    assert said("All eyes on Ann Hale", known=(known,)) == [("Ann Hale", "PERSON")]


def test_of_two_names_that_overlap_one_stays() -> None:
    text = "Ann Hale Marsh"
    both = (a_name(text, "Ann Hale", "PERSON"), a_name(text, "Hale Marsh", "ORG"))
    assert said(text, *both) == [("Ann Hale", "PERSON")]
