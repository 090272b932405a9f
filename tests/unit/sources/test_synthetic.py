"""The made-up feed: its truth is true, its stories are no copies of one another, and a seed is a feed."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations, islice, pairwise

import pytest

from streams.domain.article import RawArticle, article_id
from streams.errors import Rejected
from streams.sources.synthetic import COPY_KINDS, FedRecord, Kind, Outcome, endless_feed, feed
from streams.sources.synthetic.broken import OVERSIZED_BYTES
from streams.sources.synthetic.outlets import OUTLETS, PAPERS, WIRES
from streams.wire.codec import decode_raw
from streams.wire.html import extract

ARTICLES, SEED = 600, 7
BEGAN = datetime(2026, 5, 4, 12, tzinfo=UTC)
_WORD = re.compile(r"\w+")

Shingles = frozenset[tuple[str, str, str]]


def stopped_clock() -> datetime:
    return BEGAN


@pytest.fixture(scope="module")
def fed() -> list[FedRecord]:
    return list(feed(ARTICLES, SEED, clock=stopped_clock))


@pytest.fixture(scope="module")
def articles(fed: list[FedRecord]) -> list[tuple[FedRecord, RawArticle]]:
    return [(record, decode_raw(record.payload)) for record in fed if record.kind is not Kind.BROKEN]


def body(article: RawArticle) -> str:
    return article.text if article.text is not None else extract(article.html or "", url=article.url)


def shingles(text: str) -> Shingles:
    words = _WORD.findall(text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def jaccard(one: Shingles, other: Shingles) -> float:
    return len(one & other) / len(one | other)


def containment(one: Shingles, other: Shingles) -> float:
    return len(one & other) / min(len(one), len(other))


def test_a_seed_is_a_feed(fed: list[FedRecord]) -> None:
    """A run can be had again, byte by byte, where its clock says the same."""
    assert list(feed(ARTICLES, SEED, clock=stopped_clock)) == fed
    assert list(feed(20, SEED + 1, clock=stopped_clock)) != fed[:20]


def test_a_longer_feed_begins_like_a_shorter_one() -> None:
    shorter = list(feed(40, SEED, clock=stopped_clock))
    assert list(islice(endless_feed(SEED, clock=stopped_clock), 60))[:40] == shorter


def test_only_times_depend_on_the_clock() -> None:
    later = feed(60, SEED, clock=lambda: BEGAN + timedelta(days=3))
    assert [r.id for r in later] == [r.id for r in feed(60, SEED, clock=stopped_clock)]


@pytest.mark.parametrize("articles", [0, 1, 7, 150])
def test_a_feed_has_as_many_records_as_asked_for(articles: int) -> None:
    assert len(list(feed(articles, SEED))) == articles


def test_records_are_stamped_when_they_are_asked_for() -> None:
    """`received_at` is then the moment of sending, whatever the pace."""
    now = [BEGAN]
    records = endless_feed(SEED, clock=lambda: now[0])
    first = decode_raw(next(records).payload)
    now[0] += timedelta(hours=1)
    second = decode_raw(next(records).payload)
    assert second.received_at - first.received_at >= timedelta(hours=1)


def test_each_record_is_later_than_the_one_before_also_under_a_stopped_clock(
    articles: list[tuple[FedRecord, RawArticle]],
) -> None:
    """A copy as early as its original would be the original, by the order of their ids."""
    stamps = [article.received_at for _, article in articles]
    assert all(later - earlier >= timedelta(milliseconds=1) for earlier, later in pairwise(stamps))


def test_every_kind_comes_up_within_two_hundred(fed: list[FedRecord]) -> None:
    assert {record.kind for record in fed[:200]} == set(Kind)


def test_shares_are_those_of_a_busy_day(fed: list[FedRecord]) -> None:
    """Most is new, a third is copied, the rest are revisions, repeats and broken records."""
    shares = {outcome: count / ARTICLES for outcome, count in Counter(r.truth.outcome for r in fed).items()}
    assert shares[Outcome.UNIQUE] == pytest.approx(0.55, abs=0.03)
    assert shares[Outcome.COPY] == pytest.approx(0.30, abs=0.03)
    for outcome in (Outcome.REVISION, Outcome.REPEAT, Outcome.DEAD):
        assert shares[outcome] == pytest.approx(0.05, abs=0.01)


def test_truth_names_an_earlier_article(fed: list[FedRecord]) -> None:
    """An original that came later would make the truth false: the earlier one is never the copy."""
    seen: set[str] = set()
    for record in fed:
        if record.truth.outcome in (Outcome.COPY, Outcome.REVISION, Outcome.REPEAT):
            assert record.truth.of in seen
        else:
            assert record.truth.of is None
            assert record.id not in seen
        seen.add(record.id)


def test_revisions_and_repeats_keep_the_id_and_copies_have_their_own(fed: list[FedRecord]) -> None:
    for record in fed:
        if record.truth.outcome in (Outcome.REVISION, Outcome.REPEAT):
            assert record.id == record.truth.of
        if record.truth.outcome is Outcome.COPY:
            assert record.id != record.truth.of


def test_a_copy_is_another_outlets_and_its_original_a_wires(
    articles: list[tuple[FedRecord, RawArticle]],
) -> None:
    sources = {article.id: article.source for _, article in articles}
    for record, article in articles:
        if record.truth.outcome is Outcome.COPY:
            assert sources[record.truth.of or ""] in {wire.name for wire in WIRES}
            assert article.source in {paper.name for paper in PAPERS}


def test_a_repeat_has_the_same_text_and_a_revision_another(
    articles: list[tuple[FedRecord, RawArticle]],
) -> None:
    latest: dict[str, str] = {}
    for record, article in articles:
        if record.kind in (Kind.REPEAT, Kind.REVISION):
            assert (latest[article.id] == body(article)) == (record.kind is Kind.REPEAT)
        latest[article.id] = body(article)


def test_some_copies_race_their_original_and_most_come_a_while_later(fed: list[FedRecord]) -> None:
    """Both must be told apart by when they were received, not by which was decided first."""
    at = {record.id: place for place, record in reversed(list(enumerate(fed)))}
    gaps = [
        place - at[record.truth.of or ""]
        for place, record in enumerate(fed)
        if record.truth.outcome is Outcome.COPY
    ]
    assert min(gaps) == 1
    assert sorted(gaps)[len(gaps) // 2] > 5


def test_ids_are_those_of_the_address(articles: list[tuple[FedRecord, RawArticle]]) -> None:
    """Ingested from a feed, the same article would have the same id."""
    for _, article in articles:
        assert article.id == article_id(canonical_url=article.url, source=article.source, guid=None)


def test_stories_have_between_120_and_650_words(articles: list[tuple[FedRecord, RawArticle]]) -> None:
    for record, article in articles:
        if record.kind in (Kind.STORY, Kind.OWN_REPORT):
            assert 120 <= len((article.text or "").split()) <= 650


def test_no_two_stories_look_like_copies(articles: list[tuple[FedRecord, RawArticle]]) -> None:
    """Own reports of one event included: who reads them finds two reporters' work, as must a deduplicator."""
    sets = [
        shingles(article.text or "")
        for record, article in articles
        if record.kind in (Kind.STORY, Kind.OWN_REPORT)
    ]
    assert max(jaccard(one, other) for one, other in combinations(sets, 2)) < 0.2


def test_forms_share_their_words_and_are_new_all_the_same(
    articles: list[tuple[FedRecord, RawArticle]],
) -> None:
    """They are what a deduplicator is tempted to call copies."""
    forms = [(a.source, shingles(a.text or "")) for record, a in articles if record.kind is Kind.FORM]
    alike = [containment(one, other) for (s, one), (t, other) in combinations(forms, 2) if s == t]
    assert max(alike) > 0.2
    assert max(alike) < 1.0


@pytest.mark.parametrize("kind", [kind for kind in COPY_KINDS if kind is not Kind.TYPOS_15])
def test_a_copy_shares_its_text_with_its_original(
    kind: Kind, articles: list[tuple[FedRecord, RawArticle]]
) -> None:
    first = {article.id: article for _, article in reversed(articles)}
    for record, article in articles:
        if record.kind is kind:
            original = first[record.truth.of or ""]
            assert containment(shingles(body(article)), shingles(body(original))) > 0.6


def test_broken_records_are_broken_in_seven_ways(fed: list[FedRecord]) -> None:
    """None of them is an article with a text that fits."""
    broken = [record for record in fed if record.kind is Kind.BROKEN]
    assert len({record.id for record in broken}) == len(broken)
    for record in broken:
        if len(record.payload) >= OVERSIZED_BYTES:
            continue
        try:
            article = decode_raw(record.payload)
        except Rejected:
            continue
        assert not (article.text or "").strip()
        if article.html is not None:
            with pytest.raises(Rejected):
                extract(article.html, url=None)


def test_the_largest_record_fits_into_kafkas_default(fed: list[FedRecord]) -> None:
    """It is to be refused by the worker, not by the broker: 1 MB, less its dead letter's headers."""
    largest = max(len(record.payload) for record in fed)
    assert OVERSIZED_BYTES <= largest < 1_000_000


def test_a_key_is_the_id(fed: list[FedRecord]) -> None:
    assert all(record.key == record.id.encode() for record in fed)


def test_there_are_a_dozen_outlets_and_one_name_each() -> None:
    assert len(OUTLETS) >= 12
    assert len({outlet.name for outlet in OUTLETS}) == len({o.domain for o in OUTLETS}) == len(OUTLETS)


def test_nothing_of_a_template_shows(articles: list[tuple[FedRecord, RawArticle]]) -> None:
    """A reader never meets a slot, a choice or a doubled mark."""
    for record, article in articles:
        if record.kind in (Kind.TYPOS_5, Kind.TYPOS_15):
            continue
        for text in (article.title, article.text or ""):
            assert not re.search(r"[{}\[\]|]{1}(?!\s)|,,|\s,|\ba [aeio]\w", text.replace("| ", "")), text
