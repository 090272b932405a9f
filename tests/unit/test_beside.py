"""One work beside another: in a thread for a bounded time, or several until one of them ends."""

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


async def test_works_end_with_the_first_of_them_and_what_failed_is_told_before_the_others_are_closed() -> (
    None
):
    """To close one may take as long as Kafka hangs: whoever bounds that must hear of it first."""
    order: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            order.append("closed")

    async def fail() -> None:
        raise ValueError("no")

    failure = await beside.first(work(), fail(), failing=lambda: order.append("told"))
    assert isinstance(failure, ValueError)
    assert order == ["told", "closed"]
    with pytest.raises(ValueError, match="no"):
        await beside.through(work(), fail(), failing=lambda: None)
    assert await beside.first(work(), asyncio.sleep(0), failing=lambda: order.append("never")) is None
    assert "never" not in order
