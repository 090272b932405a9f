"""One process, article by article: what each turns out to be."""

from datetime import timedelta

import pytest

from streams.domain.article import Article
from streams.domain.deduplicate import Deduplicator, Standing
from streams.domain.revision import Change, Previous
from tests.builders import START, a_text, an_article

DAY_MS = 86_400_000
STORY = a_text(1)


def test_a_story_in_two_outlets_is_one_story_and_one_copy() -> None:
    line = Deduplicator(DAY_MS)
    assert line.take(an_article(1, text=STORY), 0).standing is Standing.UNIQUE
    verdict = line.take(an_article(2, text=STORY + "\nRead on our site."), 1)
    assert verdict.standing is Standing.DUPLICATE
    assert verdict.duplicate is not None
    assert verdict.duplicate.original_id == f"{1:032x}"
    assert verdict.duplicate.seconds_behind == 1
    assert verdict.duplicate.title == "Headline number 2"


def test_the_same_article_again_is_a_repeat() -> None:
    line = Deduplicator(DAY_MS)
    line.take(an_article(1), 0)
    assert line.take(an_article(1), 1).standing is Standing.REPEAT


def test_the_same_record_again_is_judged_as_it_was() -> None:
    line = Deduplicator(DAY_MS)
    assert line.take(an_article(1), 0) == line.take(an_article(1), 0)


def test_a_changed_article_is_a_revision_of_itself() -> None:
    line = Deduplicator(DAY_MS)
    line.take(an_article(1), 0)
    verdict = line.take(an_article(1, title="Another headline"), 1)
    assert verdict.standing is Standing.REVISION
    assert verdict.decided.revision == 2
    assert verdict.revision is not None
    assert verdict.revision.previous is Previous.GONE


def test_a_revision_is_compared_with_the_version_before_it_and_again_when_redelivered() -> None:
    """However often a version comes, and whatever came between."""
    line = Deduplicator(DAY_MS, texts={})
    texts = ["", " It was 12.", " It was 14."]
    versions = [an_article(1, text=STORY + text) for text in texts]
    line.take(versions[0], 0)
    line.take(versions[1], 1)
    line.take(versions[1], 2)
    verdict = line.take(versions[2], 3)
    assert verdict.revision is not None
    assert verdict.revision.kinds == (Change.FIGURES,)
    assert (verdict.revision.revision, verdict.revision.previous_revision) == (3, 2)
    assert line.take(versions[2], 3).revision == verdict.revision


def test_an_earlier_original_that_comes_late_corrects_what_was_said() -> None:
    line = Deduplicator(DAY_MS)
    line.take(an_article(5, text=STORY), 0)
    verdict = line.take(an_article(2, text=STORY), 1)
    assert verdict.standing is Standing.UNIQUE
    (correction,) = verdict.corrections
    assert (correction.article_id, correction.original_id) == (f"{5:032x}", f"{2:032x}")
    assert (correction.rev, correction.title) == (1, None)
    assert line.decided(f"{5:032x}").original == f"{2:032x}"


def test_a_correction_says_as_much_as_a_first_verdict_while_the_texts_are_there() -> None:
    line = Deduplicator(DAY_MS, texts={})
    line.take(an_article(5, text=STORY), 0)
    (correction,) = line.take(an_article(2, text="By wire. " + STORY), 1).corrections
    assert (correction.rev, correction.title) == (1, "Headline number 5")
    assert correction.passage is not None
    assert (correction.passage.start, correction.passage.original_start) == (0, 9)


def test_texts_leave_with_the_window_and_not_before() -> None:
    """However long the stream, what is kept is what may still be named as an original."""
    kept: dict[int, Article] = {}
    line = Deduplicator(DAY_MS, texts=kept)
    for n in range(100):
        original = an_article(2 * n, text=a_text(n), received_at=START + timedelta(hours=n))
        copy = an_article(2 * n + 1, text=a_text(n), received_at=START + timedelta(hours=n + 23))
        line.take(original, 2 * n)
        verdict = line.take(copy, 2 * n + 1)
        assert verdict.duplicate is not None
        assert verdict.duplicate.passage is not None
        assert len(kept) < 120


def test_of_many_copies_each_names_the_first() -> None:
    line = Deduplicator(DAY_MS)
    verdicts = [line.take(an_article(n, text=STORY), n) for n in range(20)]
    assert [v.duplicate.original_id for v in verdicts if v.duplicate] == [f"{0:032x}"] * 19


def test_a_copy_beyond_the_window_is_a_story_of_its_own() -> None:
    line = Deduplicator(DAY_MS)
    line.take(an_article(1, text=STORY), 0)
    later = an_article(2, text=STORY, received_at=START + timedelta(days=3))
    assert line.take(later, 1).standing is Standing.UNIQUE


def test_an_article_never_taken_has_no_verdict() -> None:
    with pytest.raises(KeyError):
        Deduplicator(DAY_MS).decided("0" * 32)


def test_a_correction_that_changes_nothing_public_is_not_told() -> None:
    """A second version stands in the way: the article stays unique, as consumers know it."""
    line = Deduplicator(DAY_MS)
    line.take(an_article(5, text=STORY), 0)
    line.take(an_article(5, text=a_text(9)), 1)
    verdict = line.take(an_article(2, text=STORY), 2)
    assert verdict.corrections == ()
    assert line.decided(f"{5:032x}").original is None
