"""The cluster's topics: compared with what they should be, made, and changed where that moves no key."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kafka import TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, OffsetSpec
from kafka.errors import InvalidReplicationFactorError, NoError, TopicAlreadyExistsError, for_code

from streams.broker.connection import admitted_options, kafka_errors
from streams.broker.differences import Difference, Found, Remedy, configs_wanted, differences, refusal
from streams.broker.permissions import require_permitted
from streams.errors import Misconfigured
from streams.security.access import Need, looks, needs
from streams.settings import Settings, variable
from streams.topic import Topic
from streams.topics import Stage

CONNECT_MS_MAX = 10_000
REQUEST_MS_MAX = 20_000
AGREE_S_MAX = 10.0
_POLL_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A topic of this deployment as it is; without `found` and `records` (those still kept) it is missing."""

    topic: Topic
    found: Found | None
    records: int | None


def check(settings: Settings, stage: Stage | None = None) -> list[Difference]:
    """Return what is not as it should be, of a stage or of all, in the order of the flow.

    Raises Unavailable within 30 s where Kafka does not answer, Misconfigured where it refuses us or does not
    permit what the stage needs.
    """
    wanted = needs(settings, stage) if stage else looks(settings)
    names = {need.name for need in wanted}
    with _client(settings) as client:
        found = differences(settings, _found(client, settings, wanted))
    return [difference for difference in found if difference.topic in names]


def apply(settings: Settings) -> list[Difference]:
    """Make what is missing, change what may be changed, and return both; a second time there is none.

    Raises Misconfigured, having changed nothing, where keys would move or replicas are few, and as `check`.
    """
    with _client(settings) as client:
        todo = differences(settings, _found(client, settings))
        refused = [difference for difference in todo if difference.remedy is Remedy.REFUSE]
        if refused:
            raise Misconfigured(refusal(settings, refused))
        _create(client, settings, [d.topic for d in todo if d.remedy is Remedy.CREATE])
        _alter(client, [d for d in todo if d.remedy is Remedy.ALTER])
        _await_agreement(client, settings)
        return todo


def overview(settings: Settings) -> list[Listed]:
    """Return every topic of the deployment with what it is on the cluster. Raises as `check` does."""
    with _client(settings) as client:
        found = _found(client, settings)
        kept = _records(client, found)
    return [
        Listed(topic=topic, found=found.get(topic.name), records=kept.get(topic.name))
        for topic in settings.topics().all()
    ]


@contextmanager
def _client(settings: Settings) -> Iterator[KafkaAdminClient]:
    with (
        kafka_errors(settings),
        KafkaAdminClient(
            **admitted_options(settings, name="admin"),
            bootstrap_timeout_ms=CONNECT_MS_MAX,
            request_timeout_ms=REQUEST_MS_MAX,
        ) as client,
    ):
        yield client


def _found(
    client: KafkaAdminClient, settings: Settings, wanted: Sequence[Need] | None = None
) -> dict[str, Found]:
    # First: a topic that we may not see is not listed, and would be taken for missing.
    require_permitted(client, settings, looks(settings) if wanted is None else wanted)
    # Listed first: to describe a topic by name makes it, on a cluster that creates topics by itself.
    there = set(client.list_topics())
    ours = [topic for topic in settings.topics().all() if topic.name in there]
    if not ours:
        return {}
    asked = [_resource(topic.name, list(configs_wanted(topic, settings))) for topic in ours]
    configs = client.describe_configs(asked, config_filter="all").get("topic", {})
    return {
        described["name"]: Found(
            partitions=len(described["partitions"]),
            replication=min((len(p["replica_nodes"]) for p in described["partitions"]), default=0),
            configs={name: entry["value"] for name, entry in configs.get(described["name"], {}).items()},
        )
        for described in client.describe_topics([topic.name for topic in ours])
    }


def _create(client: KafkaAdminClient, settings: Settings, names: Sequence[str]) -> None:
    wanted = {
        topic.name: {
            "num_partitions": topic.partitions,
            "replication_factor": settings.topic_replication,
            "configs": configs_wanted(topic, settings),
        }
        for topic in settings.topics().all()
        if topic.name in names
    }
    if not wanted:
        return
    for answer in client.create_topics(wanted, raise_errors=False)["topics"]:
        error, told = for_code(answer["error_code"]), answer["error_message"]
        if error is InvalidReplicationFactorError:
            raise Misconfigured(f"{variable('topic_replication')}={settings.topic_replication}: {told}")
        # One that exists by now somebody else makes at this moment; it is compared like any, further on.
        if error not in (NoError, TopicAlreadyExistsError):
            raise error(f"{answer['name']}: {told}")
    client.wait_for_topics(list(wanted))


def _await_agreement(client: KafkaAdminClient, settings: Settings) -> None:
    """Return once the cluster shows what was asked of it: its controller answers before its brokers know.

    Raises Misconfigured where it does not within 10 s: somebody else made a topic meanwhile, and otherwise.
    """
    ends = time.monotonic() + AGREE_S_MAX
    while left := differences(settings, _found(client, settings)):
        if time.monotonic() > ends:
            raise Misconfigured(
                "these topics were made or changed by somebody else meanwhile:\n"
                + "\n".join(f"  {difference}" for difference in left)
                + f"\nDoes another deployment use this {variable('topic_prefix')}? If not, apply once more."
            )
        time.sleep(_POLL_S)


def _alter(client: KafkaAdminClient, todo: Sequence[Difference]) -> None:
    changes: dict[str, dict[str, str]] = {}
    for difference in todo:
        changes.setdefault(difference.topic, {})[difference.aspect] = difference.wanted
    if not changes:
        return
    resources = [_resource(name, wanted) for name, wanted in changes.items()]
    answers = client.alter_configs(resources, raise_on_unknown=False).get("topic", {})
    refused = {name: answer for name, answer in answers.items() if answer != "OK"}
    if refused:
        raise Misconfigured(
            "Kafka refuses these settings of topics:\n"
            + "\n".join(f"  {name}: {answer}" for name, answer in refused.items())
        )


def _records(client: KafkaAdminClient, found: dict[str, Found]) -> dict[str, int]:
    """Return how many offsets each topic spans; of a compacted one some are gone."""
    partitions = [
        TopicPartition(name, number) for name, topic in found.items() for number in range(topic.partitions)
    ]
    if not partitions:
        return {}
    first = client.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.EARLIEST))
    last = client.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.LATEST))
    kept = dict.fromkeys(found, 0)
    for partition in partitions:
        kept[partition.topic] += last[partition].offset - first[partition].offset
    return kept


def _resource(name: str, configs: list[str] | dict[str, str]) -> ConfigResource:
    return ConfigResource(ConfigResourceType.TOPIC, name, configs)
