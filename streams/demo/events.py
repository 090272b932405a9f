"""What the demonstration sees happen, one value each: what it sent, what came out on each topic, and when.

Times are those of Kafka's records, in milliseconds since 1970.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from streams.sources.synthetic import Kind, Truth


@dataclass(frozen=True, slots=True)
class Sent:
    """The feed is about to send a record."""

    article: str
    kind: Kind
    truth: Truth
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A record is on the raw topic."""

    article: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Passed:
    """An article, or a revision of one, is on the unique topic."""

    article: str
    revision: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Copied:
    """A verdict "copy" is on the duplicates topic; a higher (revision, rev) replaces a lower one."""

    article: str
    original: str
    revision: int
    rev: int
    at_ms: int
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Enriched:
    """An article with its entities is on the enriched topic."""

    article: str
    revision: int
    at_ms: int
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Buried:
    """A dead letter of a stage; `place` is the topic, partition and offset of the record that it was."""

    article: str
    stage: str
    place: tuple[str, int, int]
    reason: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Scraped:
    """A worker's /metrics said how many repeats it has suppressed: they leave no record on any topic."""

    worker: str
    repeats: int


Event = Sent | Arrived | Passed | Copied | Enriched | Buried | Scraped
