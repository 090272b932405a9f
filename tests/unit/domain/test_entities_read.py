"""Relatives and juniors, short given names, bodies that begin alike, and whose party or network it is."""

import pytest

from tests.unit.domain.test_entities_mended import found


@pytest.mark.parametrize("quoted", ["Bob Hale", "Bobby Hale"])
def test_a_short_given_name_is_the_same_person_under_the_id_of_the_office(quoted: str) -> None:
    people = found(
        f"Counsel [Robert Hale|PERSON] left. “[{quoted}|PERSON] is fair,” he said. [Hale|PERSON] waved."
    )
    assert {key: one.count for key, one in people.items()} == {"person:robert-hale": 3}


@pytest.mark.parametrize("other", ["Jon Hale", "Ann Hale", "Robert K. Hale"])
def test_other_given_names_and_middle_names_are_others(other: str) -> None:
    assert len(found(f"[Bob J. Hale|PERSON] met [{other}|PERSON].")) == 2


@pytest.mark.parametrize(
    "relative",
    [
        "his wife, [Bea Hale|PERSON],",
        "his daughter [Bea Hale|PERSON]",
        "[Bea Hale|PERSON], the mayor's sister,",
    ],
)
def test_a_surname_is_not_that_of_a_relative_who_is_told_as_one(relative: str) -> None:
    people = found(f"[Ann Hale|PERSON] won. There was {relative} too. [Hale|PERSON] waved.")
    assert people["person:ann-hale"].count == 2


def test_a_relative_who_alone_has_the_surname_is_meant_by_it() -> None:
    assert found("His wife, [Bea Hale|PERSON], won. [Hale|PERSON] waved.")["person:bea-hale"].count == 2


def test_a_surname_alone_is_the_father_s_where_both_are_named() -> None:
    people = found("[Bo Hale|PERSON] won. [Bo Hale Jr.|PERSON] cheered. [Hale|PERSON] waved.")
    assert people["person:bo-hale"].count == 2


def test_a_junior_without_an_elder_keeps_his_surname() -> None:
    people = found(
        "[Bo Hale Jr.|PERSON] won. [Ann Hale|PERSON] left. [Bo Hale Jr.|PERSON] sang. [Hale|PERSON] waved."
    )
    assert people["person:bo-hale-jr"].count == 3


@pytest.mark.parametrize(
    ("marked", "key"),
    [
        ("[House Democratic|ORG] leaders met.", "org:house"),
        ("[Ohio Republican|ORG] Sen. Ann Hale left.", "place:ohio"),
        ("The [House GOP|ORG] met.", "org:house-gop"),
        ("The [Norwick Democratic|ORG] party met.", "org:norwick-democratic"),
    ],
)
def test_somebodys_party_is_no_part_of_a_body_or_a_state(marked: str, key: str) -> None:
    assert key in found(marked)


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        (
            "the [House Committee|ORG] on [Oversight and Reform|ORG]",
            "House Committee on Oversight and Reform",
        ),
        ("the [Senate Select Committee|ORG] on Intelligence", "Senate Select Committee on Intelligence"),
        ("the [Council|ORG] on Harbours and [Lanes|ORG]", None),
        ("the [House Judiciary Committee|ORG] on Monday", "House Judiciary Committee"),
        ("the [Senate Committee|ORG] on Capitol Hill", "Senate Committee"),
        ("the [National Committee|ORG] on Hale's law", "National Committee"),
    ],
)
def test_a_committee_goes_on_to_what_it_is_for(marked: str, name: str | None) -> None:
    assert (name or "Council on Harbours") in {one.name for one in found(marked).values()}


def test_who_took_the_picture_above_a_story_is_not_in_its_lead() -> None:
    caption = "A ship ran aground. | [Bo Marsh|PERSON]/Getty Images"
    line = f"{caption} Harbours [Ann Hale|PERSON] closes the harbour for long."
    people = found(f"{line}\n\nIt was a long night for all of the crew of the ship.")
    assert people["person:bo-marsh"].salience < 0.5 < people["person:ann-hale"].salience


def test_first_words_named_before_and_more_often_are_a_name_by_themselves() -> None:
    names = found("The [Navy|ORG] left. The [Navy|ORG] said. The [Navy Times|ORG] wrote.")
    assert names.keys() == {"org:navy", "org:navy-times"}


@pytest.mark.parametrize(
    "marked",
    [
        "[Norwick University|ORG] won. [Norwick|ORG] said. [Norwick|ORG] left.",
        "[Norwick|ORG] won. [Norwick|ORG] said. [Norwick University|ORG] left.",
    ],
)
def test_a_name_without_its_kind_is_short_for_it_wherever_it_stands(marked: str) -> None:
    assert found(marked).keys() == {"org:norwick-university"}


def test_a_network_is_a_firm_where_it_acts_and_then_all_over() -> None:
    assert found("Facebook said so. Hale wrote it on Facebook.")["org:facebook"].count == 2
    assert "org:twitter" not in found("Hale wrote it on Twitter.")


def test_a_body_is_one_with_and_without_its_state() -> None:
    assert found("The [U.S. Senate|ORG] met. The [Senate|ORG] left.").keys() == {"org:senate"}
    assert len(found("[US Steel|ORG] met. [Steel|ORG] left.")) == 2


def test_the_state_of_a_politician_is_not_what_an_article_is_about() -> None:
    text = "Sen. [Ann Hale|PERSON] (R-[Utah|LOC]) closed the harbour of the town for a very long time."
    assert found(text, "Hale closes harbour")["place:utah"].salience < 0.3


def test_an_account_and_a_title_are_no_people_and_a_states_senator_no_organisation() -> None:
    assert not found("It thanked [@annhale|PERSON]. [State|ORG] Sen. Bo Marsh left.")
    assert found("said [Cmdr|PERSON]. [Ann Hale|PERSON]").keys() == {"person:ann-hale"}
    speaker = found("House of Representatives Speaker [Ann Hale|PERSON] left.")["person:ann-hale"]
    assert speaker.role == "Speaker"
