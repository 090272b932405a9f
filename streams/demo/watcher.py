"""What comes out on the topics, as events: decoded as anyone could who knows the contract."""

from collections.abc import Iterator
from typing import Any

import orjson

from streams.broker.reader import Received
from streams.demo import events
from streams.topics import Stage, Topics
from streams.wire.dead_letter import failure


def watched_topics(topics: Topics) -> list[str]:
    """Return the names of the topics that `event_of` understands."""
    letters = (topics.dead(stage) for stage in (Stage.DEDUP, Stage.ENRICH))
    return [topic.name for topic in (topics.raw, topics.unique, topics.duplicates, topics.enriched, *letters)]


def events_of(records: list[Received], topics: Topics) -> Iterator[events.Event]:
    """Yield what records mean, in their order; those of other topics mean nothing."""
    for record in records:
        event = event_of(record, topics)
        if event is not None:
            yield event


def event_of(record: Received, topics: Topics) -> events.Event | None:
    """Return what a record means, or None for one of a topic that is not watched."""
    key = (record.key or b"").decode(errors="replace")
    if record.topic == topics.raw.name:
        return events.Arrived(key, record.timestamp_ms)
    for stage in (Stage.DEDUP, Stage.ENRICH):
        if record.topic == topics.dead(stage).name:
            return _buried(record, key, stage)
    value: dict[str, Any] = orjson.loads(record.value or b"{}")
    if record.topic == topics.unique.name:
        return events.Passed(value["id"], value["revision"], record.timestamp_ms)
    if record.topic == topics.duplicates.name:
        return _copied(record, value)
    if record.topic == topics.enriched.name:
        return events.Enriched(value["id"], value["revision"], record.timestamp_ms, value)
    return None


def _copied(record: Received, value: dict[str, Any]) -> events.Copied:
    return events.Copied(
        article=value["article_id"],
        original=value["original_id"],
        revision=value["revision"],
        rev=value["rev"],
        at_ms=record.timestamp_ms,
        record=value,
    )


def _buried(record: Received, key: str, stage: Stage) -> events.Buried:
    why = failure(record.headers)
    place = (why.topic, why.partition, why.offset) if why else (record.topic, record.partition, record.offset)
    return events.Buried(
        article=key,
        stage=str(stage),
        place=place,
        reason=why.message if why else "no reason given",
        at_ms=record.timestamp_ms,
    )
