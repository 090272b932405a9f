"""ops/kubernetes/strimzi has the topics and the rights that the code has.

That the line runs with these rights is in tests/integration/test_access_rules.py.
"""

from typing import Any

import pytest
import yaml

from streams.broker.differences import configs_wanted
from streams.settings import Settings
from streams.topic import Topic
from streams.topics import Stage, app_id
from streams.wire.schemas import folder
from tests.manifests import KUBERNETES, container, of_kind, pods, variables

LABELS = {"strimzi.io/cluster": "kafka"}
USERS = of_kind("KafkaUser")
LOOKS = ["Describe", "DescribeConfigs"]


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings that the pods are told."""
    for name, value in variables(KUBERNETES / "common/settings.env").items():
        monkeypatch.setenv(name, value)
    return Settings()


def rights(stage: str, kind: str, **pattern: str) -> dict[str, list[str]]:
    """Return what a user may do with which topics or groups: those named in full, or those of a prefix."""
    return {
        rule["resource"]["name"]: rule["operations"]
        for rule in USERS[f"newswire-{stage}"]["spec"]["authorization"]["acls"]
        if rule["resource"] == {"type": kind, "name": rule["resource"]["name"], **pattern}
    }


def used(stage: Stage) -> dict[str, list[str]]:
    """Return what a stage does with which topics, as schemas/asyncapi.yaml has it."""
    document: dict[str, Any] = yaml.safe_load((folder() / "asyncapi.yaml").read_text("utf-8"))
    found: dict[str, set[str]] = {}
    for name, operation in document["operations"].items():
        if name.startswith(stage):
            channel = operation["channel"]["$ref"].removeprefix("#/channels/")
            does = {"send": "Write", "receive": "Read"}[operation["action"]]
            found.setdefault(document["channels"][channel]["address"], set()).add(does)
    return {topic: sorted(does) for topic, does in found.items()}


def test_every_topic_is_there_as_newswire_topics_apply_would_make_it(deployed: Settings) -> None:
    there = of_kind("KafkaTopic")
    assert list(there) == [topic.name for topic in deployed.topics().all()]
    assert {name: topic["spec"] for name, topic in there.items()} == {
        topic.name: made(topic, deployed) for topic in deployed.topics().all()
    }


def made(topic: Topic, settings: Settings) -> dict[str, Any]:
    """Return a topic as Strimzi is told it, numbers as numbers."""
    config = {name: yaml.safe_load(value) for name, value in configs_wanted(topic, settings).items()}
    return {"partitions": topic.partitions, "replicas": settings.topic_replication, "config": config}


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_may_read_and_write_what_it_reads_and_writes_and_nothing_else(stage: Stage) -> None:
    assert rights(stage, "topic") == used(stage)


@pytest.mark.parametrize("stage", [Stage.DEDUP, Stage.ENRICH, Stage.WATCH])
def test_a_worker_may_read_as_its_own_group_and_look_at_every_topic(stage: Stage, deployed: Settings) -> None:
    assert rights(stage, "group") == {app_id("", stage): ["Read"]}
    looks = rights(stage, "topic", patternType="prefix")
    assert set(map(tuple, looks.values())) == {tuple(LOOKS)}
    assert all(topic.name.startswith(tuple(looks)) for topic in deployed.topics().all())


def test_who_makes_topics_reads_and_deletes_nothing(deployed: Settings) -> None:
    may = rights("topics", "topic", patternType="prefix")
    assert all(topic.name.startswith(tuple(may)) for topic in deployed.topics().all())
    assert set(map(tuple, may.values())) == {("Create", *LOOKS, "AlterConfigs")}
    assert len(USERS["newswire-topics"]["spec"]["authorization"]["acls"]) == len(may)


def test_there_is_a_user_for_each_pod_and_a_pod_for_each_user() -> None:
    logins = {
        one["value"]
        for pod in pods().values()
        for one in container(pod)["env"]
        if one["name"] == "NEWSWIRE_KAFKA_USERNAME"
    }
    assert logins == USERS.keys() == pods().keys()


def test_each_belongs_to_the_cluster_and_logs_in_as_the_settings_say(deployed: Settings) -> None:
    for resource in [*USERS.values(), *of_kind("KafkaTopic").values()]:
        assert resource["apiVersion"] == "kafka.strimzi.io/v1"
        assert resource["metadata"]["labels"] == LABELS
    assert {user["spec"]["authentication"]["type"].upper() for user in USERS.values()} == {
        deployed.kafka_sasl_mechanism
    }
