"""Questions, votes and verdicts as packed little-endian arrays behind a version byte, and back."""

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from streams.domain.matching import ARTICLES_PER_RECORD_MAX, KeysRecord, Kind, Match, Vote
from streams.domain.verdict import UNMATCHED_MAX, Decided
from streams.errors import Reason, Rejected
from streams.wire.arrays import VERSION, of_version, packed_record, unpacked_record

RULE_BYTES_MAX = 15

_KEYS_HEAD = struct.Struct("<BB")
_MATCH = np.dtype(
    [
        ("has", "u1"),
        ("kind", "u1"),
        ("rule", f"S{RULE_BYTES_MAX}"),
        ("original", "u1", (16,)),
        ("original_received_ms", "<i8"),
        ("jaccard", "<f8"),
        ("containment", "<f8"),
        ("numbers_agreeing", "<f8"),
        ("original_partition", "<u2"),
        ("original_offset", "<i8"),
    ]
)
_VOTE = np.dtype(
    [
        ("article", "u1", (16,)),
        ("text_hash", "<u8"),
        ("received_ms", "<i8"),
        ("shard", "<u2"),
        ("asker", "<u2"),
        ("late", "u1"),
        ("match", _MATCH),
    ]
)
_DECIDED = np.dtype(
    [
        ("raw_offset", "<i8"),
        ("text_hash", "<u8"),
        ("received_ms", "<i8"),
        ("latest_ms", "<i8"),
        ("rev", "<u4"),
        ("revision", "<u4"),
        ("previous_offset", "<i8"),  # -1 for none
        ("match", _MATCH),
    ]
)
_WHEN = struct.Struct("<qQqq")  # how a verdict begins
_KINDS = tuple(Kind)


def pack_keys(record: KeysRecord) -> bytes:
    """Return a keys record's wire form."""
    return packed_record(record, _KEYS_HEAD)


def unpack_keys(packed: bytes) -> KeysRecord:
    """Return the keys record; its arrays are read-only views of `packed`.

    Raises Misconfigured on another version, Rejected(INVALID) on bytes that are no keys record.
    """
    return unpacked_record(packed, _KEYS_HEAD, articles_max=ARTICLES_PER_RECORD_MAX)


def pack_votes(votes: Sequence[Vote]) -> bytes:
    """Return the wire form of votes."""
    rows = np.zeros(len(votes), _VOTE)
    for row, vote in zip(rows, votes, strict=True):
        row["article"] = np.frombuffer(bytes.fromhex(vote.article), np.uint8)
        row["text_hash"], row["received_ms"] = vote.text_hash, vote.received_ms
        row["shard"], row["asker"], row["late"] = vote.shard, vote.asker, vote.late
        _put_match(row["match"], vote.match)
    return bytes([VERSION]) + rows.tobytes()


def unpack_votes(packed: bytes) -> list[Vote]:
    """Return the votes. Raises as `unpack_keys` does."""
    rows = _rows(packed, _VOTE)
    return [
        Vote(
            article=row["article"].tobytes().hex(),
            text_hash=int(row["text_hash"]),
            received_ms=int(row["received_ms"]),
            shard=int(row["shard"]),
            asker=int(row["asker"]),
            match=_match(row["match"]),
            late=bool(row["late"]),
        )
        for row in rows
    ]


def pack_decided(decided: Decided) -> bytes:
    """Return the wire form of a verdict as the table keeps it."""
    rows = np.zeros(1, _DECIDED)
    row = rows[0]
    row["raw_offset"], row["text_hash"] = decided.raw_offset, decided.text_hash
    row["received_ms"], row["latest_ms"] = decided.received_ms, decided.latest_ms
    row["rev"], row["revision"] = decided.rev, decided.revision
    row["previous_offset"] = -1 if decided.previous_offset is None else decided.previous_offset
    _put_match(row["match"], decided.match)
    return bytes([VERSION]) + rows.tobytes() + np.array(decided.unmatched, "<u8").tobytes()


def unpack_decided(packed: bytes) -> Decided:
    """Return the verdict. Raises as `unpack_keys` does."""
    rest = len(of_version(packed, 1 + _DECIDED.itemsize)) - 1 - _DECIDED.itemsize
    if rest % 8 or rest // 8 > UNMATCHED_MAX:
        raise Rejected(Reason.INVALID, f"a verdict of {len(packed)} bytes")
    row = np.frombuffer(packed, _DECIDED, 1, 1)[0]
    unmatched = np.frombuffer(packed, "<u8", rest // 8, 1 + _DECIDED.itemsize) if rest else ()
    return Decided(
        raw_offset=int(row["raw_offset"]),
        text_hash=int(row["text_hash"]),
        received_ms=int(row["received_ms"]),
        latest_ms=int(row["latest_ms"]),
        match=_match(row["match"]),
        unmatched=tuple(int(version) for version in unmatched),
        rev=int(row["rev"]),
        revision=int(row["revision"]),
        previous_offset=int(row["previous_offset"]) if row["previous_offset"] >= 0 else None,
    )


def when_decided(packed: bytes) -> tuple[int, int]:
    """Return the raw offset and the latest version's time of a packed verdict, at a tenth of the cost."""
    raw_offset, _, _, latest_ms = _WHEN.unpack_from(of_version(packed, 1 + _DECIDED.itemsize), 1)
    return raw_offset, latest_ms


def _rows(packed: bytes, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    size = len(of_version(packed, 1)) - 1
    if size % dtype.itemsize:
        raise Rejected(Reason.INVALID, f"{size} bytes are no whole number of votes")
    return np.frombuffer(packed, dtype, -1, 1) if size else np.empty(0, dtype)


def _put_match(row: np.void, match: Match | None) -> None:
    if match is None:
        return
    if len(match.rule) > RULE_BYTES_MAX:
        raise ValueError(f"a rule's name has at most {RULE_BYTES_MAX} letters: {match.rule}")
    row["has"], row["kind"], row["rule"] = 1, _KINDS.index(match.kind), match.rule.encode("ascii")
    row["original"] = np.frombuffer(bytes.fromhex(match.original), np.uint8)
    row["original_received_ms"] = match.original_received_ms
    row["jaccard"], row["containment"] = match.jaccard, match.containment
    row["numbers_agreeing"] = np.nan if match.numbers_agreeing is None else match.numbers_agreeing
    row["original_partition"], row["original_offset"] = match.original_partition, match.original_offset


def _match(row: np.void) -> Match | None:
    if not row["has"]:
        return None
    if row["kind"] >= len(_KINDS):
        raise Rejected(Reason.INVALID, f"kind {row['kind']} of a match is not known")
    agreeing = float(row["numbers_agreeing"])
    return Match(
        original=row["original"].tobytes().hex(),
        original_received_ms=int(row["original_received_ms"]),
        kind=_KINDS[row["kind"]],
        rule=row["rule"].decode("ascii", "replace"),
        jaccard=float(row["jaccard"]),
        containment=float(row["containment"]),
        numbers_agreeing=None if np.isnan(agreeing) else agreeing,
        original_partition=int(row["original_partition"]),
        original_offset=int(row["original_offset"]),
    )
