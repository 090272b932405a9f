"""From a mention to a name: bounds, titles, the words that identify it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.mention import Mention
from streams.domain.naming import Name, folded, tidied, words_of
from streams.domain.titles import role, title_before, title_within


def names(text: str, surface: str, label: str = "PERSON") -> list[Name]:
    """Return the names in the first place of a surface in a text."""
    start = text.index(surface)
    return tidied(text, Mention(start, start + len(surface), label, surface))


@pytest.mark.parametrize(
    ("text", "surface", "label", "name"),
    [
        ("the “Post”, said", "“Post”,", "ORG", "Post"),
        ("Hale’s plan", "Hale’s", "PERSON", "Hale"),
        ("the Hales' plan", "Hales'", "PERSON", "Hales"),
        ("on #Norway today", "Norway", "LOC", "#Norway"),
        ("the Korean Peninsula is", "Korean", "NORP", "Korean Peninsula"),
        ("on (June) 12th at", "June", "DATE", "June) 12th"),
        ("for six decades of war", "six decades of", "DATE", "six decades"),
        ("FM Sergey Hale", "FM Sergey Hale", "PERSON", "Sergey Hale"),
    ],
)
def test_a_name_starts_and_ends_where_a_reader_would_say(
    text: str, surface: str, label: str, name: str
) -> None:
    (found,) = names(text, surface, label)
    assert found.text == name
    assert text[found.start : found.end] == name


def test_a_day_swallowed_by_a_name_is_a_date_of_its_own() -> None:
    washington, friday = names("to Washington Friday with", "Washington Friday", "LOC")
    assert (washington.text, washington.label) == ("Washington", "LOC")
    assert (friday.text, friday.label) == ("Friday", "DATE")
    (thursday,) = names("said Thursday", "Thursday", "LOC")
    assert thursday.label == "DATE"


def test_a_land_named_after_its_people_is_a_place() -> None:
    assert names("the Korean Peninsula", "Korean", "NORP")[0].label == "LOC"


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Our Secretary of State is away", "State"),
        ("with National Security Adviser John Hale", "National Security"),
        ("with National Security Adviser John Hale", "National Security Adviser"),
    ],
)
def test_an_office_is_no_organisation(text: str, surface: str) -> None:
    """The middle of an office is what models most often take for an organisation."""
    assert names(text, surface, "ORG") == []


@pytest.mark.parametrize(
    ("surface", "label"), [("“…”", "ORG"), ("---", "DATE"), ("$$", "LOC"), ("'s", "PERSON")]
)
def test_signs_without_a_word_are_no_name(surface: str, label: str) -> None:
    assert names(f"a {surface} b", surface, label) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("US Secretary of State Hale", "Secretary of State"),
        ("then President Hale", "then President"),
        ("former Vice President Hale", "former Vice President"),
        ("Deputy Foreign Minister Hale", "Deputy Foreign Minister"),
        ("told FM Hale", "FM"),
        ("Maj. Gen. Hale", "Maj. Gen."),
        ("North Korean leader Hale", "leader"),
        ("said Mr. Hale", None),
        ("the residence Hale", None),
        ("Hale", None),
        ("He resigned as president. Hale", None),
    ],
)
def test_the_office_that_stands_before_a_name_is_the_role(text: str, said: str | None) -> None:
    assert names(text, "Hale")[0].role == said


def test_a_title_inside_the_name_is_cut_off_but_never_the_whole_name() -> None:
    assert title_within("Secretary of State Ann Hale") == "Secretary of State "
    assert title_within("Former President Ann Hale") == "Former President "
    assert title_within("Mr. and Mrs. Hale") == "Mr. "
    assert title_within("Judge") == ""
    assert title_within("King Hale") == "King "
    assert title_before("X", 1) == ""
    assert role("Mr. ") is None


@pytest.mark.parametrize(
    ("one", "other", "label"),
    [
        ("U.N.", "UN", "ORG"),
        ("The Harbour Bank Inc.", "Harbour Bank", "ORG"),
        ("Émile Zola", "Emile Zola", "PERSON"),
        ("Kim Jong-un", "Kim Jong Un", "PERSON"),
        ("#NewYork", "New York", "LOC"),
        ("Ann Hale III", "Ann Hale", "PERSON"),
    ],
)
def test_spellings_of_one_name_share_their_words(one: str, other: str, label: str) -> None:
    assert words_of(one, label) == words_of(other, label)


def test_a_name_of_nothing_but_a_suffix_keeps_it() -> None:
    assert words_of("The Company", "ORG") == ("company",)
    assert words_of("the", "ORG") == ("the",)


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(word: str) -> None:
    once = folded(word)
    if not once.endswith(("'", "’", "'s", "’s")):
        assert folded(once) == once
