"""One model process as its pool sees it: started, asked, ended."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from streams.domain.mention import ModelInput, Named
from streams.errors import Misconfigured, Unavailable
from streams.nlp import frames

LOADING_S_MAX = 180.0
ENDING_S_MAX = 5.0


class ModelEnded(Exception):
    """The process ended, or did not answer in time; its last batch is why, or bad luck."""


class ModelProcess:
    """A running model process. `model` is what its pipelines call themselves."""

    def __init__(self, process: Process, model: str) -> None:
        self._process, self.model = process, model

    @property
    def pid(self) -> int:
        """The operating system's number of the process."""
        return self._process.pid

    @classmethod
    async def started(cls, model: str) -> "ModelProcess":
        """Return a process that has loaded the pipelines of a setting, as `pipelines.asked` reads it.

        Raises Misconfigured if one of them cannot be used, Unavailable if it ends or takes over 180 s.
        """
        command = (sys.executable, "-m", "streams.nlp.process", model, str(os.getpid()))
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        hello: dict[str, str] = {}
        try:
            hello = await asyncio.wait_for(_reply(process), LOADING_S_MAX)
        except (ModelEnded, TimeoutError) as error:
            why = str(error) or f"it took over {LOADING_S_MAX:.0f} s"
            raise Unavailable(f"a process for the spaCy pipeline {model!r} did not start: {why}") from error
        finally:
            if "model" not in hello:
                await _killed(process)
        if "model" not in hello:
            raise Misconfigured(hello["misconfigured"])
        return cls(process, hello["model"])

    async def read(self, inputs: Sequence[ModelInput], *, timeout_s: float) -> list[Named]:
        """Return what is found in each input. Raises ModelEnded: the process is of no more use."""
        assert self._process.stdin is not None  # noqa: S101  opened as a pipe above
        try:
            async with asyncio.timeout(timeout_s):
                self._process.stdin.write(frames.packed(frames.of_inputs(inputs)))
                await self._process.stdin.drain()
                return frames.to_named(await _reply(self._process))
        except TimeoutError as error:
            raise ModelEnded(f"the model took over {timeout_s:g} s") from error
        except ConnectionError as error:
            raise ModelEnded(await _end_of(self._process)) from error

    async def kill(self) -> None:
        """End the process now."""
        await _killed(self._process)

    async def end(self) -> None:
        """End the process once it has answered what it was asked, killing it after 5 seconds."""
        assert self._process.stdin is not None  # noqa: S101  opened as a pipe above
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), ENDING_S_MAX)
        except TimeoutError:
            await _killed(self._process)


async def _reply(process: Process) -> Any:
    assert process.stdout is not None  # noqa: S101  opened as a pipe above
    try:
        return await frames.arrived(process.stdout)
    except asyncio.IncompleteReadError as error:
        raise ModelEnded(await _end_of(process)) from error


async def _end_of(process: Process) -> str:
    """Return how a process ended whose pipes have closed."""
    try:
        code = await asyncio.wait_for(process.wait(), ENDING_S_MAX)
    except TimeoutError:
        return "the model process closed its pipes"
    return f"the model process was ended by signal {-code}" if code < 0 else f"the model exited with {code}"


async def _killed(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
