"""When a feed is asked again: sooner where it publishes more, much later where it fails, never all at once.

A poll that brings something halves the interval, one that brings nothing lengthens it by half, so that a feed
is asked about three times per article it publishes, within its bounds. What the server asks for counts above
that, up to a day.
"""

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

DAY_S = 86_400.0
S_MIN, S_MAX = 60.0, 3_600.0
RETRY_S_FIRST = 60.0
RETRY_S_MAX = 6 * 3_600.0
_SOONER, _LATER = 0.5, 1.5
_SPREAD = 0.1
_DOUBLINGS_MAX = 20  # 2**20 minutes is beyond any bound; more would overflow in the end


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and the greatest seconds between two polls of a feed."""

    s_min: float = S_MIN
    s_max: float = S_MAX

    @property
    def first(self) -> float:
        """Return where to begin with a feed that one knows nothing of: five minutes, within the bounds."""
        return self.within(300.0)

    def within(self, seconds: float) -> float:
        """Return the seconds, or the bound that they pass."""
        return min(max(seconds, self.s_min), self.s_max)

    def next(self, seconds: float, *, brought: int) -> float:
        """Return the interval that follows one of `seconds` at whose end so many articles were new."""
        return self.within(seconds * (_SOONER if brought else _LATER))


def wait_s(interval_s: float, *, asked_s: float = 0.0) -> float:
    """Return seconds to the next poll: the interval or what the server asks, up to a day, spread by a tenth.

    Only ever later, since a server that says an hour means at least an hour.
    """
    return max(interval_s, min(asked_s, DAY_S)) * random.uniform(1.0, 1.0 + _SPREAD)  # noqa: S311


def retry_s(failures: int, *, asked_s: float = 0.0) -> float:
    """Return seconds to the next try after so many failures in a row (from 1): a minute, doubled up to 6 h.

    Between half and all of that, by chance, so that feeds of one failing host part ways; but not before what
    the server asks, up to a day.
    """
    full = min(RETRY_S_FIRST * 2.0 ** min(failures - 1, _DOUBLINGS_MAX), RETRY_S_MAX)
    return max(full * random.uniform(0.5, 1.0), min(asked_s, DAY_S))  # noqa: S311


def retry_after_s(header: str | None, *, now: datetime) -> float:
    """Return the seconds that a Retry-After header asks for, in either of its forms, else 0; up to a day."""
    said = (header or "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:12]), DAY_S)
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, OverflowError):  # also a time zone that is years away
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), DAY_S)


def max_age_s(header: str | None) -> float:
    """Return the seconds for which a Cache-Control header calls the answer fresh; 0 where it does not."""
    found = re.search(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,12})", header or "", re.IGNORECASE)
    return float(found[1]) if found else 0.0
