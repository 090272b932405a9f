"""Which spans of the articles' own time are in use: those in the window, and those that a backfill fills.

Time is cut into segments of a sixteenth of the window. One has gone a whole segment after the last moment
that anything in it could be matched. Where it is still written to, it belongs to a backfill: it stays until
the latest time has moved on by a segment without it, and of such ones the last sixteen. All of that follows
from the times noted, in their order; the clock has no part in it.
"""

SEGMENTS_PER_WINDOW = 16
OLD_SEGMENTS_MAX = 16


class Horizon:
    """The segments in use of one stream of times, milliseconds all of them."""

    def __init__(self, window_ms: int) -> None:
        self._window_ms, self._segment_ms = window_ms, max(1, window_ms // SEGMENTS_PER_WINDOW)
        self._touched: dict[int, int] = {}  # the latest time when each was last written to, in that order
        self._latest_ms = self._since_ms = -(2**62)

    def __len__(self) -> int:
        return len(self._touched)

    def segment_of(self, time_ms: int) -> int:
        """Return the number of the segment that a time falls in."""
        return time_ms // self._segment_ms

    def note(self, time_ms: int) -> int:
        """Return the segment of a time, which is written to now."""
        if time_ms - self._latest_ms > self._window_ms:
            self._since_ms = time_ms
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

        What was noted in an earlier life is unknown, so nothing counts as gone for a segment's time after the
        first one noted, nor after a leap beyond the window, such as from a backfill to the present.
        """
        number = self.segment_of(time_ms)
        moved_on = self._latest_ms - self._since_ms >= self._segment_ms
        return moved_on and number not in self._touched and self._over(number)

    def _over(self, number: int) -> bool:
        return (number + 2) * self._segment_ms <= self._latest_ms - self._window_ms


def of_decisions(window_ms: int) -> Horizon:
    """Return the horizon of what was decided: an eighth further away than that of the index.

    So a row is there for whatever the index may still say of its article, also where one partition's times
    run ahead of another's.
    """
    return Horizon(window_ms + window_ms // 8)
