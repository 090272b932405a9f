"""A canary disturbs nobody's verdict and is nobody's copy, whatever its text is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.article import Article
from streams.domain.canary import SOURCE, apart, canary, has_its_shape
from streams.domain.cleaning import clean
from streams.domain.deduplicate import Deduplicator, Standing
from streams.domain.sketch import sign
from streams.wire.canary import MARK, is_canary
from tests.builders import START, a_raw_article, a_text, an_article, signature_of

WINDOW_MS = 3_600_000
TEXTS = [a_text(seed) for seed in range(4)]
Fed = tuple[Article, bool]  # and whether it is a canary

# What comes: which text it has, and whether it is a canary; a real one also how many repeat its id.
some = st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 9)), min_size=1, max_size=14)


def fed(drawn: list[tuple[int, bool, int]]) -> list[Fed]:
    """Return articles of few texts, among them canaries that have word for word the same."""
    made = list[Fed]()
    for n, (text, is_one, number) in enumerate(drawn):
        when = START + timedelta(seconds=n)
        own = canary(str(n), now=when)
        article = an_article(number, text=TEXTS[text], received_at=when)
        made.append((clean(own, body=TEXTS[text]), True) if is_one else (article, False))
    return made


def verdicts(records: list[Fed], *, told: bool) -> list[tuple[str, Standing, str | None, int]]:
    """Return what becomes of the articles that are canaries, or of those that are none."""
    line, found = Deduplicator(WINDOW_MS), list[tuple[str, Standing, str | None, int]]()
    corrected = dict[str, str | None]()
    for offset, (article, is_one) in enumerate(records):
        signature = signature_of(article)
        verdict = line.take(article, offset, apart(signature, article.id) if is_one else signature)
        corrected |= {one.article_id: one.original_id for one in verdict.corrections}
        if is_one == told:
            decided = verdict.decided
            found.append((article.id, verdict.standing, decided.original, decided.revision))
    assert not [one for one in corrected if any(a.id == one and is_one for a, is_one in records)]
    return found


@given(some)
def test_articles_get_the_same_verdicts_with_and_without_canaries_between_them(
    drawn: list[tuple[int, bool, int]],
) -> None:
    """Even canaries that have the very words of an article before it or after it."""
    records = fed(drawn)
    without: list[Fed] = [(article, is_one) for article, is_one in records if not is_one]
    assert verdicts(records, told=False) == verdicts(without, told=False)


@given(some)
def test_a_canary_is_nobodys_copy_and_so_never_held_back(drawn: list[tuple[int, bool, int]]) -> None:
    """One that were would be told as lost, and somebody woken."""
    assert {standing for _, standing, _, _ in verdicts(fed(drawn), told=True)} <= {Standing.UNIQUE}


@given(st.uuids())
def test_a_canary_is_an_article_with_a_text_of_its_own(uuid: UUID) -> None:
    guid = uuid.hex
    made = canary(guid, now=START)
    assert made == canary(guid, now=START)
    assert clean(made, body=made.text or "").text == made.text, "cleaning takes nothing away"
    assert made.text != canary(guid + "x", now=START).text
    assert sign(title=made.title, text=made.text or "").shingles > 100


def test_only_what_is_marked_and_made_like_one_is_a_canary() -> None:
    """A header alone would let a producer's slip take an article out of the news."""
    made = canary("1", now=START)
    assert has_its_shape(made)
    assert is_canary(made, MARK)
    assert not is_canary(made, [])
    assert not is_canary(a_raw_article(1), MARK)


@pytest.mark.parametrize(
    "changed",
    [{"source": "Post"}, {"guid": "2"}, {"guid": None}, {"url": "https://a.example"}, {"id": "0" * 32}],
)
def test_what_differs_from_a_canary_in_one_thing_is_news(changed: dict[str, Any]) -> None:
    made = replace(canary("1", now=START), **changed)
    assert made.source != SOURCE or not has_its_shape(made)
    assert not is_canary(made, MARK)
