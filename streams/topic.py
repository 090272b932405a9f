"""What a topic is: its name, key, partitions, retention, contract. Which there are is in streams.topics."""

from dataclasses import dataclass
from enum import StrEnum

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class Contract(StrEnum):
    """Who may rely on a topic."""

    PUBLIC_IN = "public, in"
    PUBLIC = "public"
    INTERNAL = "internal"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as it should be; `compact` keeps the last record of each key for good, else `retention_ms`.

    `type` is the name without the deployment's prefix: what its records call themselves.
    """

    name: str
    type: str
    key: str
    about: str
    contract: Contract
    partitions: int
    retention_ms: int = 7 * DAY_MS
    compact: bool = False
