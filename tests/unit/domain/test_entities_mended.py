"""What reading 70 articles of news by eye showed to go wrong with names, and was mended."""

import re

import pytest

from streams.domain.joining import Entity, join
from streams.domain.mention import Mention

PERSON, ORG, LOC, NORP = "PERSON", "ORG", "LOC", "NORP"


def found(marked: str, title: str = "") -> dict[str, Entity]:
    """Return the entities, by id, of a text in which a model marks names: `[Ann Hale|PERSON]`."""
    text, mentions, at = "", [], 0
    for mark in re.finditer(r"\[([^|\]]+)\|([A-Z]+)\]", marked):
        text += marked[at : mark.start()]
        mentions.append(Mention(len(text), len(text) + len(mark[1]), mark[2], mark[1]))
        text, at = text + mark[1], mark.end()
    return {entity.id: entity for entity in join(title, text + marked[at:], mentions)}


def surfaces(entity: Entity) -> list[str]:
    return [span.text for span in entity.mentions]


@pytest.mark.parametrize(
    ("marked", "role"),
    [
        ("They spoke.\n\nPresident [Ann Hale|PERSON] left.", "President"),
        ("“Senator [Ann Hale|PERSON] is wrong.", "Senator"),
        ('("President [Ann Hale|PERSON] is wrong.")', "President"),
        ("Many served under President [Ann Hale|PERSON].", "President"),
        ("Hale's father [Ann Hale|PERSON] waved.", None),
    ],
)
def test_a_title_is_a_role_also_where_a_paragraph_or_a_quote_begins(marked: str, role: str | None) -> None:
    assert found(marked)["person:ann-hale"].role == role


@pytest.mark.parametrize(
    ("marked", "entity"),
    [
        ("Sen. [Ann Hale|PERSON] ([R-Texas|LOC])", "place:texas"),
        ("Rep. [Ann Hale|PERSON] ([D-Calif.|ORG])", "place:california"),
        ("Rep. [Ann Hale|PERSON], [D–N.Y.|PERSON], left.", "place:new-york"),
        ("Sen. [Ann Hale|PERSON] ([D-W.Va|LOC].)", "place:west-virginia"),
        ("In [Texas|ORG] it rained.", "place:texas"),
        ("[Alabama|LOC] and [Georgia|LOC] vote.", "place:georgia"),
        ("[Alabama|LOC], [Georgia|LOC] and the [Georgian|NORP] president.", "country:GE"),
        ("[Georgia|LOC] and [Russia|LOC] talk.", "country:GE"),
        ("In [New York|LOC] [Georgia|LOC]'s president spoke.", "country:GE"),
        ("They live in [L.A.|LOC] now.", "place:la"),
        ("In [the Republic of the Congo|LOC] it rained.", "country:CG"),
        ("Central [American|NORP] migrants.", "group:central-american"),
        ("An [American|NORP] migrant.", "country:US"),
    ],
)
def test_which_state_a_place_is(marked: str, entity: str) -> None:
    assert entity in found(marked)


def test_an_american_state_has_its_whole_name_however_it_is_written() -> None:
    (state,) = found("Sen. Hale ([R-W.Va.|LOC]) left.").values()
    assert (state.id, state.name) == ("place:west-virginia", "West Virginia")


def test_a_party_alone_is_no_name() -> None:
    assert found("Sen. [Ann Hale|PERSON] ([D.|LOC], [Mass.|LOC])").keys() == {
        "person:ann-hale",
        "place:massachusetts",
    }


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("the [Board of|ORG] Elections met", "Board of Elections"),
        ("the [Board of the|ORG] University of Hale", "Board"),
        ("[PepsiCo and|ORG] Coca-Cola said", "PepsiCo"),
        ("President [Moon Jae-|PERSON]in said", "Moon Jae-in"),
        ("told the [Des Moines|LOC] Register", "Des Moines Register"),
        ("[USA|LOC] TODAY", "USA TODAY"),
        ("Sen. [Marsh Ann Maria MarshOvernight|PERSON] News", "Ann Maria Marsh"),
        ("Sen. [Ann Marsh Ann Maria MarshGOP|PERSON] vote", "Ann Marsh"),
        ("Mr. [Robert McDonald|PERSON] said", "Robert McDonald"),
        ("[Jeff VanderMeer|PERSON] said", "Jeff VanderMeer"),
        ("the [Fort Hale|LOC] Post Office", "Fort Hale"),
        ("[Betsy DeVos|PERSON] said", "Betsy DeVos"),
    ],
)
def test_where_a_name_ends(marked: str, text: str) -> None:
    (entity,) = found(marked).values()
    assert surfaces(entity) == [text]


def test_a_name_that_a_headline_is_glued_to_ends_where_the_article_has_it_alone() -> None:
    (entity,) = found("Marsh spoke. [Ann MarshOvernight|PERSON] News").values()
    assert surfaces(entity) == ["Marsh", "Ann Marsh"]


@pytest.mark.parametrize(
    ("marked", "entity", "count"),
    [
        (
            "The [Department of Justice|ORG], the [Justice Department|ORG], [DOJ|ORG].",
            "org:justice-department",
            3,
        ),
        ("The [Department of the Interior|ORG].", "org:interior-department", 1),
        (
            "The [House Judiciary Committee|ORG]. The [Judiciary Committee|ORG].",
            "org:house-judiciary-committee",
            2,
        ),
        ("The [Harbour Times|ORG]. The [Times|ORG].", "org:harbour-times", 2),
        ("The [Harbour Times|ORG], the [Meridian Times|ORG]. The [Times|ORG].", "org:times", 1),
        ("[Amazon.com Inc.|ORG] fell. [Amazon|ORG] rose.", "org:amazon", 2),
        ("[J.K. Hale|PERSON]. [J. K. Hale|PERSON].", "person:jk-hale", 2),
        ("[Ann Hale|PERSON], [Jr|PERSON]. spoke. [Ann Hale Jr.|PERSON] left.", "person:ann-hale-jr", 2),
        ("[Ann Hale|PERSON] met [Bo Marsh|PERSON]. The [Hale-Marsh|PERSON] talks.", "person:ann-hale", 2),
        (
            "[Ann Hale-Marsh|PERSON] said. [Hale-Marsh|PERSON] and [Bo Marsh|PERSON].",
            "person:ann-hale-marsh",
            2,
        ),
        ("[Ralph Northam|PERSON] left. But [Northam|LOC] denied it.", "person:ralph-northam", 2),
        ("[Ann Lincoln|PERSON] left. They met in [Lincoln|LOC].", "place:lincoln", 1),
        ("President [Bo Hale|PERSON], then [Ann Hale|PERSON]. President [Hale|PERSON].", "person:bo-hale", 2),
        ("[Bo Hale|PERSON]. [Bo J. Hale|PERSON]. [Bo Hale|PERSON].", "person:bo-hale", 3),
        ("President [Bo Hale|PERSON], then [Ann Hale|PERSON]. [Hale|PERSON] left.", "person:ann-hale", 2),
    ],
)
def test_what_is_one(marked: str, entity: str, count: int) -> None:
    assert found(marked)[entity].count == count


def test_two_people_of_two_articles_are_two_where_only_a_surname_and_junior_are_known() -> None:
    assert [
        one.id for one in join("", "Hale Jr. left.", [Mention(0, 8, PERSON, "Hale Jr.")], scope="4f1e")
    ] == ["person:hale-jr~4f1e"]


def test_a_headline_in_title_case_names_what_its_text_names_surely_or_twice() -> None:
    text = "[Betsy DeVos|PERSON] sued [Apple|ORG]. [Apple|ORG] of [Harbour|LOC] left."
    entities = found(text, "Court Holds DeVos In Contempt As Apple Leaves Harbour Town")
    assert [one.id for one in entities.values() if one.title_mentions] == ["org:apple", "person:betsy-devos"]
