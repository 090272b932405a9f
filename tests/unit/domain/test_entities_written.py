"""Ways of writing a name that must not make another entity of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.characters import in_one_form, one_form
from streams.domain.joining import ID_CHARS_MAX
from streams.domain.places import Places
from tests.builders import a_raw_article
from tests.unit.domain.test_entities_mended import found


@pytest.mark.parametrize(
    ("marked", "ids"),
    [
        ("[Bo O’Hale|PERSON] and [O'Hale|PERSON].", {"person:bo-o'hale"}),
        ("[Ann Hale‘s|PERSON] and [Ann Hale’s|PERSON].", {"person:ann-hale"}),
        ("[Ann B. Hale|PERSON] and [Ann Hale|PERSON].", {"person:ann-hale"}),
        ("So it is! — [Ann B. Hale|PERSON] (@annhale) May 3", {"person:ann-hale"}),
        ("[Ann B. Hale|PERSON] (66).", {"person:ann-b-hale"}),
        ("[D.C.|LOC], [DC|LOC] and [Washington|LOC].", {"place:washington"}),
        ("[Washington, D.C.|LOC] and [Washington|LOC].", {"place:washington"}),
        ("The [Department of Veterans Affairs|ORG], or [VA|ORG].", {"org:veterans-affairs-department"}),
        ("The [VA|ORG] said so.", {"org:va"}),
        ("The [U.S. Border Patrol Unit|ORG], or [BPU|ORG].", {"org:us-border-patrol-unit"}),
        ("The [Fair Care|ORG] Act, or the [FCA|ORG].", {"org:fair-care-act"}),
        ("In the [Oval|ORG] Office.", {"org:oval-office"}),
        ("[#AnnHale|LOC] and [#AnnHale|LOC]: [Ann Hale|PERSON] won.", {"person:ann-hale"}),
        ("Only [#Norwick|LOC] won.", {"place:norwick"}),
        ("An African [American|NORP], many [African|NORP]-Americans.", {"group:african-american"}),
        ("Native Americans spoke.", {"group:native-american"}),
        ("Ann (D-N.Y.) and Bo (I-Vt.) left.", {"place:new-york", "place:vermont"}),
        ("Take plan D-Day or R-Rated films.", set()),
    ],
)
def test_one_name_is_one_however_it_is_written(marked: str, ids: set[str]) -> None:
    assert found(marked).keys() == ids


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[NORWICK|LOC] - It rained.", "Norwick"),
        ("[NEW NORWICK|LOC] (Gazette) - It rained.", "New Norwick"),
        ("They signed [NAFTA|LOC] there.", "NAFTA"),
        ("[UAE|LOC] - It rained.", "United Arab Emirates"),
    ],
)
def test_a_place_of_a_dateline_is_not_named_in_capitals(marked: str, name: str) -> None:
    (entity,) = found(marked).values()
    assert entity.name == name


@pytest.mark.parametrize("name", ["McDonald's", "Macy’s", "Moody's"])
def test_a_firm_whose_name_ends_like_a_possessive_keeps_its_end(name: str) -> None:
    (firm,) = found(f"Shares of [{name}|ORG] fell.").values()
    assert firm.name == name


def test_two_long_names_that_begin_alike_are_two_entities() -> None:
    long = " ".join(["Norwick"] * 20)
    one, other = found(f"The [{long} Bank|ORG] and the [{long} Club|ORG].")
    assert one != other
    assert {len(one), len(other)} == {len("org:") + ID_CHARS_MAX}


def test_a_headline_keeps_the_full_name_whose_surname_the_text_has() -> None:
    entities = found("[Hale|PERSON] sold it.", title="The Rise and Fall of Ann Hale in the North")
    assert entities.keys() == {"person:hale"}  # the model found nobody in the headline


def test_a_space_is_a_space_and_an_accent_a_part_of_its_letter() -> None:
    raw = a_raw_article(title="Jose\u0301 in\u00a0May", text="Ann\u00a0Hale, \ufeffBo\u200b Marsh")
    mended = in_one_form(raw)
    assert (mended.title, mended.text) == ("José in May", "Ann Hale, Bo Marsh")


def test_what_is_in_one_form_is_the_same_article() -> None:
    raw = a_raw_article(title="“Plain” – and 👩\u200d🚒", text="Ordinary, naïve text.")
    assert in_one_form(raw) is raw


@given(st.text())
def test_one_form_is_the_same_when_it_is_made_twice(text: str) -> None:
    assert one_form(one_form(text)) == one_form(text)


@given(
    st.lists(st.sampled_from(["Ann", "Hale", "Hales", "U.S.", "'s", "-", "_", "Bo", " "]), max_size=12),
    st.lists(st.sampled_from(["Ann", "Hale", "U.S.", "Bo"]), min_size=1, max_size=3),
)
def test_a_name_among_thousands_is_found_where_it_is_found_among_few(
    text: list[str], name: list[str]
) -> None:
    said, sought = "".join(text), " ".join(name)
    few, many = (list(Places(said, many=many).of(sought)) for many in (False, True))
    whole = [
        at
        for at in few
        if not said[at - 1 : at].isalnum() and not said[at + len(sought) : at + len(sought) + 1].isalnum()
    ]
    assert [at for at in many if at in whole] == whole
    assert set(many) <= set(few)
