"""What a cluster's topics lack against what they should be, and which of it may be mended in place.

The law: a change that sends keys to other partitions is refused, never made. It would part an article from
its revisions, a vote from the worker that waits for it, and a table from its changelog.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from streams.settings import Settings, variable
from streams.topic import HOUR_MS, Contract, Topic
from streams.topics import JOURNAL

KAFKAS_OWN_RECORD_BYTES_MAX = 1_048_588
# From this many replicas on, two must have a record before it counts as written: one broker may be lost.
REPLICAS_THAT_SPARE_ONE = 3
# By itself Kafka leaves a gigabyte of a partition, or a week, as it was written: a table's deleted rows would
# lie there, and whoever recovers the table would read all of it. Tombstones may go after an hour: who missed
# one has an old row too many, which goes again when the window has passed it.
_COMPACTED = {
    "segment.bytes": str(64 * 1024**2),
    "segment.ms": str(HOUR_MS),
    "delete.retention.ms": str(HOUR_MS),
    "min.cleanable.dirty.ratio": "0.2",
}
# A topic may promise more than is asked of these; only less is a difference.
_AT_LEAST = frozenset({"max.message.bytes", "min.insync.replicas"})


class Remedy(StrEnum):
    """What `apply` does about a difference."""

    CREATE = "create"
    ALTER = "alter"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A topic as the cluster has it; `configs` as Kafka names and writes them, defaults included."""

    partitions: int
    replication: int
    configs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing about one topic that is not as it should be; `aspect` in Kafka's words."""

    topic: str
    aspect: str
    found: str | None
    wanted: str
    remedy: Remedy

    def __str__(self) -> str:
        if self.remedy is Remedy.CREATE:
            return f"{self.topic}: missing, should have {self.wanted}"
        return f"{self.topic}: {self.aspect} is {self.found}, should be {self.wanted}"


def configs_wanted(topic: Topic, settings: Settings) -> dict[str, str]:
    """Return the configuration that a topic should have, as Kafka writes it.

    A cleaned article with its entities may be larger than the raw one: twice its bound is allowed.
    """
    return {
        "cleanup.policy": "compact" if topic.compact else "delete",
        **(_COMPACTED if topic.compact else {"retention.ms": str(topic.retention_ms)}),
        "max.message.bytes": str(max(KAFKAS_OWN_RECORD_BYTES_MAX, 2 * settings.article_bytes_max)),
        "min.insync.replicas": "2" if settings.topic_replication >= REPLICAS_THAT_SPARE_ONE else "1",
    }


def differences(settings: Settings, found: Mapping[str, Found]) -> list[Difference]:
    """Return what is not as it should be, in the order of the flow; `found` has by name those that exist."""
    return [
        difference
        for topic in settings.topics().all()
        for difference in _of_topic(topic, found.get(topic.name), settings)
    ]


def refusal(settings: Settings, refused: Iterable[Difference]) -> str:
    """Return what is refused, why, and the ways out, for the operator."""
    refused = list(refused)
    lines = ["refused, and nothing was changed:", *(f"  {difference}" for difference in refused)]
    if any(difference.aspect == "partitions" for difference in refused):
        lines += [
            "Another count sends the same key to another partition. Either",
            *_ways_out(settings, refused),
        ]
    if any(difference.aspect == "replication" for difference in refused):
        lines += [
            "Replicas are moved by Kafka's own kafka-reassign-partitions.sh; or set "
            f"{variable('topic_replication')} to what there is."
        ]
    return "\n".join(lines)


def _of_topic(topic: Topic, found: Found | None, settings: Settings) -> Iterable[Difference]:
    if found is None:
        partitions = f"{topic.partitions} partition{'s' if topic.partitions > 1 else ''}"
        yield Difference(
            topic=topic.name, aspect="topic", found=None, wanted=partitions, remedy=Remedy.CREATE
        )
        return
    if found.partitions != topic.partitions:
        yield _refused(topic, "partitions", found.partitions, topic.partitions)
    if found.replication < settings.topic_replication:
        yield _refused(topic, "replication", found.replication, settings.topic_replication)
    for name, wanted in configs_wanted(topic, settings).items():
        value = found.configs.get(name)
        if not _holds(name, value, wanted):
            yield Difference(topic=topic.name, aspect=name, found=value, wanted=wanted, remedy=Remedy.ALTER)


def _refused(topic: Topic, aspect: str, found: int, wanted: int) -> Difference:
    return Difference(
        topic=topic.name, aspect=aspect, found=str(found), wanted=str(wanted), remedy=Remedy.REFUSE
    )


def _holds(name: str, value: str | None, wanted: str) -> bool:
    if name in _AT_LEAST:
        return value is not None and int(value) >= int(wanted)
    return value == wanted


def _ways_out(settings: Settings, refused: list[Difference]) -> list[str]:
    """Return a line for each setting that could be made to agree, then the two ways that are always open."""
    topics = settings.topics()
    by_shard = {topics.keys.name, topics.changelog(JOURNAL).name}
    of_people = {topic.name for topic in topics.all() if topic.contract is Contract.PEOPLE}
    agree: dict[str, str | None] = {}
    for difference in refused:
        if difference.aspect == "partitions" and difference.topic not in of_people:
            setting = variable("dedup_shards" if difference.topic in by_shard else "topic_partitions")
            agree.setdefault(setting, difference.found)
    return [
        *(f"  - keep what there is: {setting}={count}" for setting, count in agree.items()),
        f"  - start a second set of topics under another {variable('topic_prefix')}, and ingest again",
        "  - delete the topic, with all it holds, by Kafka's own kafka-topics.sh --delete, and apply again",
    ]
