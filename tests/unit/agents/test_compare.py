"""Comparing texts beside the event loop: one that cannot be compared costs the passage, not the verdict."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from streams.agents.compare import Comparer, copy_record
from streams.domain.article import milliseconds
from streams.domain.matching import Kind, Match
from streams.domain.revision import Change, Previous
from streams.domain.verdict import Decided
from streams.wire.codec import encode
from tests.builders import START, a_raw_article, an_article

COPY = an_article(7, text="By wire. " + an_article(1).text)
ORIGINAL = encode(a_raw_article(1))
VERDICT = Decided(
    raw_offset=3,
    text_hash=1,
    received_ms=milliseconds(START) + 6_000,
    latest_ms=milliseconds(START) + 6_000,
    match=Match(
        original=f"{1:032x}",
        original_received_ms=milliseconds(START),
        kind=Kind.NEAR,
        rule="similar",
        jaccard=0.9,
        containment=0.9,
        numbers_agreeing=None,
        original_partition=0,
        original_offset=0,
    ),
)


@pytest.fixture
async def comparer() -> AsyncIterator[Comparer]:
    """A comparer that has started; its process ends with the test."""
    made = Comparer()
    await made.aside.start()
    yield made
    await made.aside.stop()


async def test_a_copy_is_compared_with_its_originals_raw_record(comparer: Comparer) -> None:
    record = await comparer.copy(COPY.id, VERDICT, text=COPY, original=ORIGINAL)
    assert record == copy_record(COPY.id, VERDICT, text=COPY, original=ORIGINAL)
    assert record.passage is not None
    assert (record.passage.start, record.passage.original_start) == (9, 0)


async def test_a_text_that_takes_too_long_is_told_of_without_a_passage(comparer: Comparer) -> None:
    """The verdict stands; only the comparison is missing."""
    comparer._texts_s_max = 0.0
    record = await comparer.copy(COPY.id, VERDICT, text=COPY, original=ORIGINAL)
    assert (record.title, record.passage) == (COPY.title, None)
    comparer._texts_s_max = 20
    assert (await comparer.copy(COPY.id, VERDICT, text=COPY, original=ORIGINAL)).passage is not None


async def test_a_new_version_is_compared_with_the_raw_record_of_the_one_before(comparer: Comparer) -> None:
    verdict = replace(VERDICT, match=None, revision=2, previous_offset=0)
    after = replace(an_article(1), title="Another headline")
    record = await comparer.revision(after, verdict, before=ORIGINAL)
    assert (record.kinds, record.previous) == ((Change.HEADLINE,), Previous.COMPARED)
    comparer._texts_s_max = 0.0
    record = await comparer.revision(after, verdict, before=ORIGINAL)
    assert (record.kinds, record.previous, record.revision) == ((), Previous.GONE, 2)


@pytest.mark.parametrize("gone", [None, b"", b"{}"])
def test_a_text_that_is_gone_or_was_never_an_article_leaves_what_the_other_says(gone: bytes | None) -> None:
    record = copy_record(COPY.id, VERDICT, text=COPY, original=gone)
    assert (record.title, record.passage) == (COPY.title, None)
    record = copy_record(COPY.id, VERDICT, text=gone, original=ORIGINAL)
    assert (record.title, record.passage) == (None, None)


def test_a_record_made_from_the_log_is_the_one_made_from_the_article_in_hand() -> None:
    """A correction says what the first verdict would have said."""
    raw = encode(a_raw_article(7, text=COPY.text))
    in_hand = copy_record(COPY.id, VERDICT, text=COPY, original=ORIGINAL)
    assert copy_record(COPY.id, VERDICT, text=raw, original=ORIGINAL) == in_hand
