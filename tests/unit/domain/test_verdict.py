"""Votes to verdicts: order, repetition and lateness change nothing, and versions are told apart."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.matching import Kind, Match, Vote
from streams.domain.verdict import (
    UNMATCHED_MAX,
    Arrival,
    Case,
    Decided,
    changed,
    classify,
    correct,
    decide,
    earliest,
)

matches = st.builds(
    Match,
    original=st.sampled_from([f"{n:032x}" for n in range(3)]),
    original_received_ms=st.integers(0, 2),
    kind=st.sampled_from(Kind),
    rule=st.sampled_from(["similar", "cut"]),
    jaccard=st.sampled_from([0.5, 1.0]),
    containment=st.sampled_from([0.5, 1.0]),
    numbers_agreeing=st.sampled_from([None, 0.5, 1.0]),
    original_partition=st.integers(0, 1),
    original_offset=st.integers(0, 2),
)
cases = st.builds(Case, st.integers(0, 15), st.integers(0, 15), st.none() | matches)
votes = st.builds(
    Vote,
    article=st.just("f" * 32),
    text_hash=st.just(1),
    received_ms=st.just(9),
    shard=st.integers(0, 3),
    asker=st.just(0),
    match=st.none() | matches,
    late=st.booleans(),
)


def a_match(original: int = 1, received_ms: int = 10) -> Match:
    return Match(
        original=f"{original:032x}",
        original_received_ms=received_ms,
        kind=Kind.NEAR,
        rule="similar",
        jaccard=0.8,
        containment=0.9,
        numbers_agreeing=None,
        original_partition=0,
        original_offset=0,
    )


def a_vote(shard: int, match: Match | None = None, *, late: bool = False) -> Vote:
    return Vote(article="f" * 32, text_hash=1, received_ms=20, shard=shard, asker=0, match=match, late=late)


def first(match: Match | None = None, text_hash: int = 1) -> Decided:
    return decide(Case(0, 0, match), raw_offset=5, text_hash=text_hash, received_ms=20, decided=None)


def revised(before: Decided, text_hash: int, match: Match | None = None) -> Decided:
    return decide(
        Case(0, 0, match),
        raw_offset=before.raw_offset + 1,
        text_hash=text_hash,
        received_ms=99,
        decided=before,
    )


@given(cases, cases, cases)
def test_merging_cases_is_a_lattice(a: Case, b: Case, c: Case) -> None:
    """Whoever hears the same votes, in any order and any number, knows the same."""
    assert a.merge(b) == b.merge(a)
    assert a.merge(b).merge(c) == a.merge(b.merge(c))
    assert a.merge(a) == a
    assert a.merge(Case(0)) == a


@given(st.lists(votes, max_size=8), st.data())
def test_votes_may_come_in_any_order_and_more_than_once(heard: list[Vote], data: st.DataObject) -> None:
    again = data.draw(st.permutations(heard + heard[: len(heard) // 2]))
    one, other = Case(15), Case(15)
    for vote in heard:
        one = one.hear(vote)
    for vote in again:
        other = other.hear(vote)
    assert one == other


def test_a_case_is_complete_once_every_shard_asked_has_answered() -> None:
    case = Case(0b101)
    assert not case.hear(a_vote(0)).complete
    assert case.hear(a_vote(0)).hear(a_vote(2)).complete


def test_a_late_vote_counts_for_its_match_but_not_as_the_shards_answer() -> None:
    """The shard's own answer may name an earlier original still."""
    case = Case(1).hear(a_vote(0, a_match(), late=True))
    assert not case.complete
    assert case.earliest == a_match()


def test_the_earliest_original_wins_then_the_smaller_id() -> None:
    assert earliest(a_match(1, 10), a_match(2, 9)) == a_match(2, 9)
    assert earliest(a_match(1, 10), a_match(2, 10)) == a_match(1, 10)
    assert earliest(None, a_match()) == a_match()
    assert earliest(None, None) is None


@pytest.mark.parametrize(
    ("offset", "text_hash", "arrival"),
    [
        (5, 1, Arrival.REDELIVERED),
        (5, 2, Arrival.REDELIVERED),
        (6, 1, Arrival.REPEAT),
        (6, 2, Arrival.REVISION),
        (4, 1, Arrival.REPEAT),
        (4, 2, Arrival.REPEAT),
    ],
)
def test_what_a_record_is_follows_from_its_offset_and_its_text(
    offset: int, text_hash: int, arrival: Arrival
) -> None:
    """A record before the decided one was superseded by it, whatever its text."""
    assert classify(offset, text_hash, first()) is arrival


def test_an_article_never_seen_is_new() -> None:
    assert classify(0, 1, None) is Arrival.NEW


def test_an_article_without_a_match_is_unique_and_with_one_a_copy() -> None:
    assert first().original is None
    assert first(a_match(7)).original == f"{7:032x}"


def test_a_revision_counts_up_and_keeps_the_first_versions_place_in_the_order() -> None:
    second = revised(first(), 2)
    assert (second.revision, second.received_ms, second.text_hash, second.rev) == (2, 20, 2, 0)


def test_the_revision_of_a_unique_article_is_published_whatever_it_resembles() -> None:
    """Consumers hold the article and must learn that it changed."""
    assert revised(first(), 2, a_match()).duplicate_of is None
    assert revised(revised(first(a_match()), 2), 3, a_match()).duplicate_of is None


def test_the_revision_of_a_copy_is_judged_anew() -> None:
    assert revised(first(a_match()), 2).original is None
    assert revised(first(a_match(1)), 2, a_match(2)).original == f"{2:032x}"


def test_a_redelivered_record_changes_nothing_unless_it_heard_of_an_earlier_original() -> None:
    again = decide(Case(0), raw_offset=5, text_hash=1, received_ms=20, decided=first())
    assert again == first()
    found = decide(Case(0, 0, a_match()), raw_offset=5, text_hash=1, received_ms=20, decided=first())
    assert (found.original, found.rev) == (f"{1:032x}", 1)


def test_a_late_earlier_original_corrects_the_verdict() -> None:
    corrected = correct(first(a_match(2, 15)), a_match(1, 10), text_hash=1)
    assert corrected is not None
    assert (corrected.original, corrected.rev) == (f"{1:032x}", 1)
    assert changed(first(a_match(2, 15)), corrected)


def test_a_later_match_than_the_one_known_corrects_nothing() -> None:
    assert correct(first(a_match(1, 10)), a_match(2, 15), text_hash=1) is None


def test_a_match_of_an_earlier_version_opens_the_way_to_the_present_ones() -> None:
    """Its verdict rested on the first version's being nobody's copy, which turned out to be wrong."""
    second = revised(first(), 2, a_match(3, 12))
    assert second.original is None
    corrected = correct(second, a_match(1, 10), text_hash=1)
    assert corrected is not None
    assert (corrected.original, corrected.rev) == (f"{3:032x}", 1)


def test_a_match_that_changes_only_what_lies_behind_is_kept_but_not_published() -> None:
    second = revised(first(), 2)
    kept = correct(second, a_match(), text_hash=1)
    assert kept is not None
    assert kept.unmatched == ()
    assert (kept.rev, changed(second, kept)) == (0, False)


def test_a_text_that_comes_back_is_matched_as_it_was_before() -> None:
    """One to two to one again: the match found on the third time holds for the first as well."""
    third = revised(revised(first(None, 1), 2), 1, a_match())
    assert third.unmatched == (2,)


def test_a_match_of_a_version_unknown_changes_nothing() -> None:
    assert correct(first(), a_match(), text_hash=77) is None


def test_the_versions_remembered_are_bounded() -> None:
    """An article revised every minute must not grow its row without end.

    Being unique needs one of them only.
    """
    decided = first()
    for version in range(2, 40):
        decided = revised(decided, version)
    assert decided.unmatched == tuple(range(1, UNMATCHED_MAX + 1))
    assert decided.revision == 39


@given(matches, matches, st.booleans())
def test_corrections_in_either_order_end_in_one_verdict(one: Match, other: Match, second: bool) -> None:
    start = revised(first(), 2) if second else first()
    text_hash = start.text_hash

    def after(*found: Match) -> Decided:
        decided = start
        for match in found:
            decided = correct(decided, match, text_hash=text_hash) or decided
        return replace(decided, rev=0)

    assert after(one, other) == after(other, one)


def test_the_same_match_of_a_text_that_stands_elsewhere_is_no_public_change() -> None:
    """Versions of an original may match alike: which of them is compared is not worth a correction."""
    known = first(replace(a_match(), original_offset=7))
    after = correct(known, replace(a_match(), original_offset=3), text_hash=1)
    assert after is not None
    assert after.match == replace(a_match(), original_offset=3)
    assert after.rev == known.rev
    assert not changed(known, after)
    assert correct(after, replace(a_match(), original_offset=7), text_hash=1) is None
