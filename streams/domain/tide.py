"""What all sources together sent, beside what was expected of them: a holiday, or a line that stopped.

If all fall silent at once, the fault is none of theirs. So what is expected of one is measured by what the
others did meanwhile. Five-minute sums of a week are kept, which is 16 kB.
"""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

TICK_S = 300
TICKS = 7 * 86_400 // TICK_S
PRIOR_ARTICLES = 5.0


class Tide:
    """Running sums of articles heard and expected, of sources that are known and not silent."""

    def __init__(self, sums: Array | None = None) -> None:
        self.sums: Array = np.zeros((2, TICKS)) if sums is None else sums  # by tick, modulo a week

    def add(self, tick: int, heard: float, expected: float) -> None:
        """Add what was heard and expected between the tick before and this one."""
        self.sums[:, tick % TICKS] = self.sums[:, (tick - 1) % TICKS] + (heard, expected)

    def since(self, ticks: Array, now: int) -> tuple[Array, Array]:
        """Return what was heard and expected of all from each of `ticks` to `now`; of a week at most."""
        from_ = np.maximum(ticks, now - TICKS + 1) % TICKS
        heard, expected = self.sums[:, now % TICKS, None] - self.sums[:, from_]
        return heard, expected


def height(heard: Array, expected: Array) -> Array:
    """Return how the others fared beside what was expected of them: 1 as usual, towards 0 if all stopped."""
    return (np.maximum(heard, 0) + PRIOR_ARTICLES) / (np.maximum(expected, 0) + PRIOR_ARTICLES)
