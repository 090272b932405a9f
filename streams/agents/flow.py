"""The edge that every Faust stage shares: records are taken up in order, settled once, and bounded in hand.

What a stage takes up it must hand to exactly one of `settle` and `bury`; the ledger acknowledges it once all
earlier ones are settled too.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from typing import Any

import structlog
from faust.types import TP

from streams.agents.accounting import Accounts
from streams.agents.app import Event, StageApp
from streams.agents.ledger import Ledger, Place, Skipped, Ticket
from streams.agents.outbox import Outbox, Record
from streams.errors import Rejected
from streams.metrics import Outcome
from streams.topics import Stage, Topics
from streams.wire.dead_letter import dead_letter_headers
from streams.wire.headers import trace_id

log = structlog.get_logger()

STANDING_S = 1.0  # between two looks at the gauges


def place_of(event: Event) -> Place:
    """Return the partition that an event came from."""
    return Place(event.message.topic, event.message.partition)


class Flow:
    """The records in hand of one stage, what leaves it, and its accounts; the `hands` of its app.

    `on_revoked` drops what the stage keeps beside the ledger. `not_begun` says how many records in hand still
    wait for something to be begun with them, which it is not once the flow is closing.
    """

    def __init__(
        self,
        stage: Stage,
        app: StageApp,
        *,
        topics: Topics,
        in_hand_max: int,
        on_revoked: Callable[[], None],
        not_begun: Callable[[], int] = lambda: 0,
    ) -> None:
        self.stage, self.topics, self.outbox = stage, topics, Outbox(app)
        self.ledger: Ledger[Event] = Ledger(lambda event: event.ack())
        self.assigned_once = False
        self.not_ready: str | None = None  # why the stage cannot work yet, whatever its partitions
        self.beat_at = time.monotonic()
        self.not_begun = not_begun
        self._app, self._in_hand_max, self._on_revoked = app, in_hand_max, on_revoked
        self._paused = False
        self._closed: set[str] = set()  # topics of which nothing more is taken up
        read = (topics.unique, topics.canary(Stage.DEDUP)) if stage is Stage.ENRICH else (topics.raw,)
        self._sources = tuple(topic.name for topic in read)
        self.accounts = Accounts(stage, unsettled=self.unsettled)
        app.hands = self
        app.task(self._keep_standing)

    def take(self, event: Event) -> Ticket[Event] | None:
        """Return a ticket for an event, or None where it must be passed over.

        After a gap the stream goes back to where it began. Of a closed topic nothing is taken up: it stays
        uncommitted, for whoever has the partition next. Raises Skipped where what is missing never comes.
        """
        place = place_of(event)
        if place.topic in self._closed:
            return None
        try:
            ticket = self.ledger.take(place, event.message.offset, event)
        except Skipped as gap:
            consumer: Any = self._app.consumer
            if not consumer.go_back(TP(place.topic, place.partition), gap.missing):
                raise
            return None
        if ticket is not None and event.message.topic in self._sources:
            self.accounts.received()
            self._hold_back()
        return ticket

    def settle(self, ticket: Ticket[Event], outcome: Outcome, kind: str) -> None:
        """Note a record as finished with, its effects durable; those of the source topic are counted."""
        if self.ledger.settle(ticket) and ticket.event.message.topic in self._sources:
            self.accounts.settled(outcome, kind, seconds=time.monotonic() - ticket.taken_at)
            self._hold_back()

    def bury(self, ticket: Ticket[Event], why: Rejected) -> None:
        """Send a record's original bytes to the stage's dead letters, and settle it once they are there."""
        self.outbox.spawn(self._bury(ticket, why))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work beside the streams; if it fails, the worker crashes."""
        self.outbox.spawn(work)

    def unsettled(self) -> int:
        """Return how many records of the sources are in hand and not settled. Any thread may ask."""
        return sum(self.ledger.held(topic) for topic in self._sources)

    @property
    def closing(self) -> bool:
        """Return whether the worker is about to stop, and nothing new is to be begun."""
        return bool(self._closed)

    def close_source(self) -> None:
        """Take up no more of the stage's sources: the worker is about to stop."""
        self.not_ready = "stopping"
        self._closed.update(self._sources)

    def close_all(self) -> None:
        """Take up nothing more."""
        self._closed.update(place.topic for place in self.ledger.heads())

    def revoked(self) -> None:
        """Drop everything in hand: it comes again, here or elsewhere."""
        self.accounts.returned(self.unsettled())
        self.ledger.revoke()
        self._paused = False
        self._on_revoked()

    def assigned(self, starts: Mapping[Place, int]) -> None:
        """Begin to take records up from these offsets."""
        self.revoked()
        self.ledger.assign(starts)
        self.assigned_once = True
        log.info("partitions assigned", stage=self.stage, partitions=sorted(f"{t}[{p}]" for t, p in starts))

    def partitions(self, topic: str) -> Sequence[int]:
        """Return the partitions of a topic that this worker has now."""
        return [place.partition for place in self.ledger.heads() if place.topic == topic]

    async def _bury(self, ticket: Ticket[Event], why: Rejected) -> None:
        message = ticket.event.message
        headers = dead_letter_headers(
            why, topic=message.topic, partition=message.partition, offset=message.offset,
            stage=self.stage, original_headers=message.headers,
        )  # fmt: skip
        await self.outbox.confirmed(
            [Record(self.topics.dead(self.stage).name, message.key, message.value, headers)]
        )
        log.warning("dead letter", stage=self.stage, reason=why.reason, detail=why.detail,
                    topic=message.topic, partition=message.partition, offset=message.offset,
                    trace_id=trace_id(message.headers))  # fmt: skip
        self.settle(ticket, Outcome.REJECTED, why.reason)

    def _hold_back(self) -> None:
        """Stop fetching the source while too much is in hand; go on at half of it.

        Through `on_buffer_full`, not `pause_partitions`: Faust silently drops what it has fetched already
        of a partition that is paused in the middle of a batch (`Consumer.getmany`).
        """
        consumer, in_hand = self._app.consumer, self.ledger.in_hand
        if not self._paused and in_hand >= self._in_hand_max:
            self._paused = True
            for place in self._read():
                consumer.on_buffer_full(place)
        elif self._paused and in_hand <= self._in_hand_max // 2:
            self._paused = False
            for place in self._read():
                consumer.on_buffer_drop(place)

    def _read(self) -> list[TP]:
        return [TP(topic, partition) for topic in self._sources for partition in self.partitions(topic)]

    async def _keep_standing(self) -> None:
        while not self._app.should_stop:
            self.beat_at = time.monotonic()
            ages, heads = self.ledger.ages(), self.ledger.heads()
            lags = {place: self._lag(place, head) for place, head in heads.items()}
            self.accounts.standing(in_hand=self.ledger.in_hand, ages=ages, lags=lags)
            if self._paused:  # what was in hand last may have been no record of the source
                self._hold_back()
            await asyncio.sleep(STANDING_S)

    def _lag(self, place: Place, head: int) -> int:
        end = self._app.consumer.highwater(TP(place.topic, place.partition))
        return max(0, (end or 0) - head)


def manual(stream: Any) -> AsyncIterator[Event]:
    """Return the events of a stream, none of which Faust acknowledges by itself."""
    events: AsyncIterator[Event] = stream.noack().events()
    return events
