"""A verdict as the records that say it: the article, or whose copy it is and why."""

from dataclasses import replace

from streams.agents.compare import Comparer
from streams.agents.log import Log
from streams.agents.outbox import Record
from streams.agents.pending import Signed
from streams.domain.duplicate import DuplicateRecord
from streams.domain.matching import Match
from streams.domain.verdict import Decided
from streams.topic import Topic
from streams.topics import Stage, Topics
from streams.wire.codec import encode
from streams.wire.headers import child, headers, read


class Verdicts:
    """Makes the records of dedup's public topics; the same verdict always makes the same bytes.

    Except that what Kafka has deleted meanwhile can no longer be compared.
    """

    def __init__(self, topics: Topics, *, log: Log, comparer: Comparer) -> None:
        self._topics, self._log, self._comparer = topics, log, comparer

    async def of(self, signed: Signed, verdict: Decided) -> list[Record]:
        """Return what a verdict on an article in hand publishes; of a canary, nothing in public."""
        article, match = signed.article, verdict.duplicate_of
        if signed.canary:
            return [_article(self._topics.canary(Stage.DEDUP), signed, verdict)]
        if match:
            original = await self._original(match)
            copy = await self._comparer.copy(article.id, verdict, text=article, original=original)
            return [self._copy(copy, signed.trace)]
        unique = _article(self._topics.unique, signed, verdict)
        return [*await self._revision(signed, verdict), unique]

    async def corrected(self, article_id: str, verdict: Decided, *, partition: int) -> list[Record]:
        """Return what a correction publishes for an article decided before; nothing for "unique"."""
        match = verdict.duplicate_of
        if match is None:
            return []
        own = await self._log.read(partition, verdict.raw_offset)
        text, trace = (own.value, read(own.headers).get("traceparent")) if own else (None, None)
        original = await self._original(match)
        copy = await self._comparer.copy(article_id, verdict, text=text, original=original)
        return [self._copy(copy, trace)]

    async def _revision(self, signed: Signed, verdict: Decided) -> list[Record]:
        """Return the record of what changed, none for a first version."""
        if verdict.previous_offset is None:
            return []
        article = signed.article
        logged = await self._log.read(signed.ticket.event.message.partition, verdict.previous_offset)
        changed = await self._comparer.revision(article, verdict, before=logged.value if logged else None)
        return [
            _record(
                self._topics.revisions,
                article.id,
                encode(changed),
                ce_id=f"{article.id}.{verdict.revision}.changes",
                about=article.id,
                trace=signed.trace,
            )
        ]

    async def _original(self, match: Match) -> bytes | None:
        logged = await self._log.read(match.original_partition, match.original_offset)
        return logged.value if logged else None

    def _copy(self, copy: DuplicateRecord, trace: str | None) -> Record:
        return _record(
            self._topics.duplicates, copy.original_id, encode(copy),
            ce_id=f"{copy.article_id}.{copy.revision}.{copy.rev}", about=copy.article_id, trace=trace,
        )  # fmt: skip


def _article(topic: Topic, signed: Signed, verdict: Decided) -> Record:
    article = replace(signed.article, revision=verdict.revision)
    return _record(
        topic, article.id, encode(article),
        ce_id=f"{article.id}.{article.revision}", about=article.id, trace=signed.trace,
    )  # fmt: skip


def _record(topic: Topic, key: str, value: bytes, *, ce_id: str, about: str, trace: str | None) -> Record:
    pairs = headers(
        type=topic.type,
        source=f"newswire/{Stage.DEDUP}",
        id=ce_id,
        traceparent=child(trace, f"dedup {about}"),
    )
    return Record(topic.name, key.encode(), value, pairs)
