"""Turns: one at a time per host with a pause between two, and hosts do not wait for each other."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest

from streams.sources.feeds.hosts import Hosts

Span = tuple[float, float]


async def spans(hosts: Hosts, names: Sequence[str], *, takes_s: float = 0.02) -> list[Span]:
    """Take all turns at once; return when each began and ended."""
    loop = asyncio.get_running_loop()

    async def one(name: str) -> Span:
        async with hosts.turn(name):
            began = loop.time()
            await asyncio.sleep(takes_s)
            return began, loop.time()

    return sorted(await asyncio.gather(*(one(name) for name in names)))


async def test_a_host_is_asked_one_thing_at_a_time_with_a_pause() -> None:
    made = await spans(Hosts(pause_s=0.05), ["a.example"] * 4)
    for (_, ended), (began, _) in pairwise(made):
        assert began >= ended + 0.045


async def test_hosts_do_not_wait_for_each_other() -> None:
    made = await spans(Hosts(pause_s=5), [f"{number}.example" for number in range(10)], takes_s=0.2)
    assert max(began for began, _ in made) < min(ended for _, ended in made)


async def test_no_more_than_so_many_are_asked_at_once() -> None:
    made = await spans(Hosts(pause_s=0, at_once_max=2), [f"{number}.example" for number in range(6)])
    for began, _ in made:
        assert sum(other <= began < ended for other, ended in made) <= 2


async def test_a_turn_that_fails_is_given_back() -> None:
    hosts = Hosts(pause_s=0)

    async def fail() -> None:
        async with asyncio.timeout(1), hosts.turn("a.example"):
            raise ConnectionError

    for _ in range(3):
        with pytest.raises(ConnectionError):
            await fail()
    assert len(await spans(hosts, ["a.example"])) == 1


async def test_hosts_that_are_idle_are_forgotten() -> None:
    """Redirects lead to ever new hosts; each must not cost memory for good."""
    hosts = Hosts(pause_s=0.01)
    await spans(hosts, [f"{number}.example" for number in range(50)], takes_s=0)
    async with asyncio.timeout(5):
        while hosts._hosts:  # noqa: ASYNC110  it sets no event, and has a deadline
            await asyncio.sleep(0.01)
