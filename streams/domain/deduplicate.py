"""The whole deduplication in one process: the same functions as the distributed one, hence its oracle."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from enum import StrEnum

from streams.domain.article import Article, milliseconds
from streams.domain.duplicate import DuplicateRecord, duplicate_record
from streams.domain.horizon import of_decisions
from streams.domain.index import ShardIndex
from streams.domain.matching import KeysRecord, Vote, questions
from streams.domain.revision import RevisionRecord, revision_record
from streams.domain.sketch import Signature, sign
from streams.domain.texts import Texts
from streams.domain.verdict import Arrival, Case, Decided, classify, correct, current, decide


class Standing(StrEnum):
    """What an article turned out to be."""

    UNIQUE = "unique"
    REVISION = "revision"
    DUPLICATE = "duplicate"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one article.

    `corrections` are verdicts on earlier ones that this one's coming changed.
    """

    standing: Standing
    decided: Decided
    duplicate: DuplicateRecord | None = None
    revision: RevisionRecord | None = None
    corrections: tuple[DuplicateRecord, ...] = ()


class Deduplicator:
    """Takes articles one by one and says of each what it is.

    `texts` is where it keeps those within the window by offset; without it no record shows a shared passage,
    and a correction says less.
    """

    def __init__(
        self, window_ms: int, shards: int = 4, texts: MutableMapping[int, Article] | None = None
    ) -> None:
        self._indexes = [ShardIndex(shard, window_ms=window_ms) for shard in range(shards)]
        self._window_ms, self._horizon = window_ms, of_decisions(window_ms)
        self._decided: dict[str, Decided] = {}  # in the order in which each was last written
        self._texts = Texts(texts)

    def take(self, article: Article, offset: int, signature: Signature | None = None) -> Verdict:
        """Return what the article is; offsets rise from call to call, or repeat for a redelivery.

        `signature` is that of its text where some of that is left out.
        """
        now_ms = milliseconds(article.received_at)
        before = current(self._decided.get(article.id), received_ms=now_ms, window_ms=self._window_ms)
        signature = signature or sign(title=article.title, text=article.text)
        arrival = classify(offset, signature.text_hash, before)
        if before is not None and arrival is Arrival.REPEAT:
            return Verdict(Standing.REPEAT, before)
        received_ms = before.received_ms if before else now_ms
        asked = questions(
            article.id,
            received_ms=received_ms,
            signature=signature,
            shards=len(self._indexes),
            raw_offset=offset,
        )
        self._texts.keep(offset, article, shards=len(asked))
        case, late = Case(sum(1 << shard for shard in asked)), list[Vote]()
        for shard, question in asked.items():
            own, *others = self._indexes[shard].answer(KeysRecord.of([(0, question)]), offset)
            case, late = case.hear(own), late + others
            for expired in self._indexes[shard].expired():
                self._texts.let_go(expired)
        after = decide(
            case,
            raw_offset=offset,
            text_hash=signature.text_hash,
            received_ms=now_ms,
            decided=before,
        )
        self._keep(article.id, after)
        corrections = tuple(record for vote in late if (record := self._corrected(vote)))
        if after.duplicate_of:
            record = self._copy(article.id, after, article)
            return Verdict(Standing.DUPLICATE, after, record, corrections=corrections)
        if after.previous_offset is None:
            return Verdict(Standing.UNIQUE, after, corrections=corrections)
        before_it = self._texts.at(after.previous_offset)
        changed = revision_record(article, revision=after.revision, before=before_it)
        return Verdict(Standing.REVISION, after, revision=changed, corrections=corrections)

    def decided(self, article_id: str) -> Decided:
        """Return the verdict as it stands, corrections included. Raises KeyError on one never taken."""
        return self._decided[article_id]

    def _keep(self, article: str, decided: Decided) -> None:
        """Keep a verdict, and forget the ones written first as far as they lie behind the horizon."""
        self._decided.pop(article, None)
        self._decided[article] = decided
        self._horizon.note(decided.latest_ms)
        self._horizon.gone()
        while self._horizon.beyond(next(iter(self._decided.values())).latest_ms):
            del self._decided[next(iter(self._decided))]

    def _corrected(self, vote: Vote) -> DuplicateRecord | None:
        before = self._decided.get(vote.article)
        after = correct(before, vote.match, text_hash=vote.text_hash) if before and vote.match else None
        if before is None or after is None:
            return None
        self._keep(vote.article, after)
        if after.rev == before.rev:
            return None
        return self._copy(vote.article, after, self._texts.at(after.raw_offset))

    def _copy(self, article_id: str, decided: Decided, article: Article | None) -> DuplicateRecord:
        match = decided.duplicate_of
        original = self._texts.at(match.original_offset) if match else None
        return duplicate_record(article_id, decided, article=article, original=original)
