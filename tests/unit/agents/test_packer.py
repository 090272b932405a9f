"""Packing: nothing lost, nothing reordered, nothing made to wait in vain."""

import asyncio

from hypothesis import given, settings
from hypothesis.strategies import integers, lists

from streams.agents.packer import Packer

Sent = list[tuple[int, list[int]]]


def a_packer(sent: Sent, *, items_max: int = 3, linger_s: float = 0.05) -> Packer[int]:
    """Return a packer that notes what it sends."""
    return Packer(
        lambda partition, items: sent.append((partition, items)), items_max=items_max, linger_s=linger_s
    )


async def until(sent: Sent, items: int) -> None:
    """Wait, within a bound, until so many items were sent."""
    async with asyncio.timeout(5):
        while sum(len(pack) for _, pack in sent) < items:  # noqa: ASYNC110  a list has no event
            await asyncio.sleep(0.001)


@settings(max_examples=25)
@given(partitions=lists(integers(0, 3), max_size=60))
def test_every_item_is_sent_once_in_order_and_no_pack_is_too_large(partitions: list[int]) -> None:
    """A key that was never sent is an article that is never answered."""

    async def scenario() -> Sent:
        sent: Sent = []
        packer = a_packer(sent, linger_s=0.002)
        for number, partition in enumerate(partitions):
            packer.add(partition, number)
        await until(sent, len(partitions))
        return sent

    sent = asyncio.run(scenario())
    assert all(1 <= len(pack) <= 3 for _, pack in sent)
    for partition in range(4):
        items = [item for to, pack in sent if to == partition for item in pack]
        assert items == [n for n, to in enumerate(partitions) if to == partition]


async def test_a_lone_item_does_not_wait() -> None:
    """One article an hour gains nothing from waiting for a second."""
    sent: Sent = []
    packer = a_packer(sent, linger_s=30)
    packer.add(0, 1)
    await until(sent, 1)
    assert sent == [(0, [1])]


async def test_in_a_rush_items_wait_for_each_other() -> None:
    """Packing is what makes a thousand articles a second affordable."""
    sent: Sent = []
    packer = a_packer(sent, items_max=100, linger_s=0.2)
    for item in range(20):
        packer.add(0, item)
        await asyncio.sleep(0)
    await until(sent, 20)
    assert len(sent) <= 4


async def test_a_full_pack_goes_at_once() -> None:
    """Waiting on with a full pack would only cost time."""
    sent: Sent = []
    packer = a_packer(sent, linger_s=30)
    for item in range(3):
        packer.add(0, item)
    assert sent == [(0, [0, 1, 2])]


async def test_what_is_cleared_is_never_sent() -> None:
    """After a rebalance these questions are somebody else's."""
    sent: Sent = []
    packer = a_packer(sent, linger_s=0.01)
    packer.add(0, 1)
    packer.clear()
    packer.add(1, 2)
    await until(sent, 1)
    assert sent == [(1, [2])]
