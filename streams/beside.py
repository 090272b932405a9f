"""Asking somebody from wherever one is: a coroutine run to its end in a thread, for a bounded time."""

import asyncio
from collections.abc import Coroutine
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
