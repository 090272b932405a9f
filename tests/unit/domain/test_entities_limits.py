"""How far the rules for names look and what they prefer: where a little more or less names someone else."""

import pytest

from streams.domain.joining import join
from streams.domain.mention import Mention
from streams.domain.naming import tidied
from tests.unit.domain.test_entities_mended import found
from tests.unit.domain.test_entities_parts import parts


def test_the_longest_office_that_an_article_gives_a_person_is_the_role() -> None:
    """The full title often comes second: "Minister" in the lead, "Foreign Minister" further down."""
    text = (
        "Minister [Ann Hale|PERSON] left. Foreign Minister [Ann Hale|PERSON] spoke. FM [Hale|PERSON] waved."
    )
    assert found(text)["person:ann-hale"].role == "Foreign Minister"


def test_a_name_is_shown_as_it_is_written_outside_of_capitals_even_where_those_are_more_frequent() -> None:
    """Datelines and captions shout names that a reader wants to see written as usual."""
    text = "[ANN HALE|PERSON] sang. [ANN HALE|PERSON] danced. [Ann Hale|PERSON] went home."
    assert found(text)["person:ann-hale"].name == "Ann Hale"


def test_of_spellings_with_as_many_words_the_most_frequent_is_shown() -> None:
    text = "[Jose Marsh|PERSON] sang. [José Marsh|PERSON] danced. [José Marsh|PERSON] went home."
    assert found(text)["person:jose-marsh"].name == "José Marsh"


def test_an_id_has_a_hundred_characters_of_a_name_at_most() -> None:
    """Ids are the keys of Kafka's records and of many a table: a name run wild must not make them longer."""
    surface = " ".join(f"Bureau{n}" for n in range(40))
    (entity,) = join("", f"{surface} met.", [Mention(0, len(surface), "ORG", surface)])
    kind, _, name = entity.id.partition(":")
    assert (kind, len(name)) == ("org", 100)
    start, _, digest = name.rpartition("-")  # of the whole name: another that begins alike has another id
    assert surface.lower().replace(" ", "-").startswith(start)
    assert int(digest, 16)
    assert entity.name == surface


def test_an_office_is_the_same_office_once_its_holder_has_left_it() -> None:
    """Who was introduced as "former President Bo Hale" is the President Hale of the next sentence."""
    text = "Former President [Bo Hale|PERSON] met [Ann Hale|PERSON]. President [Hale|PERSON] spoke."
    assert found(text)["person:bo-hale"].count == 2
    text = "President [Bo Hale|PERSON] met [Ann Hale|PERSON]. Former President [Hale|PERSON] spoke."
    assert found(text)["person:bo-hale"].count == 2


def test_a_surname_behind_a_capitalised_word_even_one_of_22_letters_is_part_of_another_name() -> None:
    for word in ("Port", "Commonwealth", "Wirtschaftsministerium"):
        text = f"[Ann Hale|PERSON] spoke. Then {word} Hale was shut."
        assert found(text)["person:ann-hale"].count == 1, word


def test_an_organisation_that_shares_its_name_with_a_state_is_not_that_state() -> None:
    """Whoever is alerted of Jordan wants the kingdom, not the maker of shoes."""
    assert found("Shoes of [Jordan|ORG] sold out.").keys() == {"org:jordan"}
    assert found("Rain fell in [Jordan|LOC].").keys() == {"country:JO"}


@pytest.mark.parametrize(
    "before", ["in", "at", "near", "from", "into", "around", "outside", "the", "Outside"]
)
def test_a_place_that_shares_its_name_with_a_person_stays_one_behind_a_word_that_leads_to_places(
    before: str,
) -> None:
    entities = found(f"[Ann Lincoln|PERSON] left. They waited {before} [Lincoln|LOC] all day.")
    assert "place:lincoln" in entities
    assert entities["person:ann-lincoln"].count == 1


def test_parts_side_by_side_are_one_name_of_four_words_at_most() -> None:
    """More words than that are two people of whom a comma was forgotten."""
    four, five = "Ann Maria Lee Hale", "Bo Ann Maria Lee Hale"
    assert parts(f"{four} spoke", "Ann", "Maria Lee Hale") == [four]
    assert parts(f"{five} spoke", "Bo", "Ann Maria Lee Hale") == ["Bo", "Ann Maria Lee Hale"]
    assert parts(f"{five} spoke", "Bo Ann Maria Lee", "Hale") == ["Bo Ann Maria Lee", "Hale"]


@pytest.mark.parametrize("surface", ["HALE'S", "HALE’S", "Hale's", "HALES'"])
def test_a_possessive_is_no_part_of_a_name_in_capitals_either(surface: str) -> None:
    (name,) = tidied(f"{surface} PLAN", Mention(0, len(surface), "PERSON", surface))
    assert name.text == surface.partition("'")[0].partition("’")[0]
