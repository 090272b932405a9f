"""Names found in parts or in short: adjacent parts, organisations without their state, initials of places."""

import pytest

from streams.domain.adjacent import merged
from streams.domain.joining import join
from streams.domain.organisations import abbreviated, fuller
from tests.unit.domain.test_entities import mentions


def parts(text: str, *said: str, label: str = "PERSON") -> list[str]:
    """Return the texts of mentions once merged."""
    return [mention.text for mention in merged(text, mentions(text, [(one, label) for one in said]))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mike Pompeo spoke", ("Mike", "Pompeo")),
        ("Kim Jong Un spoke", ("Kim", "Jong Un")),
        ("Jean-Luc spoke", ("Jean", "Luc")),
        ("Ngozi Okonjo-Iweala spoke", ("Ngozi Okonjo-", "Iweala")),
        ("Ann Maria Hale spoke", ("Ann", "Maria", "Hale")),
    ],
)
def test_adjacent_parts_of_a_persons_name_are_one_mention(text: str, said: tuple[str, ...]) -> None:
    assert parts(text, *said) == [text.removesuffix(" spoke")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ann Hale Bob Marsh spoke", ("Ann Hale", "Bob Marsh")),
        ("Hale, Marsh spoke", ("Hale", "Marsh")),
        ("Hale\n\nMarsh spoke", ("Hale", "Marsh")),
        ("Hale's Marsh spoke", ("Hale's", "Marsh")),
        ("Hale President Marsh spoke", ("Hale", "President Marsh")),
    ],
)
def test_two_people_side_by_side_stay_two(text: str, said: tuple[str, ...]) -> None:
    assert parts(text, *said) == list(said)


def test_only_people_are_merged() -> None:
    assert parts("Paris Texas", "Paris", "Texas", label="LOC") == ["Paris", "Texas"]


def test_a_person_found_in_parts_is_the_person_of_that_full_name() -> None:
    text = "Mike Pompeo left. Pompeo was gone."
    (found,) = join(
        "", text, mentions(text, [("Mike", "PERSON"), ("Pompeo", "PERSON"), ("Pompeo", "PERSON")])
    )
    assert (found.id, found.count) == ("person:mike-pompeo", 2)


def full(*several: str) -> dict[str, str]:
    """Return the full form of those names that have one."""
    words = fuller(tuple(one.lower().split()) for one in several)
    return {" ".join(short): " ".join(long) for short, long in words.items()}


def test_an_organisation_is_known_without_its_state() -> None:
    assert full("Italian Supreme Court", "Supreme Court") == {"supreme court": "italian supreme court"}
    assert full("US State Department", "State Department") == {"state department": "us state department"}
    assert full("United Kingdom Home Office", "Home Office") == {"home office": "united kingdom home office"}


def test_the_form_that_the_article_uses_more_often_gives_the_id() -> None:
    """Else one "US Supreme Court" would take an article from those who watch the Supreme Court."""
    said = ["Supreme Court", "US Supreme Court", "Supreme Court"]
    assert full(*said) == {"us supreme court": "supreme court"}


def test_without_its_state_it_is_nobodys_where_two_states_have_one() -> None:
    assert full("Russian Foreign Ministry", "Chinese Foreign Ministry", "Foreign Ministry") == {}


def test_a_body_within_another_is_another() -> None:
    """The House is not its Intelligence Committee, and that is what alerts are set on."""
    assert full("House Intelligence Committee", "House") == {}
    assert full("House Republicans", "House") == {}
    assert full("House of Commons", "House") == {"house": "house of commons"}
    assert full("Goldman Sachs", "Goldman") == {"goldman": "goldman sachs"}


def test_the_initials_of_a_place_are_that_place_but_its_first_word_is_not() -> None:
    assert abbreviated([("los", "angeles"), ("la",)]) == {("la",): ("los", "angeles")}
    assert abbreviated([("kansas", "city"), ("kansas",)]) == {}
