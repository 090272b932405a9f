"""Faust's consumer on a real Kafka: what its recovery and its fetcher do to a stream must cost no record."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread

from streams.agents.app import Event, create_app, source
from streams.agents.flow import Flow, manual
from streams.agents.ledger import Ticket
from streams.broker import admin
from streams.metrics import Outcome
from streams.settings import Settings
from streams.topics import Stage
from tests.line import produce

RECORDS = 600
Place = tuple[int, int]  # a partition and an offset


class Reader:
    """A stage that only takes records up; `before` is awaited first for each, and may throw it away."""

    def __init__(
        self,
        settings: Settings,
        before: Callable[[Event, list[Place]], Awaitable[bool]],
        *,
        records: int = RECORDS,
        in_hand_max: int = 10 * RECORDS,
    ) -> None:
        admin.apply(settings)
        settings.data_dir.mkdir()
        self.settings, self._before, self._records = settings, before, records
        self.app: Any = create_app(Stage.ENRICH, settings)
        topics = settings.topics()
        self._flow = Flow(
            Stage.ENRICH, self.app, topics=topics, in_hand_max=in_hand_max, on_revoked=lambda: None
        )
        self.taken: list[Place] = []
        self._tickets: list[Ticket[Event]] = []
        self._all = asyncio.Event()
        self.app.agent(source(self.app, topics.unique), name="take")(self._take)

    async def _take(self, stream: object) -> None:
        async for event in manual(stream):
            if await self._before(event, self.taken) and (ticket := self._flow.take(event)) is not None:
                self.taken.append((event.message.partition, event.message.offset))
                self._tickets.append(ticket)
            if len(self.taken) == self._records:
                self._all.set()

    async def run(self, beside: Callable[[], Awaitable[None]] | None = None, *, first: int = RECORDS) -> None:
        """Read all records, so many put there first, something done beside; fails where one is missing."""
        records = [(str(number), b"{}") for number in range(first)]
        await asyncio.to_thread(produce, self.settings, records, topic=self.settings.topics().unique)
        await self.app.start()
        try:
            async with asyncio.timeout(30):
                if beside:
                    await beside()
                await self._all.wait()
        finally:
            await self.app.stop()

    def settle_all(self) -> None:
        """Settle what was taken up so far."""
        for ticket in self._tickets:
            self._flow.settle(ticket, Outcome.FORWARDED, "revision")
        self._tickets.clear()

    def all_in_order(self) -> bool:
        """Return whether each partition's records were taken up once each, in the order of their offsets."""
        partitions = {partition for partition, _ in self.taken}
        by_partition = [[o for p, o in self.taken if p == partition] for partition in partitions]
        return all(offsets == list(range(len(offsets))) for offsets in by_partition)


@pytest.mark.timeout(120)
async def test_a_second_seek_in_one_generation_takes_nothing_back_and_skips_nothing(
    deployment: Settings,
) -> None:
    """Faust seeks at the end of recovery, and from its fetcher too; what was delivered stays in hand."""
    half, sought = asyncio.Event(), asyncio.Event()

    async def wait_at_half(_: Event, taken: list[Place]) -> bool:
        if len(taken) == RECORDS // 2:
            half.set()
            await sought.wait()  # what was fetched already waits in the stream's queue meanwhile
        return True

    reader = Reader(deployment, wait_at_half)

    async def seek() -> None:
        await half.wait()
        await reader.app.consumer.perform_seek()
        sought.set()

    await reader.run(beside=seek)
    assert reader.all_in_order()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("from_the_end", [100, 2])
async def test_a_record_that_is_lost_on_its_way_comes_once_more(
    deployment: Settings, from_the_end: int
) -> None:
    """Whatever is thrown away between fetcher and agent, the next record shows it, be it the last."""
    thrown_away = set[int]()

    async def throw_one_away(event: Event, _: list[Place]) -> bool:
        message = event.message
        end = reader.app.consumer.highwater(message.tp)
        if message.offset != end - from_the_end or message.partition in thrown_away:
            return True
        thrown_away.add(message.partition)
        return False

    reader = Reader(deployment, throw_one_away)
    await reader.run()
    assert len(thrown_away) == deployment.topic_partitions
    assert reader.all_in_order()


@pytest.mark.timeout(120)
async def test_a_worker_that_has_enough_in_hand_takes_no_more_until_half_is_settled_and_loses_nothing(
    deployment: Settings,
) -> None:
    """Faust drops what it has fetched of a partition that is paused in mid-batch; back-pressure must not."""
    records, in_hand_max = 10 * RECORDS, 50
    held: list[int] = []

    async def take(_: Event, __: list[Place]) -> bool:
        return True

    async def hold_and_settle() -> None:
        while len(reader.taken) < records:
            before = len(reader.taken)
            await asyncio.sleep(0.5)
            if before == len(reader.taken) >= in_hand_max:  # what was fetched before it had enough is in, too
                held.append(before)
                reader.settle_all()

    reader = Reader(deployment, take, records=records, in_hand_max=in_hand_max)
    await reader.run(beside=hold_and_settle, first=records)
    assert len(held) >= 2, "it stood still, went on, and stood still again"
    assert held[0] < records // 2
    assert reader.all_in_order()


@pytest.mark.timeout(120)
async def test_a_partition_is_asked_for_again_though_the_others_have_nothing_new(
    deployment: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker whose loop was busy for a moment stood still after it, for as long as Faust has Kafka wait."""
    create = AIOKafkaConsumerThread._create_worker_consumer

    def patient(thread: AIOKafkaConsumerThread, transport: Any) -> Any:
        consumer = create(thread, transport)
        consumer._fetch_max_wait_ms = 60_000  # longer than all that this test has
        return consumer

    monkeypatch.setattr(AIOKafkaConsumerThread, "_create_worker_consumer", patient)

    async def send_the_next(_: Event, taken: list[Place]) -> bool:
        if len(taken) < 2:
            produce(deployment, [("0", b"{}")], topic=deployment.topics().unique)
            time.sleep(0.3)  # noqa: ASYNC251  the loop itself: the next one is fetched, and waits to be read
        return True

    reader = Reader(deployment, send_the_next, records=3)
    await reader.run(first=1)
    assert reader.all_in_order()
