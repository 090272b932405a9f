"""What a new version of an article changed, and that nothing is made up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.article import Article
from streams.domain.corrections import CHARACTERS_MAX, correction_notice
from streams.domain.figures import figures
from streams.domain.revision import (
    LISTED_MAX,
    Change,
    Changes,
    Headlines,
    Lengths,
    Listed,
    Previous,
    changes,
    revision_record,
)
from tests.builders import a_text, an_article

pieces = st.sampled_from(
    [
        *(
            "The mayor",
            "said",
            "on Monday",
            "that 12 people",
            "14 dead",
            "$1.2 million",
            "45 %",
            "45 percent",
        ),
        *("Maren Holt", "of Oslo", "1,234", "1234", ".", "\n", "  ", "Correction: wrong.\n", "café", "ü7"),
    ]
)
texts = st.lists(pieces, max_size=25).map(" ".join)
titles = st.sampled_from(["Ferry back", "Ferry  back", "UPDATE 1-Ferry back", ""])
versions = st.builds(lambda title, text: an_article(1, title=title, text=text), titles, texts)
STORY = "The harbour said on Monday that 12 people were hurt. It thanked Maren Holt of the Ellersund Line."


def changed(text: str, *, before: str = STORY, title: str = "Headline number 1") -> Changes:
    return changes(an_article(1, text=before), an_article(1, text=text, title=title))


@given(versions)
def test_a_version_is_not_changed_against_itself(version: Article) -> None:
    same = changes(version, version)
    assert same.kinds == ()
    assert same.figures == same.names == Listed((), ())
    assert same.correction_notice is None


@given(version=versions, space=st.sampled_from(["  ", "\n", " \n\n ", "\t"]))
def test_white_space_is_no_change(version: Article, space: str) -> None:
    spaced = replace(version, text=f"\n{version.text} ".replace(" ", f" {space}"), title=f" {version.title} ")
    assert changes(version, spaced).kinds == ()
    assert changes(version, spaced).names == Listed((), ())


@given(before=versions, after=versions)
def test_exchanging_the_versions_exchanges_added_and_removed(before: Article, after: Article) -> None:
    there, back = changes(before, after), changes(after, before)
    assert (there.figures.added, there.figures.removed) == (back.figures.removed, back.figures.added)
    assert (there.names.added, there.names.removed) == (back.names.removed, back.names.added)
    assert (there.words.before, there.words.after) == (back.words.after, back.words.before)
    assert (there.headline.before, there.headline.after) == (back.headline.after, back.headline.before)
    both_ways = {Change.CORRECTION_NOTICE, Change.WORDING}
    assert set(there.kinds) - both_ways == set(back.kinds) - both_ways


@given(before=versions, after=versions)
def test_every_change_has_a_kind(before: Article, after: Article) -> None:
    same = before.text.split() == after.text.split() and before.title.split() == after.title.split()
    assert bool(changes(before, after).kinds) != same


def test_a_corrected_figure_is_shown_with_its_unit_before_and_after() -> None:
    found = changed(STORY.replace("12 people", "14 people"))
    assert found.kinds == (Change.FIGURES,)
    assert found.figures == Listed(("14 people",), ("12 people",))


def test_a_corrected_name_is_shown_whole() -> None:
    found = changed(STORY.replace("Maren Holt", "Maren Holst"))
    assert found.kinds == (Change.NAMES,)
    assert found.names == Listed(("Maren Holst",), ("Maren Holt",))


def test_a_new_headline_is_shown_beside_the_old_one() -> None:
    found = changed(STORY, title="Ferry sails again")
    assert found.kinds == (Change.HEADLINE,)
    assert found.headline == Headlines("Headline number 1", "Ferry sails again")


def test_a_paragraph_more_is_a_change_of_length_and_of_wording() -> None:
    found = changed(f"{STORY}\n\nThe line has sailed between both harbours ever since the bridge was closed.")
    assert found.kinds == (Change.LENGTH, Change.WORDING)
    assert found.words == Lengths(18, 31)


def test_another_order_of_sentences_is_a_change_of_wording_alone() -> None:
    assert changed(". ".join(reversed(STORY.split(". ")))).kinds == (Change.WORDING,)


def test_another_kind_of_quotes_is_a_change_of_wording_for_want_of_any_other() -> None:
    """Every version that is published says why."""
    assert changed("It's so.", before="It’s so.").kinds == (Change.WORDING,)


def test_a_notice_that_was_there_before_is_none_of_this_version() -> None:
    corrected = f"{STORY}\n\nCorrection: the number of the hurt was wrong."
    assert changed(corrected).correction_notice == "Correction: the number of the hurt was wrong."
    assert Change.CORRECTION_NOTICE in changed(corrected).kinds
    assert changed(f"{corrected} Again.", before=f"{corrected} Once.").correction_notice is not None
    assert changed(f"More.\n{corrected}", before=corrected).correction_notice is None


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: An earlier version of this story misstated the toll.",
        "CORRECTION (May 5): the name of the ship was wrong",
        "This story has been corrected to show that 12 people died.",
        "(Corrects spelling of name in paragraph 3)",
        "Editor’s note: The toll was wrong at first.",
        "Clarification: the mayor was speaking in June.",
        "UPDATE: Police now say three people were hurt.",
        "UPDATE 2-Oil falls as stocks rise",
        "CORRECTED-Oil falls as stocks rise",
        "This article was amended on 4 May to give the right name.",
        "An earlier version of this article gave the wrong figure.",
    ],
)
def test_a_notice_of_correction_is_found_on_a_line_of_its_own(notice: str) -> None:
    assert correction_notice(title="Ferry", text=f"{STORY}\n\n{notice}\n{STORY}") == notice
    assert correction_notice(title=notice, text=STORY) == notice


@pytest.mark.parametrize(
    "line",
    [
        "Corrections officers went on strike.",
        "Corrected figures show a rise.",
        "The update of the software was late.",
        "Updated figures show that 12 ships sailed.",
        "This article of the constitution was never changed.",
    ],
)
def test_news_about_corrections_is_no_notice(line: str) -> None:
    assert correction_notice(title="Ferry", text=f"{STORY}\n{line}") is None


def test_figures_are_compared_by_number_scale_and_share_and_shown_as_written() -> None:
    text = "At least 1,234 people gave $1.2 million in 2019; 45 percent, or 3bn of it, on the 12th, 5 to 7."
    assert figures(text) == {
        "1234": "1,234 people",
        "1.2million": "$1.2 million",
        "2019": "2019",
        "45%": "45 percent",
        "3bn": "3bn",
        "12th": "12th",
        "5": "5",
        "7": "7",
    }
    assert figures("45 %").keys() == figures("45 per cent").keys()


def test_what_a_record_lists_is_bounded() -> None:
    """However much changed, a record stays small."""
    found = changed(a_text(3, words=4000, names=400, numbers=400))
    assert len(found.figures.added) == len(found.names.added) == LISTED_MAX
    notice = correction_notice(title="", text="Correction: " + "wrong " * 1000)
    assert notice is not None
    assert len(notice) == CHARACTERS_MAX


def test_a_version_whose_predecessor_is_gone_says_so_and_nothing_more() -> None:
    record = revision_record(an_article(1), revision=3, before=None)
    assert (record.previous, record.previous_revision, record.kinds) == (Previous.GONE, 2, ())
    assert (record.headline, record.figures, record.names, record.words) == (None, None, None, None)


def test_a_record_says_which_version_of_what_was_changed() -> None:
    after = an_article(1, text=STORY.replace("12", "14"))
    record = revision_record(after, revision=2, before=an_article(1, text=STORY))
    assert (record.article_id, record.revision, record.previous_revision) == (after.id, 2, 1)
    assert (record.source, record.url, record.title) == (after.source, after.url, after.title)
    assert (record.previous, record.kinds) == (Previous.COMPARED, (Change.FIGURES,))
    assert record.received_at == after.received_at
