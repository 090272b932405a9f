"""Which language a text is in, by the text, the source's word, and who could read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.nlp.language import CHARS_MAX, detect, known, primary

ENGLISH = "The government will discuss the budget for the coming year on Wednesday, ministers said."
GERMAN = "Die Regierung will am Mittwoch über den Haushalt des kommenden Jahres beraten, so die Minister."
FRENCH = "Le gouvernement discutera mercredi du budget de l'année prochaine, ont dit les ministres."
TOO_LITTLE = "12.5 % (2024)"

tags = st.none() | st.sampled_from(["en", "de-AT", "fr", "zxx", "und", "tlh", "", "-", "EN_us", "ürks"])
languages = st.sets(st.sampled_from(["en", "de", "fr", "nb", "zh", "tlh"]))


@pytest.mark.parametrize(
    ("text", "language"), [(ENGLISH, "en"), (FRENCH, "fr"), (TOO_LITTLE, None), ("", None)]
)
def test_the_language_of_a_text_is_told_from_its_beginning(text: str, language: str | None) -> None:
    assert detect(text) == language
    assert detect(text.ljust(CHARS_MAX) + GERMAN * 9) == language


def test_a_few_letters_are_enough_where_each_is_a_syllable_or_a_word() -> None:
    """A Chinese headline has fewer letters than an English one, and says as much."""
    assert detect("政府将于星期三讨论明年的预算") == "zh"
    assert detect("News at ten") is None


@pytest.mark.parametrize(
    "headline",
    ["Michael Cohen Testifies", "Obama Endorses Medicare-for-All", "Who is Marie Yovanovitch?"],
)
def test_an_english_headline_that_looks_like_another_language_is_english_where_that_is_served(
    headline: str,
) -> None:
    """Alone, one in twenty is taken for Pidgin, Latin or Catalan, and would come out without names."""
    assert detect(headline) != "en"
    assert detect(headline, served={"en"}) == "en"


def test_a_text_is_not_taken_for_a_language_only_because_that_one_is_served() -> None:
    assert detect(GERMAN, served={"en"}) == "de"
    assert detect(FRENCH, served={"en", "de"}) == "fr"


@pytest.mark.parametrize(
    ("text", "tag", "served", "language"),
    [
        (ENGLISH, "de", {"en"}, "en"),
        (ENGLISH, "de", {"en", "de"}, "en"),
        (GERMAN, "en", {"en"}, "de"),
        (GERMAN, "en", {"en", "de"}, "de"),
        (GERMAN, "de-AT", {"en", "de"}, "de"),
        (GERMAN, "de", {"en"}, "de"),
        (GERMAN, "fr", {"en"}, "de"),
    ],
)
def test_a_wrong_tag_neither_leaves_a_text_unread_nor_sends_it_to_the_wrong_reader(
    text: str, tag: str, served: set[str], language: str
) -> None:
    """Feeds are labelled by whoever set up their template, often once for all languages of a house."""
    assert detect(text, tag=tag, served=served) == language


def test_a_tag_decides_where_the_text_leaves_it_open() -> None:
    """Short headlines of neighbouring languages; figures; a language that only the setting knows."""
    headline = "Philips schrapt banen in Eindhoven"
    assert detect(headline, served={"en"}) == "en"
    assert detect(headline, tag="nl", served={"en"}) == "nl"
    assert detect(TOO_LITTLE, tag="fr-FR", served={"en"}) == "fr"
    assert detect(ENGLISH, tag="tlh", served={"en", "tlh"}) == "tlh"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-US", "en"),
        ("pt_BR", "pt"),
        (" DE ", "de"),
        ("no", "nb"),
        ("iw", "he"),
        ("zxx", None),
        ("und", None),
        ("english", None),
        ("", None),
        (None, None),
    ],
)
def test_a_tag_says_a_language_if_it_is_one(tag: str | None, language: str | None) -> None:
    assert primary(tag) == language


@given(text=st.text(st.characters(), max_size=60), tag=tags, served=languages)
def test_whatever_a_text_and_a_tag_are_the_language_is_one_of_a_bounded_number(
    text: str, tag: str | None, served: set[str]
) -> None:
    """It is the label of a metric. Lone surrogates come through, too."""
    assert detect(text, tag=tag, served=served) in {None, *known(), *served} - {"zxx"}
