"""Faust's Kafka consumer with four of its ways of losing records taken away, and one of ending a worker.

1. A fresh group. aiokafka's `seek_to_committed` leaves a partition without a commit (or committed at 0)
   where its fetcher happens to be (aio-libs/aiokafka 1003), and Faust throws away what arrived there before
   the flow was resumed: the first records of a new group are lost. Here every such partition is sought to
   its start, while the flow is still suspended.
2. A batch fetched around a rebalance. Faust reads the generation only after the fetch returned, so what was
   fetched before the seek is delivered after it, as if nothing came before. Here a record that does not
   follow the last one, or comes before it is known where to begin, is not delivered, and its partition is
   sought back.
3. Stale acknowledgements. Between the revocation of a partition and its next assignment an old record may
   still be acknowledged, and would be committed past the ones before it. Here everything in hand is dropped
   before Faust forgets what it had acknowledged.
4. A second seek. Faust seeks to the commits once its tables are recovered, and from its fetcher whenever
   that finds the flow suspended, in either order, while records may flow already. What was delivered and
   waits in a stream would then stand after a gap. Here only the first seek of an assignment goes to the
   commits; each one after it goes on where delivery stands.

And where Kafka goes away in the middle of a rebalance, Faust's recovery asks once where partitions begin and
end, and the worker ends with the request's time limit. Here it is asked again, for as long as five minutes.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

import structlog
from aiokafka.errors import KafkaTimeoutError
from faust.transport.drivers.aiokafka import Consumer, Transport
from faust.types import TP, Message

from streams.agents.fetching import AttentiveThread
from streams.agents.ledger import Place

log = structlog.get_logger()

ASKED_MAX = 16
ASKED_AGAIN_MAX = 9  # with 30 s and more for each time
SEEKS_BACK_MAX = 8  # in a row, to one offset: by then the record is gone from the broker

T = TypeVar("T")


class Hands(Protocol):
    """What must be told when records are taken away or begin to come again."""

    def revoked(self) -> None:
        """Everything in hand is void."""

    def assigned(self, starts: Mapping[Place, int]) -> None:
        """Records come from these offsets on."""


class LosslessConsumer(Consumer):
    """A consumer that delivers every record of a partition from its commit, or its start, without a gap."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._next: dict[TP, int] = {}
        self._astray: dict[TP, int] = {}
        self._seeks_back: dict[TP, int] = {}
        self._asked: dict[TP, tuple[int, int]] = {}
        self._assignments = 0

    def _new_consumer_thread(self) -> AttentiveThread:
        return AttentiveThread(self, loop=self.loop, beacon=self.beacon)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Drop everything in hand first: nothing may be acknowledged after this."""
        self._hands().revoked()
        self._assignments += 1
        for kept in (self._next, self._astray, self._asked):
            kept.clear()
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Begin anew: the next seek finds out where."""
        self._assignments += 1
        self._next.clear()
        await super().on_partitions_assigned(assigned, generation_id)

    async def earliest_offsets(self, *partitions: TP) -> Mapping[TP, int]:
        """Return where the partitions begin. Raises KafkaTimeoutError if Kafka does not come back."""
        return await patiently(lambda: super(LosslessConsumer, self).earliest_offsets(*partitions))

    async def highwaters(self, *partitions: TP) -> Mapping[TP, int]:
        """Return where the partitions end. Raises KafkaTimeoutError if Kafka does not come back."""
        return await patiently(lambda: super(LosslessConsumer, self).highwaters(*partitions))

    async def perform_seek(self) -> None:
        """Seek every source partition to what must come next.

        At first that is its commit, or its start where there is none within reach.
        """
        if self._next:
            await self.seek_wait(dict(self._next))
            return
        assignment = self._assignments
        await super().perform_seek()
        sources = [tp for tp in self.assignment() if not self._is_changelog_tp(tp)]
        if not sources:
            return
        earliest: Mapping[Any, int] = await self.earliest_offsets(*sources)
        starts = {tp: max(self._committed_offset.get(tp) or 0, earliest[tp]) for tp in sources}
        fresh = {tp: start for tp, start in starts.items() if start != self._committed_offset.get(tp)}
        if fresh:
            await self.seek_wait(fresh)
        if self._next or assignment != self._assignments:
            return  # another seek was first, or partitions came or went meanwhile
        self._next = dict(starts)
        self._seeks_back.clear()
        self._hands().assigned({Place(tp.topic, tp.partition): start for tp, start in starts.items()})

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ASYNC109  Faust's signature
        """Yield what was fetched, as long as it follows; seek back where it does not."""
        async for tp, message in super().getmany(timeout):
            if self._is_changelog_tp(tp):
                yield tp, message
            elif message.offset == self._next.get(tp) and tp not in self._astray:
                self._next[tp] = message.offset + 1
                self._seeks_back.pop(tp, None)
                yield tp, message
            elif message.offset >= self._next.get(tp, 0):
                self._astray.setdefault(tp, message.offset)
        for tp in self._astray.keys() & self._next.keys():
            came = self._astray.pop(tp, None)  # None: it was taken away while another was sought
            if came is not None and tp in self._next:
                await self._seek_back(tp, came)

    def go_back(self, tp: TP, offset: int) -> bool:
        """Have a record delivered once more that was on its way here and did not arrive.

        Returns False where it was asked for 16 times: it does not come.
        """
        if self._next.get(tp, offset) <= offset:
            return True  # it is on its way already
        asked, times = self._asked.get(tp, (offset, 0))
        self._asked[tp] = offset, times + 1 if asked == offset else 1
        self._next[tp] = offset
        self._astray[tp] = offset  # sought after the fetch that is being delivered, be it an empty one
        log.warning("going back", topic=tp.topic, partition=tp.partition, next=offset)
        return self._asked[tp][1] <= ASKED_MAX

    async def _seek_back(self, tp: TP, came: int) -> None:
        expected = self._next[tp]
        self._seeks_back[tp] = self._seeks_back.get(tp, 0) + 1
        if self._seeks_back[tp] > SEEKS_BACK_MAX and came > expected:
            self._next[tp] = came  # let it through: the ledger stops the worker, with the reason
        log.info("seeking back", topic=tp.topic, partition=tp.partition, came=came, next=expected)
        await self.seek_wait({tp: self._next[tp]})

    def _hands(self) -> Hands:
        app: Any = self.app
        hands: Hands = app.hands
        return hands


class LosslessTransport(Transport):
    """The transport whose consumer is lossless."""

    Consumer = LosslessConsumer


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Return what Kafka answers, asked up to nine times more. Raises KafkaTimeoutError if it does not."""
    for left in reversed(range(ASKED_AGAIN_MAX + 1)):
        try:
            return await ask()
        except KafkaTimeoutError:
            if not left:
                raise
            log.warning("Kafka does not say where partitions begin and end; asking again", times_left=left)
    raise AssertionError("unreachable: the last question returns or raises")
