"""The public record "X copies Y": who, of whom, by which rule, on what evidence."""

from dataclasses import dataclass
from datetime import UTC, datetime

from streams.domain.article import Article
from streams.domain.matching import Kind
from streams.domain.passage import Passage, longest_passage
from streams.domain.verdict import Decided


@dataclass(frozen=True, kw_only=True)
class DuplicateRecord:
    """One verdict "copy". A higher `rev` replaces a lower one of the same article and revision.

    `jaccard` and `containment` are estimates, 0..1; `seconds_behind` is how much later the copy was received.
    `passage` is the longest that both texts share, None where the original's text is gone. Source, url, title
    and passage are None in a verdict corrected after the copy's own text had gone.
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
    passage: Passage | None = None


def duplicate_record(
    article_id: str, decided: Decided, *, article: Article | None = None, original: Article | None = None
) -> DuplicateRecord:
    """Return the record of a verdict that says "copy", from the texts of both as far as they are there.

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
        passage=longest_passage(article.text, original.text) if article and original else None,
    )
