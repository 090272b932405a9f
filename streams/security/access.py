"""What each stage must be permitted to do with which topic and group: the ACLs that it needs, and no more.

A worker compares its topics with what they should be before it starts, hence DescribeConfigs. Read and Write
bring Describe with them. The table of docs/security.md is this one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from streams.errors import Misconfigured
from streams.settings import Settings
from streams.topic import Topic
from streams.topics import DECIDED, JOURNAL, PARAGRAPHS, SOURCES, Stage, app_id


class Operation(StrEnum):
    """An operation as kafka-acls.sh names it; its name is the one in Kafka's protocol."""

    READ = "Read"
    WRITE = "Write"
    DESCRIBE = "Describe"
    DESCRIBE_CONFIGS = "DescribeConfigs"


class Resource(StrEnum):
    """What operations are permitted on."""

    TOPIC = "topic"
    GROUP = "group"
    TRANSACTIONAL_ID = "transactionalId"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Operations that must be permitted on one topic, group or id of transactions."""

    resource: Resource
    name: str
    operations: tuple[Operation, ...]

    def __str__(self) -> str:
        return f"{self.resource} {self.name}: {', '.join(self.operations)}"


def needs(settings: Settings, stage: Stage) -> tuple[Need, ...]:
    """Return what a stage must be permitted, by topic in the order of the flow, its group last."""
    reads, writes = _reads(settings, stage), _writes(settings, stage)
    looks = () if stage is Stage.INGEST else (Operation.DESCRIBE_CONFIGS,)
    topics = tuple(
        Need(
            resource=Resource.TOPIC,
            name=topic.name,
            operations=(
                *((Operation.READ,) if topic in reads else ()),
                *((Operation.WRITE,) if topic in writes else ()),
                *looks,
            ),
        )
        for topic in settings.topics().all()
        if topic in reads or topic in writes
    )
    if stage is Stage.INGEST:
        return topics
    group = app_id(settings.topic_prefix, stage)
    own = Need(resource=Resource.GROUP, name=group, operations=(Operation.READ,))
    if stage is not Stage.WATCH:
        return (*topics, own)
    return (*topics, own, Need(resource=Resource.TRANSACTIONAL_ID, name=group, operations=(Operation.WRITE,)))


def looks(settings: Settings) -> tuple[Need, ...]:
    """Return what whoever compares all topics with what they should be must be permitted."""
    seen = (Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS)
    return tuple(
        Need(resource=Resource.TOPIC, name=topic.name, operations=seen) for topic in settings.topics().all()
    )


def not_permitted(settings: Settings, missing: Iterable[Need]) -> Misconfigured:
    """Return the error for an operator who must add ACLs: to whom, on what, which."""
    listed = "\n".join(f"  {need}" for need in missing)
    return Misconfigured(
        f"{_where(settings)} does not permit {_who(settings)} what it needs; add ACLs:\n{listed}"
    )


def denied(settings: Settings, said: str) -> Misconfigured:
    """Return the error for what Kafka refused in the middle of the work; `said` names the topic or group."""
    return Misconfigured(
        f"{_where(settings)} does not permit this to {_who(settings)} ({said}); add the ACL that "
        "docs/security.md lists for it"
    )


def _where(settings: Settings) -> str:
    return f"Kafka at {settings.kafka_bootstrap_servers}"


def _who(settings: Settings) -> str:
    return f"the user {settings.kafka_username!r}" if settings.kafka_username else "this client"


def _reads(settings: Settings, stage: Stage) -> tuple[Topic, ...]:
    topics = settings.topics()
    own = {
        Stage.DEDUP: (topics.raw, *_inner(settings)),
        Stage.ENRICH: (topics.unique, topics.canary(Stage.DEDUP)),
        Stage.WATCH: (
            topics.raw,
            *map(topics.canary, (Stage.DEDUP, Stage.ENRICH)),
            topics.changelog(SOURCES),
        ),
    }
    return own.get(stage, ())


def _writes(settings: Settings, stage: Stage) -> tuple[Topic, ...]:
    topics = settings.topics()
    return {
        Stage.INGEST: (topics.raw,),
        Stage.DEDUP: (
            *_inner(settings),
            topics.unique,
            topics.duplicates,
            topics.revisions,
            topics.dead(Stage.DEDUP),
            topics.canary(Stage.DEDUP),
        ),
        Stage.ENRICH: (
            topics.enriched,
            topics.mentions,
            topics.dead(Stage.ENRICH),
            topics.canary(Stage.ENRICH),
        ),
        Stage.WATCH: (topics.raw, topics.changelog(SOURCES), topics.source_events),
    }[stage]


def _inner(settings: Settings) -> tuple[Topic, ...]:
    """Return what dedup tells itself: questions, votes, and its tables."""
    topics = settings.topics()
    return (topics.keys, topics.votes, *map(topics.changelog, (JOURNAL, DECIDED, PARAGRAPHS)))
