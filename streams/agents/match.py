"""match: a packed keys record is put into its shard's index, journalled, and answered.

The index is memory. It is folded from the journal whenever the shard was assigned afresh, before the first
question after that is answered.
"""

import asyncio
from collections.abc import Callable, Iterator

import structlog

from streams.agents.app import Event
from streams.agents.flow import Flow, place_of
from streams.agents.journal import Journal, Span
from streams.agents.packer import Packer
from streams.domain.index import ShardIndex
from streams.domain.matching import KeysRecord, Vote
from streams.wire.packed import unpack_keys

Release = Callable[[], object]
Answer = tuple[Vote, Release]

log = structlog.get_logger()

FOLDED_ARTICLES = 65_536  # at once: a third of the cost of each by a thousand, for some 30 MB meanwhile


class Countdown:
    """Calls `then` once it was counted down `steps` times."""

    __slots__ = ("_steps", "_then")

    def __init__(self, steps: int, then: Release) -> None:
        self._steps, self._then = steps, then

    def __call__(self) -> None:
        """Count one down."""
        self._steps -= 1
        if not self._steps:
            self._then()


class Match:
    """Answers the shards of one worker."""

    def __init__(self, flow: Flow, *, journal: Journal, window_ms: int, answer: Packer[Answer]) -> None:
        self._flow, self._journal, self._window_ms, self._answer = flow, journal, window_ms, answer
        self._indexes: dict[int, ShardIndex] = {}

    def revoked(self) -> None:
        """Every index is folded again: another worker may have written to the journal meanwhile."""
        self._indexes.clear()
        self._journal.clear()

    async def take(self, event: Event) -> None:
        """Answer one packed record; it is acknowledged once its row and all of its votes are confirmed."""
        ticket = self._flow.take(event)
        if ticket is None:
            return
        shard, record = place_of(event).partition, unpack_keys(event.message.value or b"")
        if shard not in self._indexes:
            index = await self._folded(shard, wanted=lambda: ticket.live)
            if not ticket.live:
                return
            self._indexes[shard] = index
            log.info("index ready", shard=shard, articles=len(index))
        index = self._indexes[shard]
        span = Span(shard, index.segment_of(record))
        votes = index.answer(record, self._journal.row_of(span, ticket.offset))
        settled = Countdown(len(votes) + 1, lambda: self._flow.ledger.settle(ticket))
        self._journal.add(span, ticket, record, settled)
        for vote in votes:
            self._answer.add(vote.asker, (vote, settled))
        expired = index.expired()
        if expired:
            self._journal.drop(ticket, shard, expired)

    async def _folded(self, shard: int, wanted: Callable[[], bool]) -> ShardIndex:
        """Return the shard's index as the journal has it, made beside the event loop: it takes seconds."""
        rows = self._journal.items(shard)
        index = ShardIndex(shard, window_ms=self._window_ms)
        await asyncio.to_thread(fold, index, rows, wanted=wanted)
        return index


def fold(index: ShardIndex, rows: Iterator[tuple[int, KeysRecord]], *, wanted: Callable[[], bool]) -> None:
    """Put what the rows hold into the index, in their order, as long as it is wanted.

    Started anew by each of several rebalances in a row, the folds of a million articles held each other up.
    """
    while wanted() and (some := list(_at_once(rows))):
        index.fold(some)


def _at_once(rows: Iterator[tuple[int, KeysRecord]]) -> Iterator[tuple[int, KeysRecord]]:
    articles = 0
    for key, record in rows:
        yield key, record
        articles += len(record)
        if articles >= FOLDED_ARTICLES:
            return
