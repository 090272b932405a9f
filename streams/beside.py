"""One work beside another: in a thread, for a bounded time, or several in one loop until one of them ends."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T], *, within_s: float) -> T:
    """Return what the coroutine returns; whoever calls may be in an event loop of its own.

    Raises what it raises, and TimeoutError after so many seconds, whatever it is at: a name server that does
    not answer holds up a thread that nothing can cancel, and that is left behind here.
    """
    thread = ThreadPoolExecutor(1)
    try:
        return thread.submit(asyncio.run, work).result(within_s)
    finally:
        thread.shutdown(wait=False)


async def through(
    *works: Coroutine[Any, Any, Any] | asyncio.Future[Any], failing: Callable[[], None]
) -> None:
    """Run these as `first` does, and raise what was raised."""
    failure = await first(*works, failing=failing)
    if failure is not None:
        raise failure


async def first(
    *works: Coroutine[Any, Any, Any] | asyncio.Future[Any], failing: Callable[[], None]
) -> BaseException | None:
    """Run these until one ends, cancel the others and wait for them; return what was raised, if anything.

    `failing` is called before that wait where one has failed: what the others close may wait for Kafka.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if any(not task.cancelled() and task.exception() for task in done):
            failing()
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    return next(
        (e for e in ended if isinstance(e, BaseException) and not isinstance(e, asyncio.CancelledError)), None
    )
