"""match: a packed keys record is journalled, put into its shard's index, and answered.

The index is memory. It is folded from the journal whenever the shard was assigned afresh, before the first
question after that is answered.
"""

from collections.abc import Callable

import structlog

from streams.agents.app import Event
from streams.agents.flow import Flow, place_of
from streams.agents.ledger import Ticket
from streams.agents.packer import Packer
from streams.agents.tables import Rows
from streams.domain.index import ShardIndex
from streams.domain.matching import Vote
from streams.wire.packed import unpack_keys

Release = Callable[[], object]
Answer = tuple[Vote, Release]

log = structlog.get_logger()

OFFSET_BYTES = 8


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

    def __init__(self, flow: Flow, *, journal: Rows, window_ms: int, answer: Packer[Answer]) -> None:
        self._flow, self._journal, self._window_ms, self._answer = flow, journal, window_ms, answer
        self._indexes: dict[int, ShardIndex] = {}
        self._current: set[int] = set()  # shards whose index holds all that the journal does

    def revoked(self) -> None:
        """Every index must look into the journal again: another worker may have written there meanwhile."""
        self._current.clear()

    async def take(self, event: Event) -> None:
        """Answer one packed record; it is acknowledged once its row and all of its votes are confirmed."""
        ticket = self._flow.take(event)
        if ticket is None:
            return
        shard, offset, value = place_of(event).partition, ticket.offset, event.message.value or b""
        record = unpack_keys(value)
        index = self._index(shard)
        votes = index.answer(record, offset)
        settled = Countdown(len(votes) + 1, lambda: self._flow.ledger.settle(ticket))
        self._flow.spawn(self._write(ticket, shard, value, settled))
        for vote in votes:
            self._answer.add(vote.asker, (vote, settled))
        for expired in index.expired():
            self._flow.spawn(self._drop(ticket, shard, expired))

    async def _write(self, ticket: Ticket[Event], shard: int, value: bytes, then: Release) -> None:
        key = ticket.offset.to_bytes(OFFSET_BYTES)
        if ticket.live and self._journal.get(shard, key) is None:
            await self._journal.put(shard, key, value)
        then()

    async def _drop(self, ticket: Ticket[Event], shard: int, offset: int) -> None:
        if ticket.live:
            await self._journal.delete(shard, offset.to_bytes(OFFSET_BYTES))

    def _index(self, shard: int) -> ShardIndex:
        if shard in self._current:
            return self._indexes[shard]
        owned = set(self._flow.partitions(self._flow.topics.keys.name))
        self._indexes = {n: index for n, index in self._indexes.items() if n in owned}
        index = self._indexes[shard] = ShardIndex(shard, window_ms=self._window_ms)
        rows = self._journal.items(shard, key_bytes=OFFSET_BYTES, start=bytes(OFFSET_BYTES))
        for key, value in rows:
            index.fold(unpack_keys(value), int.from_bytes(key))
        self._current.add(shard)
        log.info("index ready", shard=shard, articles=len(index))
        return index
