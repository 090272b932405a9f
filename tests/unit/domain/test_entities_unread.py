"""What is said of an article that no pipeline read, or not to its end."""

import pytest

from streams.domain.entities import GAP, enriched, mention_records
from streams.domain.mention import Named
from tests.builders import an_article


def test_an_article_that_no_pipeline_read_has_no_names_and_says_why() -> None:
    """It is passed on: a service may know what to do with it. v1 promises a string as its model."""
    result = enriched(an_article(title="Peru attend", text="Le Pérou attend."), Named((), "fr"))
    assert (result.entities, result.language) == ((), "fr")
    assert (result.model, result.unread, result.read_until) == ("none", "no pipeline for fr", None)
    assert mention_records(result) == []
    tagged = enriched(an_article(language="en-GB"), Named((), "fr"))
    assert (tagged.language, tagged.unread) == ("en-GB", "no pipeline for fr")


@pytest.mark.parametrize(
    ("chars_read", "until"),
    [
        (None, None),
        (3, 0),
        (len("Peru waits"), 0),
        (len(f"Peru waits{GAP}"), 0),
        (20, 20 - len(f"Peru waits{GAP}")),
    ],
)
def test_where_reading_ended_counts_in_the_text(chars_read: int | None, until: int | None) -> None:
    """A cut may fall into the headline; then nothing of the text was read."""
    article = an_article(title="Peru waits", text="In Peru, Ann Kowalski spoke.")
    assert enriched(article, Named((), "en", "m", chars_read)).read_until == until


def test_a_text_of_which_nothing_is_left_to_read_is_not_marked_as_cut() -> None:
    """The cut fell between the headline and the end of an empty text."""
    article = an_article(title="Peru waits", text="")
    assert enriched(article, Named((), "en", "m", len("Peru waits") + 1)).read_until is None
