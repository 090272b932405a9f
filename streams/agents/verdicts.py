"""A verdict as the records that say it: the article, or whose copy it is."""

from dataclasses import replace

from streams.agents.outbox import Record
from streams.agents.pending import Signed
from streams.domain.duplicate import DuplicateRecord, duplicate_record
from streams.domain.verdict import Decided
from streams.topics import Stage, Topic, Topics
from streams.wire.codec import encode
from streams.wire.headers import child, headers


class Verdicts:
    """Makes the records of dedup's public topics; the same verdict always makes the same bytes."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    def of(self, signed: Signed, verdict: Decided) -> list[Record]:
        """Return what a verdict on an article in hand publishes."""
        article = signed.article
        if verdict.duplicate_of:
            return [self._copy(duplicate_record(article.id, verdict, article=article), signed.trace)]
        value = encode(replace(article, revision=verdict.revision))
        return [
            _record(
                self._topics.unique, article.id, value, ce_id=f"{article.id}.{verdict.revision}",
                about=article.id, trace=signed.trace,
            )
        ]  # fmt: skip

    def corrected(self, article_id: str, verdict: Decided) -> list[Record]:
        """Return what a correction publishes for an article whose text is gone; nothing for "unique"."""
        return [self._copy(duplicate_record(article_id, verdict), None)] if verdict.duplicate_of else []

    def _copy(self, copy: DuplicateRecord, trace: str | None) -> Record:
        return _record(
            self._topics.duplicates, copy.original_id, encode(copy),
            ce_id=f"{copy.article_id}.{copy.revision}.{copy.rev}", about=copy.article_id, trace=trace,
        )  # fmt: skip


def _record(topic: Topic, key: str, value: bytes, *, ce_id: str, about: str, trace: str | None) -> Record:
    pairs = headers(
        type=topic.type,
        source=f"newswire/{Stage.DEDUP}",
        id=ce_id,
        traceparent=child(trace, f"dedup {about}"),
    )
    return Record(topic.name, key.encode(), value, pairs)
