"""Which spans of the articles' own time are in use: those in the window, and those that a backfill fills.

Time is cut into segments of a sixteenth of the window. One has gone a whole segment after the last moment that
anything in it could be matched. Where it is still written to, it belongs to a backfill: it stays until the
latest time has moved on by a segment without it, and of such ones the last sixteen. All of that follows from
the times noted, in their order; the clock has no part in it.
"""

SEGMENTS_PER_WINDOW = 16
OLD_SEGMENTS_MAX = 16


class Horizon:
    """The segments in use of one stream of times, milliseconds all of them."""

    def __init__(self, window_ms: int) -> None:
        self._window_ms, self._segment_ms = window_ms, max(1, window_ms // SEGMENTS_PER_WINDOW)
        self._touched: dict[int, int] = {}  # the latest time when each was last written to, in that order
        self._first_ms: int | None = None
        self._latest_ms = -(2**62)

    def __len__(self) -> int:
        return len(self._touched)

    def segment_of(self, time_ms: int) -> int:
        """Return the number of the segment that a time falls in."""
        return time_ms // self._segment_ms

    def note(self, time_ms: int) -> int:
        """Return the segment of a time, which is written to now."""
        self._first_ms = time_ms if self._first_ms is None else self._first_ms
        self._latest_ms = max(self._latest_ms, time_ms)
        number = self.segment_of(time_ms)
        self._touched.pop(number, None)
        self._touched[number] = self._latest_ms
        return number

    def gone(self) -> list[int]:
        """Return the segments that have gone since the last call, and forget them."""
        old = [number for number in self._touched if self._over(number)]
        idle_ms = self._latest_ms - self._segment_ms
        idle = [number for number in old if self._touched[number] <= idle_ms]
        gone = idle if len(old) - len(idle) <= OLD_SEGMENTS_MAX else old[:-OLD_SEGMENTS_MAX]
        for number in gone:
            del self._touched[number]
        return gone

    def beyond(self, time_ms: int) -> bool:
        """Return whether a time is in a segment that has gone, as one never noted may have long ago.

        What was noted in an earlier life is unknown: for the first segment's time nothing counts as gone.
        """
        number = self.segment_of(time_ms)
        if self._first_ms is None or number in self._touched or not self._over(number):
            return False
        return self._latest_ms - self._first_ms >= self._segment_ms

    def _over(self, number: int) -> bool:
        return (number + 2) * self._segment_ms <= self._latest_ms - self._window_ms
