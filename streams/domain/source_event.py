"""What is told of a source: that it fell silent, was heard again, floods, or no longer does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple


class Happening(StrEnum):
    """What became of a source."""

    SILENT = "silent"
    HEARD_AGAIN = "heard_again"
    FLOODING = "flooding"
    FLOOD_OVER = "flood_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEvent:
    """One such event. The same one told again after a restart has the same `id`."""

    id: str
    source: str
    kind: Happening
    at: datetime
    since: datetime
    heard: int
    expected: float
    usual_per_day: float
    surprise: float


class Judged(NamedTuple):
    """What happened to the source of one row; moments in seconds since 1970."""

    place: int
    kind: Happening
    at: float
    since: float
    heard: int
    expected: float
    surprise: float


def event(source: str, judged: Judged, *, usual_per_day: float) -> SourceEvent:
    """Return the event that tells it; its id is of source, kind and `since`."""
    what = f"{source}\n{judged.kind}\n{judged.since:.3f}".encode()
    return SourceEvent(
        id=blake2b(what, digest_size=16).hexdigest(),
        source=source,
        kind=judged.kind,
        at=datetime.fromtimestamp(judged.at, UTC),
        since=datetime.fromtimestamp(judged.since, UTC),
        heard=judged.heard,
        expected=round(judged.expected, 3),
        usual_per_day=round(usual_per_day, 3),
        surprise=round(judged.surprise, 2),
    )
