"""The whole line in one process, without a broker: what `newswire pipe` does between its files.

The functions are those of the workers, so on the same input in the same order it finds the same verdicts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field, replace

from streams.domain.article import Article, RawArticle
from streams.domain.characters import in_one_form
from streams.domain.cleaning import with_text
from streams.domain.deduplicate import Deduplicator, Standing
from streams.domain.duplicate import DuplicateRecord
from streams.domain.learner import Learner
from streams.domain.revision import RevisionRecord
from streams.domain.signing import signed
from streams.errors import Rejected
from streams.sources.refused import Refused
from streams.wire.codec import encode
from streams.wire.published import body_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLine:
    """A line that is no article: where it stood, why, and what it was (bytes that are no UTF-8 replaced)."""

    place: str
    reason: str
    detail: str
    original: str


Told = Article | DuplicateRecord | RevisionRecord | DeadLine


@dataclass(slots=True)
class Tally:
    """How many articles came to what; `received` is the sum of the others."""

    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def received(self) -> int:
        """Return how many lines were taken up."""
        return self.outcomes.total()

    def __str__(self) -> str:
        """Return the sentence that ends a run."""
        kinds = (*Standing, "dead")
        counts = ", ".join(f"{self.outcomes[kind]:,} {_plural(kind, self.outcomes[kind])}" for kind in kinds)
        return f"{self.received:,} received = {counts}"


def deduplicated(
    lines: Iterable[RawArticle | Refused],
    *,
    window_ms: int,
    shards: int,
    partitions: int,
    tally: Tally,
    texts: MutableMapping[int, Article] | None = None,
) -> Iterator[Told]:
    """Yield what each line comes to, in order: an article, whose copy it is, or why it is dead.

    Before a new version comes what changed in it. A repeat yields nothing and is tallied; corrections of
    earlier verdicts come right after their cause. `texts` is as for the Deduplicator.
    """
    oracle, learner = Deduplicator(window_ms, shards, texts), Learner(partitions)
    for offset, line in enumerate(lines):
        if isinstance(line, Refused):
            tally.outcomes["dead"] += 1
            yield _dead(line.place, line.reason, line.detail, line.original)
            continue
        place, raw = learner.place(line.id), in_one_form(line)
        try:
            body = body_of(raw)
            left_out = learner.left_out(place, raw, body)
            text, signature = signed(body, title=raw.title, left_out=left_out)
            article = with_text(raw, text)
            verdict = oracle.take(article, offset, signature)
        except Rejected as why:
            tally.outcomes["dead"] += 1
            yield _dead(f"article {line.id}", why.reason, why.detail, encode(line))
            continue
        tally.outcomes[verdict.standing] += 1
        if verdict.duplicate:
            yield verdict.duplicate
        elif verdict.standing is not Standing.REPEAT:
            if verdict.revision:
                yield verdict.revision
            yield replace(article, revision=verdict.decided.revision)
        yield from verdict.corrections


def _dead(place: str, reason: str, detail: str, original: bytes) -> DeadLine:
    return DeadLine(
        place=place, reason=reason, detail=detail, original=original.decode(errors="replace").rstrip("\n")
    )


def _plural(kind: str, count: int) -> str:
    return kind if count == 1 or kind in {"unique", "dead"} else f"{kind}s"
