"""How fast things go now: counts over the last five seconds."""

from collections import defaultdict, deque
from collections.abc import Callable

WINDOW_S = 5.0


class Pace:
    """Counts events by name; `clock` gives seconds. Memory is bounded by buckets of a quarter second."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._began = clock, clock()
        self._buckets: dict[str, deque[tuple[int, int]]] = defaultdict(
            lambda: deque(maxlen=int(WINDOW_S * _PER_S) + 1)
        )

    @property
    def elapsed_s(self) -> float:
        """Return seconds since the beginning."""
        return self._clock() - self._began

    def count(self, what: str) -> None:
        """Count one more of these."""
        now, buckets = int(self._clock() * _PER_S), self._buckets[what]
        if buckets and buckets[-1][0] == now:
            buckets[-1] = (now, buckets[-1][1] + 1)
        else:
            buckets.append((now, 1))

    def rate(self, what: str) -> float:
        """Return how many a second there were in the last 5 s, or since the beginning if that is later."""
        since = int(self._clock() * _PER_S) - int(WINDOW_S * _PER_S)
        counted = sum(count for bucket, count in self._buckets[what] if bucket > since)
        return counted / max(1.0, min(WINDOW_S, self.elapsed_s))


_PER_S = 4
