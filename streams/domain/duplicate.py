"""The public record "X copies Y": who, of whom, by which rule, on what evidence."""

from dataclasses import dataclass
from datetime import UTC, datetime

from streams.domain.article import Article, RawArticle
from streams.domain.matching import Kind
from streams.domain.verdict import Decided


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRecord:
    """One verdict "copy". A higher `rev` replaces a lower one of the same article and revision.

    `jaccard` and `containment` are estimates, 0..1; `seconds_behind` is how much later the copy was received.
    Source, url and title are None in a verdict corrected after the text had gone.
    """

    article_id: str
    original_id: str
    kind: Kind
    rule: str
    jaccard: float
    containment: float
    numbers_agreeing: float | None
    seconds_behind: float
    received_at: datetime
    rev: int = 0
    revision: int = 1
    source: str | None = None
    url: str | None = None
    title: str | None = None


def duplicate_record(
    article_id: str, decided: Decided, *, article: Article | RawArticle | None = None
) -> DuplicateRecord:
    """Return the record of a verdict that says "copy".

    Raises ValueError on a unique article: a caller's bug.
    """
    match = decided.duplicate_of
    if match is None:
        raise ValueError(f"{article_id} is nobody's copy")
    return DuplicateRecord(
        article_id=article_id,
        original_id=match.original,
        kind=match.kind,
        rule=match.rule,
        jaccard=match.jaccard,
        containment=match.containment,
        numbers_agreeing=match.numbers_agreeing,
        seconds_behind=(decided.received_ms - match.original_received_ms) / 1000,
        received_at=datetime.fromtimestamp(decided.received_ms / 1000, UTC),
        rev=decided.rev,
        revision=decided.revision,
        source=article.source if article else None,
        url=article.url if article else None,
        title=article.title if article else None,
    )
