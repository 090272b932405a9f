"""Faust's consumer on a real Kafka, driven as its own recovery drives it."""

import asyncio

import pytest

from streams.agents.app import create_app, source
from streams.agents.flow import Flow, manual
from streams.broker import admin
from streams.settings import Settings
from streams.topics import Stage
from tests.line import produce

RECORDS = 600


@pytest.mark.timeout(120)
async def test_a_second_seek_in_one_generation_takes_nothing_back_and_skips_nothing(
    deployment: Settings,
) -> None:
    """Faust seeks at the end of recovery, and from its fetcher too; what was delivered stays in hand."""
    admin.apply(deployment)
    deployment.data_dir.mkdir()
    app, topics = create_app(Stage.ENRICH, deployment), deployment.topics()
    flow = Flow(Stage.ENRICH, app, topics=topics, in_hand_max=10 * RECORDS, on_revoked=lambda: None)
    taken: list[tuple[int, int]] = []
    half, sought, all_of_them = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def take(stream: object) -> None:
        async for event in manual(stream):
            ticket = flow.take(event)  # raises Skipped where a record is missing
            if ticket is not None:
                taken.append((event.message.partition, event.message.offset))
            if len(taken) == RECORDS // 2:
                half.set()
                await sought.wait()  # what was fetched already waits in the stream's queue meanwhile
            if len(taken) == RECORDS:
                all_of_them.set()

    app.agent(source(app, topics.unique), name="take")(take)
    await asyncio.to_thread(
        produce, deployment, ((str(n), b"{}") for n in range(RECORDS)), topic=topics.unique
    )
    await app.start()
    try:
        async with asyncio.timeout(30):
            await half.wait()
            await app.consumer.perform_seek()
            sought.set()
            await all_of_them.wait()
    finally:
        await app.stop()
    assert sorted(taken) == [(p, o) for p, count in _counts(taken).items() for o in range(count)]


def _counts(taken: list[tuple[int, int]]) -> dict[int, int]:
    return {p: sum(q == p for q, _ in taken) for p in sorted({p for p, _ in taken})}
