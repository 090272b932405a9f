"""Packed forms come back as they were, from any release they say so, and from damaged bytes never."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.matching import KeysRecord, Kind, Match, Question, Vote
from streams.domain.sketch import Signature, sign
from streams.domain.verdict import UNMATCHED_MAX, Decided
from streams.errors import Misconfigured, Reason, Rejected
from streams.wire.arrays import VERSION
from streams.wire.packed import (
    pack_decided,
    pack_keys,
    pack_votes,
    unpack_decided,
    unpack_keys,
    unpack_votes,
)
from tests.builders import a_text

ids = st.integers(0, 2**128 - 1).map(lambda n: f"{n:032x}")
moments = st.integers(-(2**40), 2**45)
hashes = st.integers(0, 2**64 - 1)
shares = st.floats(0, 1).map(lambda share: round(share, 4))
matches = st.builds(
    Match,
    original=ids,
    original_received_ms=moments,
    kind=st.sampled_from(Kind),
    rule=st.text("abcdefghij ", min_size=1, max_size=15).map(lambda rule: rule.strip() or "rule"),
    jaccard=shares,
    containment=shares,
    numbers_agreeing=st.none() | shares,
    original_partition=st.integers(0, 511),
    original_offset=st.integers(0, 2**62),
)
votes = st.builds(
    Vote,
    article=ids,
    text_hash=hashes,
    received_ms=moments,
    shard=st.integers(0, 511),
    asker=st.integers(0, 511),
    match=st.none() | matches,
    late=st.booleans(),
)
decisions = st.builds(
    Decided,
    raw_offset=st.integers(0, 2**60),
    text_hash=hashes,
    received_ms=moments,
    latest_ms=moments,
    match=st.none() | matches,
    unmatched=st.lists(hashes, max_size=UNMATCHED_MAX).map(tuple),
    rev=st.integers(0, 2**31),
    revision=st.integers(1, 2**31),
    previous_offset=st.none() | st.integers(0, 2**62),
)


SIGNATURES = [sign(title="", text=a_text(seed, words=40)) for seed in range(3)]


@st.composite
def records(draw: st.DrawFn) -> KeysRecord:
    packed = []
    for _ in range(draw(st.integers(1, 32))):
        signature: Signature = draw(st.sampled_from(SIGNATURES))
        keys = signature.keys[: draw(st.integers(1, len(signature.keys)))]
        packed.append(
            (
                draw(st.integers(0, 511)),
                Question(draw(ids), draw(moments), signature, keys, draw(st.integers(0, 2**40 - 1))),
            )
        )
    return KeysRecord.of(packed)


def a_record() -> KeysRecord:
    signature = sign(title="", text=a_text(1))
    return KeysRecord.of([(3, Question("0" * 31 + "7", 12_345, signature, signature.keys, 54_321))])


@given(records())
def test_a_keys_record_comes_back_as_it_was(record: KeysRecord) -> None:
    assert unpack_keys(pack_keys(record)) == record


@given(st.lists(votes, max_size=64))
def test_votes_come_back_as_they_were(said: list[Vote]) -> None:
    assert unpack_votes(pack_votes(said)) == said


@given(decisions)
def test_a_verdict_comes_back_as_it_was(decided: Decided) -> None:
    assert unpack_decided(pack_decided(decided)) == decided


@pytest.mark.parametrize("unpack", [unpack_keys, unpack_votes, unpack_decided])
def test_another_version_names_what_to_do(unpack: Callable[[bytes], object]) -> None:
    """Two releases that share the topics would misread each other: that is for an operator to end."""
    with pytest.raises(Misconfigured, match="NEWSWIRE_TOPIC_PREFIX"):
        unpack(bytes([VERSION + 1]) + bytes(500))


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused_but_never_crash(noise: bytes) -> None:
    each: list[Callable[[bytes], object]] = [unpack_keys, unpack_votes, unpack_decided]
    for unpack in each:
        assert refusal(unpack, bytes([VERSION]) + noise) in {None, Reason.INVALID}


def refusal(unpack: Callable[[bytes], object], packed: bytes) -> Reason | None:
    try:
        unpack(packed)
    except Rejected as refused:
        return refused.reason
    return None


@given(st.data())
def test_a_record_cut_short_or_grown_is_refused(data: st.DataObject) -> None:
    packed = pack_keys(a_record())
    shorter = packed[: data.draw(st.integers(0, len(packed) - 1))]
    for damaged in (shorter, packed + data.draw(st.binary(min_size=1, max_size=20))):
        with pytest.raises(Rejected) as caught:
            unpack_keys(damaged)
        assert caught.value.reason is Reason.INVALID


def test_a_keys_record_of_no_articles_or_of_too_many_is_refused() -> None:
    for articles in (0, 33):
        with pytest.raises(Rejected):
            unpack_keys(bytes([VERSION, 0, 0, articles]) + bytes(20_000))


def test_votes_cut_short_are_refused() -> None:
    vote = Vote(article="a" * 32, text_hash=1, received_ms=1, shard=0, asker=0, match=None)
    with pytest.raises(Rejected):
        unpack_votes(pack_votes([vote])[:-1])


def test_a_kind_that_nobody_knows_is_refused() -> None:
    match = Match(
        original="a" * 32, original_received_ms=1, kind=Kind.NEAR, rule="similar", jaccard=0.5,
        containment=0.5, numbers_agreeing=None, original_partition=0, original_offset=0,
    )  # fmt: skip
    vote = Vote(article="a" * 32, text_hash=1, received_ms=1, shard=0, asker=0, match=match)
    packed = bytearray(pack_votes([vote]))
    plain = pack_votes([replace(vote, match=replace(match, kind=Kind.EXACT))])
    packed[next(i for i in range(len(packed)) if packed[i] != plain[i])] = 200
    with pytest.raises(Rejected, match="kind 200"):
        unpack_votes(bytes(packed))


def test_a_rule_whose_name_would_be_cut_is_a_bug() -> None:
    match = Match(
        original="a" * 32, original_received_ms=1, kind=Kind.NEAR, rule="x" * 16, jaccard=0.5,
        containment=0.5, numbers_agreeing=None, original_partition=0, original_offset=0,
    )  # fmt: skip
    with pytest.raises(ValueError, match="at most"):
        pack_decided(Decided(raw_offset=1, text_hash=2, received_ms=3, latest_ms=3, match=match))


def test_a_verdict_of_odd_length_is_refused() -> None:
    packed = pack_decided(Decided(raw_offset=1, text_hash=2, received_ms=3, latest_ms=3))
    for damaged in (packed[:-1], packed + b"x", packed + bytes(8 * (UNMATCHED_MAX + 1))):
        with pytest.raises(Rejected):
            unpack_decided(damaged)


def test_the_packed_form_is_little_endian_and_as_long_as_agreed() -> None:
    """The layout is a contract between workers: changing it needs another version byte."""
    packed = pack_keys(a_record())
    assert packed[:5] == bytes([VERSION, 1, len(a_record().keys), 3, 0])
    assert int.from_bytes(packed[5:13], "little") == 12_345
    assert int.from_bytes(packed[13:18], "little") == 54_321
    assert len(packed) == 5 + 175 + 8 * len(a_record().keys)


def test_what_is_unpacked_is_not_copied() -> None:
    """A packed record is read a thousand times a second."""
    record = unpack_keys(pack_keys(a_record()))
    assert not record.rows.flags.owndata
    assert not record.keys.flags.writeable
    assert record.rows.dtype.isnative or np.little_endian is False
