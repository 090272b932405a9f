"""What the feed sends and what is true of it: the answer that the line is later held against."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What has to become of a record."""

    UNIQUE = "unique"
    COPY = "copy"
    REVISION = "revision"
    REPEAT = "repeat"
    DEAD = "dead"


class Kind(StrEnum):
    """How a record was made; those of copies are the ways in which outlets republish a story."""

    STORY = "story"
    STORY_PAGE = "story, as a page"
    OWN_REPORT = "own report of an event"
    FORM = "same form, new figures"
    VERBATIM = "same text"
    CHROME = "boilerplate added"
    CUT_20 = "cut by 20 %"
    CUT_35 = "cut by 35 %"
    CUT_50 = "cut by 50 %"
    REORDERED = "paragraphs reordered"
    DROPPED = "paragraphs dropped"
    TYPOS_5 = "5 % typos"
    TYPOS_15 = "15 % typos"
    FIGURES = "figures corrected"
    REWRAPPED = "cut, chrome, new headline"
    PAGE = "same text, as a page"
    REVISION = "revision"
    REPEAT = "exact repeat"
    BROKEN = "broken"


COPY_KINDS = (
    Kind.VERBATIM,
    Kind.CHROME,
    Kind.CUT_20,
    Kind.CUT_35,
    Kind.CUT_50,
    Kind.REORDERED,
    Kind.DROPPED,
    Kind.TYPOS_5,
    Kind.TYPOS_15,
    Kind.FIGURES,
    Kind.REWRAPPED,
    Kind.PAGE,
)


@dataclass(frozen=True, slots=True)
class Truth:
    """What has to become of a record; `of` is the id of what it copies, revises or repeats."""

    outcome: Outcome
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FedRecord:
    """One record for the raw topic. `id` is the article's, also where the payload is too broken to say it."""

    id: str
    payload: bytes
    kind: Kind
    truth: Truth
    title: str
    source: str

    @property
    def key(self) -> bytes:
        """Return the record's key: the article's id."""
        return self.id.encode()
