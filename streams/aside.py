"""A process beside the event loop, for work that would hold it up: one call at a time, each within a time.

One at a time, so that a call's limit counts from when it begins, and so that the call that hung or killed the
process is known.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from streams import child
from streams.errors import NewswireError, Unavailable

T = TypeVar("T")

START_S_MAX = 60.0


class Ended(Exception):
    """The process was ended by this call: it took too long, or the process died of it twice."""


class _Died(Exception):
    """The process is gone."""


class Aside:
    """A process of its own; started when first needed, and again after a call that ended it.

    `warm_up` is called first in each new process, within a minute, so that no call pays for what it loads.
    """

    def __init__(self, warm_up: Callable[[], object]) -> None:
        self._warm_up = warm_up
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """The operating system's number of the process, if it runs."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the process, if there is none. Raises Unavailable if it cannot be started."""
        async with self._turn:
            await self._running()

    async def run(self, function: Callable[[], T], *, limit_s: float) -> T:
        """Return what a picklable function returns, or raise the NewswireError that it raises.

        Raises Ended if it took too long, or if the process died, and a fresh one too: the first death may
        have been anybody's doing. Raises Unavailable if no process can be started.
        """
        async with self._turn:
            with suppress(_Died):
                return await self._within(limit_s, await self._running(), function)
            try:
                return await self._within(limit_s, await self._running(), function)
            except _Died as error:
                raise Ended("the process died") from error

    async def stop(self) -> None:
        """End the process for good, whatever it is at: whoever waits for it is cancelled."""
        self._stopped = True
        await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _running(self) -> Process:
        if self._stopped:
            raise asyncio.CancelledError
        if self._process is None:
            command = (sys.executable, "-m", "streams.aside_process", str(os.getpid()))
            self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
            try:
                await self._within(START_S_MAX, self._process, self._warm_up)
            except (_Died, Ended) as error:
                raise Unavailable(f"a process of this worker does not start: {error}") from error
        return self._process

    async def _within(self, limit_s: float, process: Process, function: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(limit_s):
                answer, refusal = await _asked(process, function)
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError) as error:
            await self._end()
            if self._stopped:
                raise asyncio.CancelledError from error
            if isinstance(error, TimeoutError):
                raise Ended(f"took longer than {limit_s:.0f} s") from error
            raise _Died("the process died") from error
        if refusal is not None:
            raise refusal
        return answer


async def _asked(process: Process, function: Callable[[], T]) -> tuple[T, NewswireError | None]:
    assert process.stdin is not None  # noqa: S101  opened as pipes by _running
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(child.framed(pickle.dumps(function, pickle.HIGHEST_PROTOCOL)))
    await process.stdin.drain()
    outcome: tuple[T, NewswireError | None] = pickle.loads(await child.arrived(process.stdout))  # noqa: S301  its child's own
    return outcome
