"""Processes that run the model: the event loop only waits, so heartbeats and health go on through any batch.

The law: every input comes back, in order, with its mentions or rejected, and only an input that ended or
hung a process of its own is rejected. Inputs go to a process in portions of a bounded size (`pieces`). One
in which a process dies is read again piece by piece: one more death for each culprit, where halving would
have it kill a process at every level. Of a rejected text nothing more is read. The dead are replaced.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from streams.domain.mention import ModelInput, Named
from streams.errors import Reason, Rejected, Unavailable
from streams.nlp.pieces import Piece, in_pieces, in_portions, joined
from streams.nlp.worker import ModelEnded, ModelProcess

STARTS_MAX = 3


@dataclass(slots=True)
class _Slot:
    """A place for a process; empty after one died, until the next batch comes here."""

    process: ModelProcess | None = None


class ModelPool:
    """`processes` processes of the same pipelines, each with one portion at a time; more wait their turn.

    A portion may take `timeout_s` seconds. Of a text, `chars_max` characters are read; 0: all. `model` is the
    setting as given, and the full names of its pipelines once started.
    """

    def __init__(self, model: str, *, processes: int, timeout_s: float, chars_max: int = 0) -> None:
        self.model = model
        self._name, self._timeout_s, self._chars_max = model, timeout_s, chars_max
        self._slots = [_Slot() for _ in range(processes)]
        self._free: asyncio.Queue[_Slot] = asyncio.Queue()
        self._running = False

    @property
    def pids(self) -> list[int]:
        """The operating system's numbers of the processes that run."""
        return [slot.process.pid for slot in self._slots if slot.process]

    async def start(self) -> None:
        """Load the pipelines in every process.

        Raises Misconfigured if one of them cannot be used, Unavailable if a process does not start.
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
        pieces = in_pieces(inputs, chars_max=self._chars_max)
        rejected: dict[int, Rejected] = {}
        found: list[Named | Rejected] = []
        for portion in in_portions(pieces):
            found += await self._portion(portion, rejected)
        return joined(inputs, pieces, found)

    async def stop(self) -> None:
        """End the processes: idle ones at once, busy ones when done with their batch, or after 5 seconds."""
        self._running = False
        processes = [slot.process for slot in self._slots if slot.process]
        for slot in self._slots:
            slot.process = None
        await asyncio.gather(*(process.end() for process in processes))

    async def _portion(
        self, portion: Sequence[Piece], rejected: dict[int, Rejected]
    ) -> list[Named | Rejected]:
        """Return what is found in each piece. A text that fails goes into `rejected` and is left alone."""
        left = [piece for piece in portion if piece.of not in rejected]
        try:
            named = iter(await self._read([piece.input for piece in left]) if left else [])
        except ModelEnded:
            return [rejected.get(piece.of) or await self._alone(piece, rejected) for piece in portion]
        return [rejected.get(piece.of) or next(named) for piece in portion]

    async def _alone(self, piece: Piece, rejected: dict[int, Rejected]) -> Named | Rejected:
        try:
            return (await self._read([piece.input]))[0]
        except ModelEnded as ended:
            why = Rejected(Reason.MODEL_FAILED, f"{ended}, with this text alone as in its batch")
            return rejected.setdefault(piece.of, why)

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
