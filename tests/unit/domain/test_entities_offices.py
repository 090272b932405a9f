"""Offices beside names: what is cut off an organisation, what a list shares, and whom a surname means."""

import pytest

from tests.unit.domain.test_entities_mended import found


@pytest.mark.parametrize(
    ("marked", "entity", "role"),
    [
        ("[Senate Majority|ORG] Leader [Ann Hale|PERSON] left.", "org:senate", "Majority Leader"),
        ("[House Minority Leader|ORG] [Ann Hale|PERSON] left.", "org:house", "Minority Leader"),
        ("[Senate Democratic Leader|ORG] [Ann Hale|PERSON] left.", "org:senate", "Leader"),
        ("[White House Press|ORG] Secretary [Ann Hale|PERSON] left.", "org:white-house", "Press Secretary"),
        ("At the [White House, Press|ORG] Secretary [Ann Hale|PERSON] left.", "org:white-house", None),
        ("[U.S. District|ORG] Judge [Ann Hale|PERSON] left.", "country:US", "District Judge"),
        ("[Supreme Court Justice|ORG] [Ann Hale|PERSON] left.", "org:supreme-court", "Justice"),
        ("[Marsh Steel General|ORG] Counsel [Ann Hale|PERSON] left.", "org:marsh-steel", None),
    ],
)
def test_an_office_is_no_part_of_the_organisation_before_it(
    marked: str, entity: str, role: str | None
) -> None:
    """An alert on the Senate hears of its majority leader as well."""
    entities = found(marked)
    assert entities.keys() == {entity, "person:ann-hale"}
    assert role in {None, entities["person:ann-hale"].role}


@pytest.mark.parametrize(
    ("marked", "entity"),
    [
        ("The [Ministry of Justice|ORG] said that Hale left.", "org:justice-ministry"),
        ("The [European Court of Justice|ORG] Monday ruled so.", "org:european-court-of-justice"),
        ("[Marsh Counsel|ORG] said so.", "org:marsh-counsel"),
        ("The [Press|ORG] Secretary of the club left.", "org:press"),
    ],
)
def test_an_organisation_whose_name_ends_like_an_office_is_whole(marked: str, entity: str) -> None:
    assert found(marked).keys() == {entity}


def test_a_party_before_an_office_is_no_organisation() -> None:
    assert found("[Democratic Rep.|ORG] [Ann Hale|PERSON] left.").keys() == {"person:ann-hale"}


@pytest.mark.parametrize(
    ("list_of_names", "roles"),
    [
        ("Sens. [Ann Hale|PERSON] (R-Utah) and [Bo Marsh|PERSON] left.", ["Sen.", "Sen."]),
        ("Sens. [Ann Hale|PERSON], R-S.C., [Bo Marsh|PERSON], D-Conn., and [Cy Lund|PERSON].", ["Sen."] * 3),
        ("Senators [Ann Hale|PERSON] of Maine and [Bo Marsh|PERSON] of New York left.", ["Senator"] * 2),
        ("Former Presidents [Ann Hale|PERSON] & [Bo Marsh|PERSON] met.", ["President"] * 2),
        ("Justices [Ann Hale|PERSON] and [Bo Marsh|PERSON] met lawyer [Cy Lund|PERSON].",
         ["Justice", "Justice", "lawyer"]),
        ("Sens. [Ann Hale|PERSON] and [Bo Marsh|PERSON] met in the town where [Cy Lund|PERSON] lives.",
         ["Sen.", "Sen.", None]),
        ("Reps. [Ann Hale|PERSON] left. [Bo Marsh|PERSON] stayed.", ["Rep.", None]),
    ],
)  # fmt: skip
def test_each_of_a_list_has_the_office_in_front_of_it(list_of_names: str, roles: list[str | None]) -> None:
    people = {name: one for name, one in found(list_of_names).items() if name.startswith("person:")}
    assert [one.role for one in sorted(people.values(), key=lambda one: one.mentions[0].start)] == roles


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("then-Attorney General", "then-Attorney General"),
        ("Ex-President", "Ex-President"),
        ("first lady", "first lady"),
        ("Secretary of Homeland Security", "Secretary of Homeland Security"),
        ("Speaker of the House", "Speaker of the House"),
        ("Mrs.", None),
    ],
)
def test_a_title_is_a_role_as_the_article_says_it(title: str, role: str | None) -> None:
    assert found(f"They met {title} [Ann Hale|PERSON] there.")["person:ann-hale"].role == role


def test_a_surname_is_not_the_first_ladys_though_she_was_named_last() -> None:
    """News calls her by her given name, or Mrs., and her husband by his surname."""
    entities = found(
        "President [Bo Hale|PERSON] came with first lady [Ann Hale|PERSON]. [Hale|PERSON] told reporters so."
    )
    assert entities["person:bo-hale"].count == 2
    assert entities["person:ann-hale"].count == 1


def test_a_surname_is_the_first_ladys_where_nobody_else_bears_it() -> None:
    assert found("First lady [Ann Hale|PERSON] came. [Hale|PERSON] spoke.")["person:ann-hale"].count == 2
