"""The line runs with the rights that ops/kubernetes/strimzi/users.yaml gives each part, and no others."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
)

from streams.broker.java import find_java
from streams.broker.kafka_files import HOST
from streams.broker.local import LocalBroker
from streams.settings import Settings, variable
from streams.topics import Stage
from streams.wire.canary import HEADER
from streams.wire.headers import read
from tests.line import Worker, free_port, read_all, settled, wait_for, workers

USERS = Path(__file__).parents[2] / "ops/kubernetes/strimzi/users.yaml"
RULES: dict[str, list[dict[str, Any]]] = {
    user["metadata"]["name"]: user["spec"]["authorization"]["acls"]
    for user in yaml.safe_load_all(USERS.read_text("utf-8"))
}

PASSWORD = "of-{}"


def an_article(number: int) -> bytes:
    """Return a line for `newswire ingest`; all have one text, so each is a copy of the first."""
    text = "Antonio Guterres was in Geneva on Monday."
    return orjson.dumps({"url": f"https://a.example/{number}", "title": "Talks", "text": text})


@dataclass(frozen=True)
class Guarded:
    """A Kafka with access rules: `open` may do anything, as its operator; others log in at `port`."""

    open: Settings
    port: int

    def environment(self, user: str) -> dict[str, str]:
        """Return what a process sets to be this user."""
        return {
            variable("kafka_bootstrap_servers"): f"{HOST}:{self.port}",
            variable("kafka_security_protocol"): "SASL_PLAINTEXT",
            variable("kafka_sasl_mechanism"): "PLAIN",
            variable("kafka_username"): user,
            variable("kafka_password"): PASSWORD.format(user),
        }

    def newswire(self, user: str, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Run a command as a user."""
        return subprocess.run(
            [sys.executable, "-m", "streams.cli", *words], env=dict(os.environ) | self.environment(user),
            input=given, capture_output=True, check=False, timeout=90,
        )  # fmt: skip


@pytest.fixture
def guarded(tmp_path: Path, jars: tuple[Path, ...]) -> Iterator[Guarded]:
    operators, users, controller = free_port(), free_port(), free_port()
    logins = " ".join(f'user_{name}="{PASSWORD.format(name)}"' for name in RULES)
    extra = {
        "listeners": f"PLAINTEXT://{HOST}:{operators},USERS://{HOST}:{users},CONTROLLER://{HOST}:{controller}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{operators},USERS://{HOST}:{users}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,USERS:SASL_PLAINTEXT",
        "controller.quorum.voters": f"1@{HOST}:{controller}",
        "listener.name.users.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.users.plain.sasl.jaas.config": (
            f"org.apache.kafka.common.security.plain.PlainLoginModule required {logins};"
        ),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
    }
    with LocalBroker(tmp_path / "kafka", java=find_java(), jars=jars, port=operators, extra=extra) as broker:
        permit(broker.bootstrap_servers)
        yield Guarded(open=Settings(kafka_bootstrap_servers=broker.bootstrap_servers), port=users)


def permit(servers: str) -> None:
    """Give each user its rules, as Strimzi would."""
    client = KafkaAdminClient(bootstrap_servers=servers)
    try:
        client.create_acls([rule for user, rules in RULES.items() for rule in translated(user, rules)])
    finally:
        client.close()


def translated(user: str, rules: list[dict[str, Any]]) -> Iterator[ACL]:
    for rule in rules:
        what = rule["resource"]
        prefixed = what.get("patternType") == "prefix"
        reach = ACLResourcePatternType.PREFIXED if prefixed else ACLResourcePatternType.LITERAL
        pattern = ResourcePattern(ResourceType[constant(what["type"])], what["name"], reach)
        for operation in rule["operations"]:
            permitted = ACLOperation[constant(operation)]
            yield ACL(f"User:{user}", "*", permitted, ACLPermissionType.ALLOW, pattern)


def constant(word: str) -> str:
    """Return a word of Strimzi's as kafka-python spells it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).upper()


def test_each_part_of_the_line_works_with_its_own_rights_and_not_with_anothers(
    guarded: Guarded, tmp_path: Path
) -> None:
    assert guarded.newswire("newswire-topics", "topics", "apply").returncode == 0
    refused = guarded.newswire("newswire-enrich", "ingest", "jsonl", "-", given=an_article(1))
    assert refused.returncode == 2
    assert b"does not permit" in refused.stderr
    dedup, enrich, again = (
        Worker(stage, guarded.open, tmp_path / folder, more=guarded.environment(f"newswire-{stage}"))
        for stage, folder in ((Stage.DEDUP, "dedup"), (Stage.ENRICH, "enrich"), (Stage.DEDUP, "again"))
    )
    with workers(dedup, enrich):
        taken_up(guarded, 1, dedup)
        settled(guarded.open, Stage.ENRICH, 1, enrich)
        dedup.stop()
        with workers(again):  # with nothing of its own: it must read the changelogs
            taken_up(guarded, 2, again)
    topics = guarded.open.topics()
    assert [len(read_all(guarded.open, one)) for one in (topics.enriched, topics.duplicates)] == [1, 1]
    assert read_all(guarded.open, topics.mentions)
    the_watcher_works_and_says_what_it_lacks(guarded, tmp_path)


def canaries(opened: Settings) -> int:
    """Return how many canaries Kafka has taken."""
    return sum(HEADER in read(record.headers) for record in read_all(opened, opened.topics().raw))


def the_watcher_works_and_says_what_it_lacks(guarded: Guarded, folder: Path) -> None:
    """Its transactional id is the one right that no stage needs, and that cannot be asked for beforehand."""
    mine = guarded.environment("newswire-watch") | {variable("canary_every_s"): "1"}
    watch = Worker(Stage.WATCH, guarded.open, folder / "watch", more=mine)
    with workers(watch):
        wait_for(watch.ready, within_s=30, what="the watcher reads the raw topic, and keeps what it knows")
        wait_for(lambda: canaries(guarded.open) > 0, within_s=30, what="a canary is on the raw topic")
        assert watch.stop() == 0
    forbid_transactions(guarded.open.kafka_bootstrap_servers)
    with workers(watch):
        assert watch.ended() == 2
    assert "transactionalId newswire-watch: Write" in watch.tail()


def forbid_transactions(servers: str) -> None:
    """Take the right to write in transactions from everybody."""
    any_of_them = ResourcePattern(ResourceType.TRANSACTIONAL_ID, "newswire-watch")
    client = KafkaAdminClient(bootstrap_servers=servers)
    try:
        client.delete_acls([ACLFilter(None, "*", ACLOperation.ANY, ACLPermissionType.ANY, any_of_them)])
    finally:
        client.close()


def taken_up(guarded: Guarded, number: int, dedup: Worker) -> None:
    """Send an article and return once dedup has acknowledged so many."""
    sent = guarded.newswire("newswire-ingest", "ingest", "jsonl", "-", given=an_article(number))
    assert sent.returncode == 0, sent.stderr
    settled(guarded.open, Stage.DEDUP, number, dedup)
