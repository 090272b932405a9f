"""From votes to a verdict, by a lattice.

Votes may come early, late, twice or in any order, and it is the same.

A case is a bit per shard heard and the earliest match; merging is OR and min. What was decided is one small
value per article, enough to tell a repeat from a redelivery from a revision and to correct a verdict when an
earlier original turns up late.

Once an article has been unique, its later versions are published whatever they resemble, since consumers hold
it; so a version is a copy only if it and every version before it match something earlier. That depends on the
texts alone, never on which vote came first.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from streams.domain.matching import Match, Vote

UNMATCHED_MAX = 8


class Arrival(StrEnum):
    """What a raw record is, seen against what was decided about its article."""

    NEW = "new"
    REPEAT = "repeat"
    REDELIVERED = "redelivered"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Case:
    """An article waiting for its shards: `asked` and `heard` are bit masks of shards."""

    asked: int
    heard: int = 0
    earliest: Match | None = None

    @property
    def complete(self) -> bool:
        """Return whether every shard asked has answered."""
        return self.heard & self.asked == self.asked

    def hear(self, vote: Vote) -> "Case":
        """Return the case knowing this vote as well; hearing it again changes nothing."""
        heard = 0 if vote.late else 1 << vote.shard
        return self.merge(Case(self.asked, heard, vote.match))

    def merge(self, other: "Case") -> "Case":
        """Return what both know. Commutative, associative, idempotent."""
        return Case(
            self.asked | other.asked, self.heard | other.heard, earliest(self.earliest, other.earliest)
        )


def earliest(one: Match | None, other: Match | None) -> Match | None:
    """Return the match that comes first in the total order of matches; None is later than any."""
    return min((m for m in (one, other) if m is not None), key=lambda m: m.order, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided about an article's latest version, from the raw record at `raw_offset`.

    `match` is that version's own; `unmatched` are the hashes of earlier versions that match nothing, the
    first eight of them: while there is one, the article is nobody's copy. `received_ms` is the first
    version's, `latest_ms` the latest one's; `previous_offset` is where the raw record of the version before
    stands.
    """

    raw_offset: int
    text_hash: int
    received_ms: int
    latest_ms: int
    match: Match | None = None
    unmatched: tuple[int, ...] = ()
    rev: int = 0
    revision: int = 1
    previous_offset: int | None = None

    @property
    def duplicate_of(self) -> Match | None:
        """Return the match that makes the article a copy, None where it is unique."""
        return None if self.unmatched else self.match

    @property
    def original(self) -> str | None:
        """Return the id of the article that this one copies, None where it is unique."""
        return self.duplicate_of.original if self.duplicate_of else None


def current(decided: Decided | None, *, received_ms: int, window_ms: int) -> Decided | None:
    """Return what was decided as far as a record received at that time may know of it.

    None where the latest version is more than the window older: then the article is as good as new. That
    depends on the records alone, not on how long rows are kept, which is a little longer.
    """
    return decided if decided and received_ms - decided.latest_ms <= window_ms else None


def classify(raw_offset: int, text_hash: int, decided: Decided | None) -> Arrival:
    """Return what the raw record at this offset is.

    A record before the decided one was superseded by it and changes nothing, whatever its text.
    """
    if decided is None:
        return Arrival.NEW
    if raw_offset == decided.raw_offset:
        return Arrival.REDELIVERED
    if raw_offset < decided.raw_offset or text_hash == decided.text_hash:
        return Arrival.REPEAT
    return Arrival.REVISION


def decide(
    case: Case, *, raw_offset: int, text_hash: int, received_ms: int, decided: Decided | None
) -> Decided:
    """Return the verdict on a complete case of a version received at `received_ms`.

    `decided` is that on the version before, None for a new article.
    """
    if decided is None:
        return Decided(
            raw_offset=raw_offset,
            text_hash=text_hash,
            received_ms=received_ms,
            latest_ms=received_ms,
            match=case.earliest,
        )
    if classify(raw_offset, text_hash, decided) is Arrival.REVISION:
        unmatched = decided.unmatched if decided.match else (*decided.unmatched, decided.text_hash)
        if case.earliest:  # the text may be one that an earlier version had
            unmatched = tuple(version for version in unmatched if version != text_hash)
        return Decided(
            raw_offset=raw_offset,
            text_hash=text_hash,
            received_ms=decided.received_ms,
            latest_ms=received_ms,
            match=case.earliest,
            unmatched=tuple(dict.fromkeys(unmatched))[:UNMATCHED_MAX],
            revision=decided.revision + 1,
            previous_offset=decided.raw_offset,
        )
    if case.earliest is None:
        return decided
    return correct(decided, case.earliest, text_hash=text_hash) or decided


def correct(decided: Decided, match: Match, *, text_hash: int) -> Decided | None:
    """Return the verdict with `rev` + 1 if this match of version `text_hash` changes anything.

    The result is to be stored; it is to be published only where `changed` says so. None where nothing
    changes.
    """
    matches = decided.match
    if text_hash == decided.text_hash:
        matches = earliest(matches, match)
    unmatched = tuple(version for version in decided.unmatched if version != text_hash)
    if matches == decided.match and unmatched == decided.unmatched:
        return None
    after = replace(decided, match=matches, unmatched=unmatched)
    return replace(after, rev=decided.rev + 1) if changed(decided, after) else after


def changed(before: Decided, after: Decided) -> bool:
    """Return whether the public verdict differs: another match, or one where there was none.

    The same match of a text that stands elsewhere in the raw topic says nothing new.
    """
    one, other = before.duplicate_of, after.duplicate_of
    return (one and one.claim) != (other and other.claim)
