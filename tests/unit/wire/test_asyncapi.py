"""The AsyncAPI document: every topic, as the code has it, pointing at the schemas."""

from functools import lru_cache
from typing import Any

import pytest
import yaml

from streams.topic import Contract, Topic
from streams.topics import SOURCES, Stage, Topics
from streams.wire.schemas import folder, names

TOPICS = {topic.type: topic for topic in Topics().all()}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((folder() / "asyncapi.yaml").read_text("utf-8"))
    return loaded


def at(reference: str) -> Any:
    """Return what an internal reference points at."""
    found: Any = document()
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def channels() -> dict[str, dict[str, Any]]:
    return {channel["address"]: channel for channel in document()["channels"].values()}


def message_of(channel: dict[str, Any]) -> dict[str, Any]:
    (message,) = channel["messages"].values()
    found: dict[str, Any] = at(message["$ref"])
    return found


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [ref for value in part.values() for ref in references(value)]
    return [ref for value in part for ref in references(value)] if isinstance(part, list) else []


def test_it_is_asyncapi_3_and_describes_every_topic_once() -> None:
    assert document()["asyncapi"] == "3.0.0"
    assert len(document()["channels"]) == len(channels())
    assert set(channels()) == set(TOPICS)


def test_every_reference_leads_somewhere() -> None:
    for reference in references(document()):
        if reference.startswith("#/"):
            assert at(reference)
        else:
            assert (folder() / reference).is_file(), reference


def test_every_schema_is_used() -> None:
    used = {
        ref.removeprefix("./").removesuffix(".schema.json")
        for ref in references(document())
        if "#" not in ref
    }
    assert used == set(names())


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.type)
def test_a_channel_is_its_topic_as_it_would_be_made(topic: Topic) -> None:
    kafka = channels()[topic.type]["bindings"]["kafka"]
    assert kafka["topic"] == topic.type
    assert kafka["partitions"] == topic.partitions
    assert kafka["topicConfiguration"]["cleanup.policy"] == ["compact" if topic.compact else "delete"]
    assert kafka["topicConfiguration"].get("retention.ms") == (None if topic.compact else topic.retention_ms)
    assert channels()[topic.type]["title"] == topic.contract.value


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.type)
def test_a_message_has_its_topics_key_and_schema(topic: Topic) -> None:
    message = message_of(channels()[topic.type])
    assert message["name"] == topic.type
    assert message["bindings"]["kafka"]["key"]["description"] == topic.key
    payload = message.get("payload", {}).get("schema", {}).get("$ref")
    headers = message.get("headers", {}).get("schema", {}).get("$ref")
    if topic.contract in (Contract.PUBLIC, Contract.PUBLIC_IN):
        assert (payload, headers) == (f"./{topic.type}.schema.json", "./headers.event.schema.json")
    elif topic.contract is Contract.PEOPLE:
        assert (payload, headers) == (None, "./headers.dead.schema.json")
    else:
        assert (payload, headers) == (None, None)


def test_every_stage_reads_and_publishes_what_the_flow_says() -> None:
    """The flow in the README, as operations."""
    found: dict[tuple[str, str], set[str]] = {}
    for name, operation in document()["operations"].items():
        stage = next(stage for stage in Stage if name.startswith(stage))
        address = at(operation["channel"]["$ref"])["address"]
        found.setdefault((stage, operation["action"]), set()).add(address)
    t = Topics()
    tables = {topic.type for topic in t.all() if topic.compact} - {t.changelog(SOURCES).type}
    questions = {t.keys.type, t.votes.type}
    assert found == {
        ("ingest", "send"): {t.raw.type},
        ("dedup", "receive"): {t.raw.type, *questions, *tables},
        ("dedup", "send"): {
            *(t.unique.type, t.duplicates.type, t.revisions.type, t.dead(Stage.DEDUP).type),
            t.canary(Stage.DEDUP).type,
            *questions,
            *tables,
        },
        ("enrich", "receive"): {t.unique.type, t.canary(Stage.DEDUP).type},
        ("enrich", "send"): {
            *(t.enriched.type, t.mentions.type, t.dead(Stage.ENRICH).type),
            t.canary(Stage.ENRICH).type,
        },
        ("watch", "receive"): {
            *(t.raw.type, t.changelog(SOURCES).type),
            *(t.canary(stage).type for stage in (Stage.DEDUP, Stage.ENRICH)),
        },
        ("watch", "send"): {t.raw.type, t.changelog(SOURCES).type, t.source_events.type},
    }
