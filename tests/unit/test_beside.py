"""Asking somebody from wherever one is, for a bounded time."""

import asyncio
import threading

import pytest

from streams import beside


async def test_an_answer_can_be_had_from_within_an_event_loop() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    assert beside.run(answer(), within_s=30) == 42


def test_what_cannot_be_cancelled_is_left_behind() -> None:
    """A name is looked up in a thread that asyncio waits for, however long the name server takes."""
    done = threading.Event()

    async def look_up() -> None:
        await asyncio.to_thread(done.wait, 60)

    try:
        with pytest.raises(TimeoutError):
            beside.run(look_up(), within_s=0.05)
        assert not done.is_set()
    finally:
        done.set()
