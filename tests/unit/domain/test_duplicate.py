"""The public record of a copy."""

from datetime import timedelta

import pytest

from streams.domain.article import milliseconds
from streams.domain.duplicate import duplicate_record
from streams.domain.matching import Kind, Match
from streams.domain.verdict import Decided
from tests.builders import START, an_article

MATCH = Match(
    original="a" * 32,
    original_received_ms=milliseconds(START),
    kind=Kind.CONTAINED_IN,
    rule="inside",
    jaccard=0.3,
    containment=0.95,
    numbers_agreeing=0.75,
    original_partition=2,
    original_offset=11,
)


def decided(match: Match | None) -> Decided:
    at_ms = milliseconds(START) + 90_500
    return Decided(
        raw_offset=3, text_hash=1, received_ms=at_ms, latest_ms=at_ms, match=match, rev=2, revision=4
    )


def test_a_copys_record_says_of_whom_why_and_how_much_later() -> None:
    article = an_article(7)
    record = duplicate_record(article.id, decided(MATCH), article=article)
    assert (record.article_id, record.original_id) == (article.id, "a" * 32)
    assert (record.kind, record.rule, record.jaccard) == (Kind.CONTAINED_IN, "inside", 0.3)
    assert (record.containment, record.numbers_agreeing) == (0.95, 0.75)
    assert record.seconds_behind == 90.5
    assert record.received_at == START + timedelta(seconds=90.5)
    assert (record.rev, record.revision) == (2, 4)
    assert (record.source, record.url, record.title) == (article.source, article.url, article.title)


def test_a_copys_record_shows_the_longest_passage_shared_with_its_original() -> None:
    """Who doubts a verdict sees what was taken over, and where to find it in both."""
    original = an_article(1)
    copy = an_article(7, text=f"By wire. {original.text[50:900]} And nothing else.")
    passage = duplicate_record(copy.id, decided(MATCH), article=copy, original=original).passage
    assert passage is not None
    shared = copy.text[passage.start : passage.end]
    assert shared == original.text[passage.original_start : passage.original_end]
    assert len(shared) > 800
    assert shared.startswith(passage.excerpt)
    assert len(passage.excerpt) == 240


def test_without_the_originals_text_there_is_no_passage() -> None:
    assert duplicate_record("b" * 32, decided(MATCH), article=an_article(7)).passage is None


def test_a_correction_after_the_text_had_gone_says_less() -> None:
    record = duplicate_record("b" * 32, decided(MATCH))
    assert (record.source, record.url, record.title) == (None, None, None)


def test_a_unique_article_has_no_such_record() -> None:
    with pytest.raises(ValueError, match="nobody's copy"):
        duplicate_record("b" * 32, decided(None))
