"""The whole deduplication in one process: the same functions as the distributed one, hence its oracle."""

from dataclasses import dataclass
from enum import StrEnum

from streams.domain.article import Article, milliseconds
from streams.domain.duplicate import DuplicateRecord, duplicate_record
from streams.domain.index import ShardIndex
from streams.domain.matching import KeysRecord, Vote, questions
from streams.domain.sketch import Signature, sign
from streams.domain.verdict import Arrival, Case, Decided, classify, correct, decide


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
    corrections: tuple[DuplicateRecord, ...] = ()


class Deduplicator:
    """Takes articles one by one and says of each what it is."""

    def __init__(self, window_ms: int, shards: int = 4) -> None:
        self._indexes = [ShardIndex(shard, window_ms=window_ms) for shard in range(shards)]
        self._decided: dict[str, Decided] = {}

    def take(self, article: Article, offset: int, signature: Signature | None = None) -> Verdict:
        """Return what the article is; offsets rise from call to call, or repeat for a redelivery.

        `signature` is that of its text where some of that is left out.
        """
        before = self._decided.get(article.id)
        signature = signature or sign(title=article.title, text=article.text)
        arrival = classify(offset, signature.text_hash, before)
        if before is not None and arrival is Arrival.REPEAT:
            return Verdict(Standing.REPEAT, before)
        received_ms = before.received_ms if before else milliseconds(article.received_at)
        asked = questions(article.id, received_ms=received_ms, signature=signature, shards=len(self._indexes))
        case, late = Case(sum(1 << shard for shard in asked)), list[Vote]()
        for shard, question in asked.items():
            own, *others = self._indexes[shard].answer(KeysRecord.of([(0, question)]), offset)
            case, late = case.hear(own), late + others
            self._indexes[shard].expired()
        after = decide(
            case,
            raw_offset=offset,
            text_hash=signature.text_hash,
            received_ms=received_ms,
            decided=before,
        )
        self._decided[article.id] = after
        corrections = tuple(record for vote in late if (record := self._corrected(vote)))
        if after.duplicate_of:
            record = duplicate_record(article.id, after, article=article)
            return Verdict(Standing.DUPLICATE, after, record, corrections)
        standing = Standing.REVISION if after.revision > 1 else Standing.UNIQUE
        return Verdict(standing, after, None, corrections)

    def decided(self, article_id: str) -> Decided:
        """Return the verdict as it stands, corrections included. Raises KeyError on one never taken."""
        return self._decided[article_id]

    def _corrected(self, vote: Vote) -> DuplicateRecord | None:
        before = self._decided.get(vote.article)
        after = correct(before, vote.match, text_hash=vote.text_hash) if before and vote.match else None
        if before is None or after is None:
            return None
        self._decided[vote.article] = after
        return duplicate_record(vote.article, after) if after.rev > before.rev else None
