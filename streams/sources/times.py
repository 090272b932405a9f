"""Times as sources write them, and the stamps that order what they send."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

_LEAP_SECOND = re.compile(r"(T\d\d:?\d\d:?)60")


def moment(written: str) -> datetime | None:
    """Return an RFC 3339 time or a date as a UTC time, or None if it is neither.

    A date is its midnight; a time without a zone is taken as UTC; a leap second as the second before it.
    """
    # RFC 3339 allows a space or a small letter between date and time, and ends a minute with second 60.
    spelled = _LEAP_SECOND.sub(r"\g<1>59", written.strip().upper())
    try:
        read = datetime.fromisoformat(spelled)
        return (read.replace(tzinfo=UTC) if read.tzinfo is None else read).astimezone(UTC)
    except (ValueError, OverflowError):  # overflow: the first or last day there is, in a zone beyond it
        return None


class Stamps:
    """Gives each article of a source its time of receipt: now, and never before or at an earlier stamp.

    Precedence is by that time in milliseconds, so of two copies in one file the one on the earlier line must
    get an earlier one, also if the clock is set back meanwhile or is too coarse to tell them apart.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now, self._last = now, datetime.min.replace(tzinfo=UTC)
        self._lock = Lock()

    def __call__(self) -> datetime:
        """Return the next stamp; threads may share the stamps of one source."""
        with self._lock:
            self._last = max(self._now(), self._last + timedelta(milliseconds=1))
            return self._last
