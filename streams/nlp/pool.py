"""Processes that run the model: the event loop only waits, so heartbeats and health go on through any batch.

The law: every input comes back, in order, with its mentions or rejected, and only an input that ended or
hung a process of its own is rejected. A batch in which a process dies is read again one input at a time: one
more death for each culprit, where halving would have it kill a process at every level. The dead are replaced.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from streams.domain.mention import ModelInput, Named
from streams.errors import Reason, Rejected, Unavailable
from streams.nlp.worker import ModelEnded, ModelProcess

STARTS_MAX = 3


@dataclass(slots=True)
class _Slot:
    """A place for a process; empty after one died, until the next batch comes here."""

    process: ModelProcess | None = None


class ModelPool:
    """`processes` processes of one pipeline, each with one batch at a time; more batches wait their turn.

    A batch may take `timeout_s` seconds. `model` is the pipeline as given, and its full name once started.
    """

    def __init__(self, model: str, *, processes: int, timeout_s: float) -> None:
        self.model = model
        self._name, self._timeout_s = model, timeout_s
        self._slots = [_Slot() for _ in range(processes)]
        self._free: asyncio.Queue[_Slot] = asyncio.Queue()
        self._running = False

    @property
    def pids(self) -> list[int]:
        """The operating system's numbers of the processes that run."""
        return [slot.process.pid for slot in self._slots if slot.process]

    async def start(self) -> None:
        """Load the pipeline in every process.

        Raises Misconfigured if there is no such pipeline, Unavailable if a process does not start.
        """
        starts = (ModelProcess.started(self._name) for _ in self._slots)
        started = await asyncio.gather(*starts, return_exceptions=True)
        processes = [one for one in started if isinstance(one, ModelProcess)]
        for failure in started:
            if isinstance(failure, BaseException):
                await asyncio.gather(*(process.kill() for process in processes))
                raise failure
        for slot, process in zip(self._slots, processes, strict=True):
            slot.process = process
            self._free.put_nowait(slot)
        self.model, self._running = processes[0].model, True

    async def name(self, inputs: Sequence[ModelInput]) -> list[Named | Rejected]:
        """Return, for each input in order, what the model found, or Rejected(MODEL_FAILED).

        Raises Unavailable if the pool is not running, or if a process cannot be replaced.
        """
        if not inputs:
            return []
        try:
            return list(await self._read(inputs))
        except ModelEnded:
            return [await self._alone(one) for one in inputs]

    async def stop(self) -> None:
        """End the processes: idle ones at once, busy ones when done with their batch, or after 5 seconds."""
        self._running = False
        processes = [slot.process for slot in self._slots if slot.process]
        for slot in self._slots:
            slot.process = None
        await asyncio.gather(*(process.end() for process in processes))

    async def _alone(self, one: ModelInput) -> Named | Rejected:
        try:
            return (await self._read([one]))[0]
        except ModelEnded as ended:
            return Rejected(Reason.MODEL_FAILED, f"{ended}, with this text alone as in its batch")

    async def _read(self, inputs: Sequence[ModelInput]) -> list[Named]:
        """Return what the next free process finds. Raises ModelEnded, having emptied the slot."""
        self._must_run()
        slot = await self._free.get()
        process, answered = slot.process, False
        try:
            self._must_run()
            process = process or await self._replacement(slot)
            named = await process.read(inputs, timeout_s=self._timeout_s)
            answered = True
        finally:
            # Also when cancelled: the answer would be taken for that of the next batch.
            if process and not answered:
                slot.process = None
                await process.kill()
            self._free.put_nowait(slot)
        return named

    def _must_run(self) -> None:
        if not self._running:
            raise Unavailable("the model's processes are not running")

    async def _replacement(self, slot: _Slot) -> ModelProcess:
        for left in reversed(range(STARTS_MAX)):
            try:
                slot.process = await ModelProcess.started(self._name)
            except Unavailable:
                if not left:
                    raise
            else:
                return slot.process
        raise AssertionError("unreachable: the last start returns or raises")
