"""The canaries that are out: which are back from where, after how long, and which are lost.

Every canary sent is at last either back with its mentions in time, or lost, once; those that are out when
this process ends are neither.
"""

from dataclasses import dataclass, field
from enum import Enum

from streams.domain.latency import Reached

REMEMBERED_MAX = 10_000


class Unmeasured(Enum):
    """What a canary that came was, if it was not in time for the first time."""

    UNKNOWN = "another watcher's, or of an earlier life"
    REPEATED = "here before"
    LATE = "told as lost before"


@dataclass(slots=True)
class _Out:
    sent_s: float
    back: set[Reached] = field(default_factory=set)
    lost: bool = False


class Awaited:
    """The last ten thousand canaries; seconds are of one clock that never goes back."""

    def __init__(self, *, lost_s: float) -> None:
        self._lost_s = lost_s
        self._out: dict[str, _Out] = {}  # in the order in which they were sent

    def sent(self, canary: str, *, at_s: float) -> None:
        """Note that a canary was sent."""
        self._out[canary] = _Out(at_s)
        if len(self._out) > REMEMBERED_MAX:
            del self._out[next(iter(self._out))]

    def came(self, canary: str, reached: Reached, *, at_s: float) -> float | Unmeasured:
        """Return how many seconds after it was sent a canary came, or why that is not to be measured."""
        out = self._out.get(canary)
        if out is None:
            return Unmeasured.UNKNOWN
        if reached in out.back:
            return Unmeasured.REPEATED
        out.back.add(reached)
        return Unmeasured.LATE if out.lost else at_s - out.sent_s

    def lost(self, *, now_s: float) -> dict[str, Reached | None]:
        """Return the canaries that are lost by now, each once, with the last place that they came to."""
        gone = {
            canary: out
            for canary, out in self._out.items()
            if not out.lost and Reached.ALERTED not in out.back and now_s - out.sent_s >= self._lost_s
        }
        for out in gone.values():
            out.lost = True
        return {canary: next(iter(out.back), None) for canary, out in gone.items()}
