"""The accounts: every record sent is accounted for once, however often and in what order it is heard of."""

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.demo import events
from streams.demo.accounts import Accounts, percentile
from streams.demo.events import Arrived, Scraped, Sent
from streams.demo.summary import Summary, summarise
from streams.sources.synthetic import COPY_KINDS, Kind, Outcome
from tests.unit.demo.replay import (
    DEDUP_MS,
    ENRICH_MS,
    EVERY_MS,
    buried,
    copied,
    enriched,
    faultless,
    heard,
    passed,
    sent,
)

RECORDS = 200


def summary_of(happened: list[events.Event]) -> Summary:
    return summarise(heard(happened), first_enriched_s=1.0)


@pytest.fixture(scope="module")
def happened() -> list[events.Event]:
    return faultless(RECORDS)


def without(happened: list[events.Event], lost: Callable[[events.Event], bool]) -> list[events.Event]:
    """Return the events less the first that is lost."""
    gone = next(n for n, event in enumerate(happened) if lost(event))
    return happened[:gone] + happened[gone + 1 :]


def test_of_a_faultless_line_nothing_is_lost(happened: list[events.Event]) -> None:
    summary = summary_of(happened)
    assert summary.ok
    assert summary.received == summary.sent == RECORDS
    assert summary.enriched == summary.unique + summary.revisions


def test_counts_are_those_of_the_truth(happened: list[events.Event]) -> None:
    summary = summary_of(happened)
    outcomes = [event.truth.outcome for event in happened if isinstance(event, Sent)]
    assert summary.unique == outcomes.count(Outcome.UNIQUE)
    assert summary.duplicates == outcomes.count(Outcome.COPY)
    assert summary.revisions == outcomes.count(Outcome.REVISION)
    assert summary.repeats == outcomes.count(Outcome.REPEAT)
    assert summary.dead == outcomes.count(Outcome.DEAD)


def test_received_is_the_sum_of_what_came_of_it(happened: list[events.Event]) -> None:
    s = summary_of(happened)
    assert s.received == s.unique + s.duplicates + s.revisions + s.repeats + s.dead + s.lost


def test_a_faultless_line_has_full_recall_and_precision(happened: list[events.Event]) -> None:
    summary = summary_of(happened)
    assert summary.recall == summary.precision == 1.0
    assert {kind.kind for kind in summary.kinds if kind.copies} == {kind.value for kind in COPY_KINDS}
    assert all(kind.right == kind.sent for kind in summary.kinds if kind.copies)


def test_times_are_those_of_kafkas_records(happened: list[events.Event]) -> None:
    summary = summary_of(happened)
    assert summary.dedup.p50_s == summary.dedup.p99_s == DEDUP_MS / 1000
    assert summary.enrich.p50_s == ENRICH_MS / 1000
    assert summary.end_to_end.p99_s == (DEDUP_MS + ENRICH_MS) / 1000
    assert summary.articles_per_s == pytest.approx(1000 / EVERY_MS, rel=0.05)


@given(st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_what_is_heard_twice_or_in_another_order_counts_the_same(rng: Random) -> None:
    """Topics are read side by side, and a line that promises "at least once" may say things twice."""
    happened = faultless(60)
    first: list[events.Event] = [e for e in happened if isinstance(e, Sent | Arrived)]
    rest: list[events.Event] = [event for event in happened if not isinstance(event, Sent | Arrived)]
    shuffled: list[events.Event] = [*first, *rng.sample(rest, len(rest)), *rng.sample(rest, len(rest) // 2)]
    repeats = max((e.repeats for e in happened if isinstance(e, Scraped)), default=0)
    shuffled.append(Scraped("dedup", repeats))
    ours, theirs = summary_of(shuffled), summary_of(happened)
    for name in ("unique", "duplicates", "revisions", "repeats", "dead", "enriched", "lost", "recall"):
        assert getattr(ours, name) == getattr(theirs, name)


@pytest.mark.parametrize(
    "kind", [events.Arrived, events.Passed, events.Copied, events.Enriched, events.Buried]
)
def test_whatever_does_not_come_out_is_lost(kind: type, happened: list[events.Event]) -> None:
    """The count that decides the exit code: each way of losing a record shows in it."""

    def is_lost(event: events.Event) -> bool:
        return isinstance(event, kind)

    summary = summary_of(without(happened, is_lost))
    assert summary.lost == 1
    assert not summary.ok


def test_a_repeat_that_the_worker_did_not_count_is_lost(happened: list[events.Event]) -> None:
    fewer: list[events.Event] = [event for event in happened if not isinstance(event, Scraped)]
    assert summary_of(fewer).lost == sum(isinstance(event, Scraped) for event in happened)


def test_repeats_counted_twice_hide_no_loss_of_other_records() -> None:
    """A worker that was started again may count a repeat again."""
    summary = summary_of([sent("a"), Arrived("a", 0), passed("a"), enriched("a"), Scraped("dedup", 5)])
    assert (summary.repeats, summary.lost) == (0, 0)


def test_a_corrected_verdict_counts_as_its_last_word() -> None:
    """It was unique first, and was even enriched; then an earlier original turned up."""
    accounts = heard(
        [
            sent("a"),
            sent("b", Kind.VERBATIM, of="a"),
            Arrived("a", 0),
            Arrived("b", 1),
            passed("a"),
            passed("b"),
            enriched("a"),
            enriched("b"),
            copied("b", "a", rev=1),
        ]
    )
    summary = summarise(accounts, first_enriched_s=None)
    assert (summary.unique, summary.duplicates, summary.corrected, summary.lost) == (1, 1, 1, 0)
    assert summary.recall == 1.0
    assert accounts.live["unique"] == 1


def test_a_verdict_of_a_lower_rev_changes_nothing() -> None:
    accounts = heard([sent("a"), Arrived("a", 0), copied("a", "x", rev=2)])
    assert not accounts.hear(copied("a", "y", rev=1))
    case = accounts.case("a")
    assert case is not None
    assert case.verdict is not None
    assert case.verdict.original == "x"


def test_a_unique_article_called_a_copy_costs_precision() -> None:
    summary = summary_of([
        sent("a"), sent("b", Kind.OWN_REPORT), sent("c", Kind.VERBATIM, of="a"),
        *(Arrived(article, 0) for article in "abc"),
        passed("a"), enriched("a"), copied("b", "a"), copied("c", "a"),
    ])  # fmt: skip
    assert summary.precision == 0.5
    assert summary.recall == 1.0
    own_report = next(kind for kind in summary.kinds if kind.kind == Kind.OWN_REPORT.value)
    assert own_report.right == 0


def test_a_copy_laid_to_the_wrong_story_costs_precision() -> None:
    summary = summary_of([sent("a"), sent("b"), sent("c", Kind.VERBATIM, of="a"), copied("c", "b")])
    assert (summary.recall, summary.precision) == (1.0, 0.0)


def test_a_copy_laid_to_another_copy_of_its_story_is_right() -> None:
    summary = summary_of(
        [sent("a"), sent("b", Kind.CUT_50, of="a"), sent("c", Kind.VERBATIM, of="a"), copied("c", "b")]
    )
    assert summary.precision == 1.0


def test_a_copy_that_passes_costs_recall() -> None:
    summary = summary_of([sent("a"), sent("b", Kind.TYPOS_15, of="a"), passed("a"), passed("b")])
    assert summary.recall == 0.0
    assert summary.precision is None


def test_nothing_sent_is_nothing_known() -> None:
    summary = summary_of([])
    assert summary.recall is summary.precision is summary.articles_per_s is None
    assert summary.ok


def test_a_revision_is_timed_from_the_record_that_brought_it() -> None:
    """Not from the article's first record, minutes before."""
    accounts = heard([
        sent("a"), Arrived("a", 0), passed("a", at_ms=50), sent("a", Kind.REPEAT), Arrived("a", 1_000),
        sent("a", Kind.REVISION), Arrived("a", 9_000), passed("a", revision=2, at_ms=9_030),
    ])  # fmt: skip
    assert list(accounts.stages["dedup"].seconds) == [0.05, 0.03]


def test_a_dead_letter_of_enrich_is_no_loss() -> None:
    summary = summary_of([sent("a"), Arrived("a", 0), passed("a"), buried("a", stage="enrich")])
    assert (summary.unique, summary.dead, summary.dead_at_enrich, summary.lost) == (1, 0, 1, 0)


def test_strangers_on_the_topics_are_not_counted() -> None:
    accounts = Accounts()
    strangers = (Arrived("x", 0), passed("x"), copied("x", "y"), enriched("x"), buried("x"))
    assert not any(accounts.hear(event) for event in strangers)
    assert accounts.drained


def test_an_unknown_event_is_a_bug() -> None:
    with pytest.raises(TypeError, match="no event"):
        Accounts().hear("hello")


def test_the_line_is_drained_once_all_that_was_sent_is_out(happened: list[events.Event]) -> None:
    accounts = Accounts()
    for event in happened:
        accounts.hear(event)
    assert accounts.drained
    accounts.hear(sent("one more"))
    assert not accounts.drained
    assert accounts.undecided == 1


def test_an_article_not_enriched_yet_keeps_the_line_from_being_drained() -> None:
    accounts = heard([sent("a"), Arrived("a", 0), passed("a")])
    assert (accounts.undecided, accounts.unenriched, accounts.drained) == (0, 1, False)


def test_warming_up_is_not_timed(happened: list[events.Event]) -> None:
    """The first page wakes a process and the first article a model; that is no latency of the line's."""
    accounts = heard([sent("w"), Arrived("w", 0), passed("w", at_ms=9_000), enriched("w", at_ms=20_000)])
    accounts.start_the_clock()
    for event in happened:
        accounts.hear(event)
    summary = summarise(accounts, first_enriched_s=None)
    assert summary.end_to_end.p99_s == (DEDUP_MS + ENRICH_MS) / 1000
    assert summary.articles_per_s == pytest.approx(1000 / EVERY_MS, rel=0.05)
    assert summary.received == RECORDS + 1


def test_forgotten_articles_stay_counted(happened: list[events.Event]) -> None:
    """An endless demonstration keeps a bounded number of articles in memory."""
    bounded = Accounts(cases_max=50)
    for event in happened:
        bounded.hear(event)
    ours, theirs = summarise(bounded, first_enriched_s=1.0), summary_of(happened)
    assert len(bounded._cases) <= 50
    assert (ours.received, ours.lost) == (theirs.received, 0)
    assert ours.recall == theirs.recall


def test_percentiles_of_little() -> None:
    accounts = Accounts()
    figures = accounts.end_to_end
    assert percentile(figures.seconds, 50) is None
    figures.seconds.append(3.0)
    assert percentile(figures.seconds, 99) == 3.0
    figures.seconds.extend([1.0, 2.0])
    assert figures.percentile(50) == 2.0


def test_a_summary_is_plain_rounded_values(happened: list[events.Event]) -> None:
    plain = summary_of(happened).as_dict()
    assert plain["ok"] is True
    assert plain["end_to_end"] == {"p50_s": 0.14, "p99_s": 0.14}
    kinds = plain["kinds"]
    assert isinstance(kinds, list)
    assert kinds[0] == {"kind": "story", "copies": False, "sent": kinds[0]["sent"], "called_copies": 0}
