"""What is asked of a shard and what it answers: packed questions in, votes out, both plain values.

A question carries everything a verdict needs (keys, sketches, time), so a shard never sees a text and the
same question always has the same answer. The order of articles is (received_ms, id), total and stamped at
ingest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from streams.domain.row import OFFSET_BYTES, ROW
from streams.domain.sketch import SKETCH_BYTES, Signature, shard_of

ARTICLES_PER_RECORD_MAX = 32
VOTES_PER_RECORD_MAX = 64

_BYTES = np.dtype(f"V{ROW.itemsize}")
_WIRE = Struct(f"<q{OFFSET_BYTES}sQQQQ16s16sH{SKETCH_BYTES}s")  # a ROW


class Kind(StrEnum):
    """How a copy relates to its original."""

    EXACT = "exact"
    NEAR = "near"
    CONTAINED_IN = "contained_in"


@dataclass(frozen=True, slots=True)
class Question:
    """What one article asks of one shard: `keys` are those of the signature's that fall to it.

    `raw_offset` is where its text stands in the asker's partition of the raw topic.
    """

    article: str
    received_ms: int
    signature: Signature
    keys: NDArray[np.uint64]
    raw_offset: int


@dataclass(frozen=True, slots=True, eq=False)
class KeysRecord:
    """The questions of articles to one shard, of up to 32 in a record of the keys topic.

    `rows[i]` owns `counts[i]` of `keys` and is answered to the raw partition `askers[i]`.
    """

    askers: NDArray[np.uint16]
    rows: NDArray[np.void]
    counts: NDArray[np.uint8]
    keys: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.rows)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, KeysRecord)
            and self.askers.tobytes() == other.askers.tobytes()
            and self.rows.tobytes() == other.rows.tobytes()
            and self.counts.tobytes() == other.counts.tobytes()
            and self.keys.tobytes() == other.keys.tobytes()
        )

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def of(cls, asked: Sequence[tuple[int, Question]]) -> "KeysRecord":
        """Return askers and their questions packed, in order.

        Raises ValueError for none or more than 32: a caller's bug.
        """
        if not 1 <= len(asked) <= ARTICLES_PER_RECORD_MAX:
            raise ValueError(f"a keys record holds 1 to {ARTICLES_PER_RECORD_MAX} articles, not {len(asked)}")
        questions = [question for _, question in asked]
        # Packed and viewed: to set a field of an array's row takes as long as all of a row so.
        rows = np.frombuffer(bytearray().join(map(_row, questions)), ROW)
        return cls(
            askers=np.array([asker for asker, _ in asked], "<u2"),
            rows=rows,
            counts=np.array([len(q.keys) for q in questions], np.uint8),
            keys=np.concatenate([q.keys for q in questions]).astype("<u8"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An earlier article that this one repeats.

    `numbers_agreeing` is None where too few numbers were compared. Partition and offset say where in the raw
    topic the original's text stands.
    """

    original: str
    original_received_ms: int
    kind: Kind
    rule: str
    jaccard: float
    containment: float
    numbers_agreeing: float | None
    original_partition: int
    original_offset: int

    @property
    def precedence(self) -> tuple[int, str]:
        """Return what orders originals: the smallest is the one that a copy names."""
        return self.original_received_ms, self.original

    @property
    def claim(self) -> tuple[int, str, str, str, float, float, float]:
        """Return what is said in public, precedence first; where the original's text stands is not."""
        agreeing = -1.0 if self.numbers_agreeing is None else self.numbers_agreeing
        return (*self.precedence, self.kind, self.rule, -self.jaccard, -self.containment, -agreeing)

    @property
    def order(self) -> tuple[tuple[int, str, str, str, float, float, float], int, int]:
        """Return a total order of matches, so that the least of several is the same in any order."""
        return self.claim, self.original_partition, self.original_offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A shard's answer about one version (`text_hash`) of an article, for the partition `asker`.

    `late` marks one that nobody asked for: a newcomer precedes this article. It may improve a verdict but
    does not stand for the shard's answer, which is still to come or has come.
    """

    article: str
    text_hash: int
    received_ms: int
    shard: int
    asker: int
    match: Match | None
    late: bool = False


def questions(
    article: str, *, received_ms: int, signature: Signature, shards: int, raw_offset: int
) -> dict[int, Question]:
    """Return what to ask of each shard that holds one of the signature's keys; at least one is asked."""
    owners = shard_of(signature.keys, shards)
    return {
        shard: Question(article, received_ms, signature, signature.keys[owners == shard], raw_offset)
        for shard in sorted(set(owners.tolist()))
    }


def joined(records: Sequence[KeysRecord]) -> KeysRecord:
    """Return all the questions of the records, at least one, in order as one: more than go over the wire."""
    return KeysRecord(
        askers=np.concatenate([record.askers for record in records]),
        # As plain bytes: for each pair of rows with fields numpy works out anew what type has both.
        rows=np.concatenate([record.rows.view(_BYTES) for record in records]).view(ROW),
        counts=np.concatenate([record.counts for record in records]),
        keys=np.concatenate([record.keys for record in records]),
    )


def _row(question: Question) -> bytes:
    signature = question.signature
    return _WIRE.pack(
        question.received_ms,
        question.raw_offset.to_bytes(OFFSET_BYTES, "little"),
        int(question.article[:16], 16),
        int(question.article[16:], 16),
        signature.text_hash,
        signature.whole,
        signature.numbers.tobytes(),
        signature.names.tobytes(),
        signature.shingles,
        signature.sketch.tobytes(),
    )
