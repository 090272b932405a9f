"""A list of aliases: what it names is named so in every article, but nobody is told by a surname alone."""

import pytest
from hypothesis import given

from streams.domain.aliases import Aliases, Known, aliases
from streams.domain.joining import join
from tests.unit.domain.test_entities import by_id, mentions, surfaces, texts

BANK = Known(id="org:harbour-bank", label="ORG", name="Harbour Bank", surfaces=("HBK",), wikidata="Q1")
HALE = Known(
    id="person:ann-hale", label="PERSON", name="Ann Hale", surfaces=("Anna M. Hale", "Hale", "Annie")
)
PERU = Known(id="country:PE", label="LOC", name="Peru", surfaces=("Land of the Condor",), country="PE")
LIST = aliases([BANK, HALE, PERU])


def found(text: str, *said: tuple[str, str], known: Aliases = LIST) -> dict[str, list[str]]:
    """Return the surfaces of each entity of a text, by its id."""
    entities = join("", text, mentions(text, said), scope="0" * 32, aliases=known)
    return {id_: surfaces(entity) for id_, entity in by_id(entities).items()}


def test_what_a_list_names_has_its_id_name_and_item_in_every_article() -> None:
    text = "HBK fell."
    (bank,) = join("", text, mentions(text, [("HBK", "ORG")]), aliases=LIST)
    assert (bank.id, bank.name, bank.label, bank.wikidata) == (
        "org:harbour-bank",
        "Harbour Bank",
        "ORG",
        "Q1",
    )


def test_the_label_of_the_list_counts_above_the_models() -> None:
    assert found("HBK fell.", ("HBK", "LOC")) == {"org:harbour-bank": ["HBK"]}


def test_what_the_article_joins_with_a_listed_name_goes_with_it() -> None:
    text = "Harbour Bank Holdings fell. Harbour Bank Holdings rose. Harbour Bank stood."
    said = [("Harbour Bank Holdings", "ORG"), ("Harbour Bank Holdings", "ORG"), ("Harbour Bank", "ORG")]
    assert list(found(text, *said)) == ["org:harbour-bank"]


@pytest.mark.parametrize("surface", ["Hale", "Annie"])
def test_one_word_never_says_by_itself_which_person_is_meant(surface: str) -> None:
    """Another Hale of another article would else be put under Ann Hale's id, list or no list."""
    assert list(found(f"{surface} spoke.", (surface, "PERSON"))) == [f"person:{surface.lower()}~00000000"]


def test_office_and_name_say_which_person_is_meant_where_the_list_has_both() -> None:
    """News names a pope or a prince by one word and the office."""
    known = aliases([Known(id="person:pope-ann", label="PERSON", name="Pope Ann", surfaces=("Ann",))])
    said = [("Ann", "PERSON")]
    assert list(found("Pope Ann spoke.", *said, known=known)) == ["person:pope-ann"]
    assert list(found("Ann spoke.", *said, known=known)) == ["person:ann~00000000"]
    assert list(found("Sen. Ann spoke.", *said, known=known)) == ["person:ann~00000000"]
    assert found("Pope Ann spoke. Ann left.", *said, *said, known=known) == {
        "person:pope-ann": ["Ann", "Ann"]
    }


def test_one_word_of_a_person_counts_where_the_article_names_that_person_by_more() -> None:
    text = "Anna M. Hale spoke. Annie left. Hale stayed."
    said = [("Anna M. Hale", "PERSON"), ("Annie", "PERSON"), ("Hale", "PERSON")]
    assert found(text, *said) == {"person:ann-hale": ["Anna M. Hale", "Annie", "Hale"]}


def test_another_person_of_that_surname_stays_another() -> None:
    text = "Ann Hale met Bob Hale. Hale left."
    said = [("Ann Hale", "PERSON"), ("Bob Hale", "PERSON"), ("Hale", "PERSON")]
    assert found(text, *said) == {"person:ann-hale": ["Ann Hale"], "person:bob-hale": ["Bob Hale", "Hale"]}


def test_a_listed_way_of_writing_a_state_is_that_state() -> None:
    text = "Peru won. The Land of the Condor sang."
    said = [("Peru", "LOC"), ("Land of the Condor", "LOC")]
    assert found(text, *said) == {"country:PE": ["Peru", "Land of the Condor"]}


def test_a_surface_that_two_entries_claim_is_an_error_that_names_both() -> None:
    other = Known(id="org:hbk", label="ORG", name="HBK")
    with pytest.raises(ValueError, match=r"'HBK' stands for org:harbour-bank as well as for org:hbk"):
        aliases([BANK, other])


@given(text=texts)
def test_an_empty_list_changes_nothing(text: str) -> None:
    assert join("", text, [], aliases=aliases([])) == join("", text, [])


def test_a_place_that_the_article_abbreviates_is_the_listed_one() -> None:
    listed = aliases([Known(id="place:golden-state", label="LOC", name="California", surfaces=())])
    assert found("It rained in Calif.", ("Calif.", "LOC"), known=listed) == {"place:golden-state": ["Calif."]}
