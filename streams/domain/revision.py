"""The public record "X was changed": what a new version of an article says that the one before did not.

Only what a reader would notice counts: white space is nothing, and every other change has a kind. Exchanging
the versions exchanges what was added and what was removed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from streams.domain.article import Article
from streams.domain.corrections import correction_notice
from streams.domain.figures import figures, names, unlike
from streams.domain.text import words

LISTED_MAX = 20  # of figures and of names, added or removed
LENGTH_WORDS_MIN, LENGTH_SHARE_MIN = 10, 0.1


class Change(StrEnum):
    """A kind of change; one that a reader has to look for in the text itself is wording."""

    HEADLINE = "headline"
    FIGURES = "figures"
    NAMES = "names"
    LENGTH = "length"
    CORRECTION_NOTICE = "correction_notice"
    WORDING = "wording"


class Previous(StrEnum):
    """Whether the version before could still be read."""

    COMPARED = "compared"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Headlines:
    """The headlines of two versions."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Lengths:
    """The words of two versions' texts."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Listed:
    """What only the later version has, and what only the earlier one had: at most twenty each, as written."""

    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two versions; `correction_notice` is one that the earlier version had not."""

    kinds: tuple[Change, ...]
    headline: Headlines
    words: Lengths
    figures: Listed
    names: Listed
    correction_notice: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRecord:
    """A new version of an article that was published, and what changed in it.

    Where the version before is gone from the raw topic, `kinds` is empty and all that compares is None.
    """

    article_id: str
    revision: int
    previous_revision: int
    previous: Previous
    received_at: datetime
    source: str
    title: str
    url: str | None = None
    kinds: tuple[Change, ...] = ()
    headline: Headlines | None = None
    words: Lengths | None = None
    figures: Listed | None = None
    names: Listed | None = None
    correction_notice: str | None = None


def revision_record(article: Article, *, revision: int, before: Article | None) -> RevisionRecord:
    """Return the record of a version, given the text of the one before it, None where that is gone."""
    found: dict[str, Any] = {}
    if before is not None:
        compared = changes(before, article)
        found = {name: getattr(compared, name) for name in Changes.__slots__}
    return RevisionRecord(
        article_id=article.id,
        revision=revision,
        previous_revision=revision - 1,
        previous=Previous.COMPARED if before else Previous.GONE,
        received_at=article.received_at,
        source=article.source,
        title=article.title,
        url=article.url,
        **found,
    )


def changes(before: Article, after: Article) -> Changes:
    """Return what changed from one version of an article to another."""
    one, other = _seen(before), _seen(after)
    if (one.title, one.text) == (other.title, other.text):
        other = one
    figures_found = Listed(
        unlike(other.figures, one.figures, at_most=LISTED_MAX),
        unlike(one.figures, other.figures, at_most=LISTED_MAX),
    )
    names_found = Listed(_named(other, one), _named(one, other))
    notice = other.notice if other.notice != one.notice else None
    kinds = {
        Change.HEADLINE: one.title != other.title,
        Change.FIGURES: figures_found != Listed((), ()),
        Change.NAMES: names_found != Listed((), ()),
        Change.LENGTH: _is_longer(*sorted((one.words, other.words))),
        Change.CORRECTION_NOTICE: notice is not None,
    }
    wording = one.spoken != other.spoken or (one.text != other.text and not any(kinds.values()))
    return Changes(
        kinds=tuple(kind for kind, changed in (kinds | {Change.WORDING: wording}).items() if changed),
        headline=Headlines(before.title, after.title),
        words=Lengths(one.words, other.words),
        figures=figures_found,
        names=names_found,
        correction_notice=notice,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What is compared of a version; `spoken` are its words without numbers and names."""

    title: str
    text: str
    words: int
    spoken: tuple[int, ...]
    figures: dict[str, str]
    names: dict[tuple[int, ...], str]
    capitals: frozenset[int]
    notice: str | None


def _seen(article: Article) -> _Seen:
    body = words(article.text)
    return _Seen(
        title=" ".join(article.title.split()),
        text=" ".join(article.text.split()),
        words=len(body),
        spoken=tuple(body.hashes[~(body.numbers | body.names)].tolist()),
        figures=figures(article.text),
        names=names(article.text, body),
        capitals=frozenset(body.hashes[body.capitals].tolist()),
        notice=correction_notice(title=article.title, text=article.text),
    )


def _named(some: _Seen, others: _Seen) -> tuple[str, ...]:
    """Return the names that some have with a word that the others write nowhere as one of a name."""
    new = (shown for key, shown in some.names.items() if not others.capitals.issuperset(key))
    return tuple(dict.fromkeys(new))[:LISTED_MAX]


def _is_longer(shorter: int, longer: int) -> bool:
    return longer - shorter >= max(LENGTH_WORDS_MIN, LENGTH_SHARE_MIN * longer)
