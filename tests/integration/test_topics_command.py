"""`newswire topics` on a real Kafka: what it makes, what it changes, and what it refuses."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import typer
from kafka.admin import KafkaAdminClient
from typer.testing import CliRunner, Result

from streams.broker import admin
from streams.broker.connection import client_options
from streams.broker.differences import Remedy
from streams.cli import topics as command
from streams.errors import Misconfigured, Unavailable
from streams.settings import Settings, settings

Run = Callable[..., Result]


@pytest.fixture
def run(here: None) -> Run:
    """Run the command in this process, as the deployment of this test."""
    app = typer.Typer()
    app.command("other")(lambda: None)  # of a single command, typer would take the name away
    command.register(app)
    return lambda *words: CliRunner().invoke(app, ["topics", *words])


def altered(deployment: Settings, **changed: Any) -> Settings:
    return deployment.model_copy(update=changed)


def test_apply_makes_every_topic_and_a_second_time_nothing(deployment: Settings) -> None:
    made = admin.apply(deployment)
    assert [difference.topic for difference in made] == [t.name for t in deployment.topics().all()]
    assert {difference.remedy for difference in made} == {Remedy.CREATE}
    assert admin.apply(deployment) == []
    assert admin.check(deployment) == []


def test_the_topics_are_as_they_should_be(deployment: Settings) -> None:
    admin.apply(altered(deployment, topic_partitions=3, dedup_shards=2))
    for item in admin.overview(altered(deployment, topic_partitions=3, dedup_shards=2)):
        assert item.found
        assert item.records == 0
        assert item.found.partitions == item.topic.partitions
        assert item.found.configs["cleanup.policy"] == ("compact" if item.topic.compact else "delete")


def test_another_partition_count_is_refused_and_nothing_is_changed(deployment: Settings) -> None:
    """Adding partitions sends the same key elsewhere; Kafka would do it without a word."""
    admin.apply(deployment)
    wished = altered(deployment, topic_partitions=8, article_bytes_max=5_000_000)
    with pytest.raises(Misconfigured, match=r"news\.articles\.raw\.v1: partitions is 4, should be 8"):
        admin.apply(wished)
    assert admin.check(deployment) == []
    assert {d.remedy for d in admin.check(wished)} == {Remedy.REFUSE, Remedy.ALTER}


def test_what_moves_no_key_is_changed_in_place(deployment: Settings) -> None:
    admin.apply(deployment)
    wished = altered(deployment, article_bytes_max=5_000_000)
    changed = admin.apply(wished)
    assert {(d.aspect, d.wanted, d.remedy) for d in changed} == {
        ("max.message.bytes", "10000000", Remedy.ALTER)
    }
    assert admin.check(wished) == []
    assert admin.check(deployment) == []


def test_a_topic_deleted_by_hand_is_made_again(deployment: Settings) -> None:
    admin.apply(deployment)
    with KafkaAdminClient(**client_options(deployment, name="test")) as client:
        client.delete_topics([deployment.topics().unique.name])
    ends = time.monotonic() + 20
    while not admin.check(deployment):
        assert time.monotonic() < ends, "Kafka did not delete the topic"
    made = admin.apply(deployment)
    assert [difference.topic for difference in made] == [deployment.topics().unique.name]


def test_to_look_makes_no_topic(deployment: Settings) -> None:
    """Kafka makes a topic for whoever asks for one by name, on a cluster that allows it."""
    missing = admin.check(deployment)
    assert {difference.remedy for difference in missing} == {Remedy.CREATE}
    assert all(item.found is None and item.records is None for item in admin.overview(deployment))
    assert admin.check(deployment) == missing


def test_more_replicas_than_brokers_names_the_setting(deployment: Settings) -> None:
    with pytest.raises(Misconfigured, match="NEWSWIRE_TOPIC_REPLICATION=9"):
        admin.apply(altered(deployment, topic_replication=9))
    assert len(admin.check(deployment)) == len(deployment.topics().all())


def test_two_that_apply_at_once_both_succeed(deployment: Settings) -> None:
    """Every worker's start-up script may run it."""
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(admin.apply, deployment) for _ in range(3)]:
            done.result(timeout=60)
    assert admin.check(deployment) == []


def test_a_broker_that_is_away_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin, "CONNECT_MS_MAX", 500)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1 .*NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS"):
        admin.check(Settings(kafka_bootstrap_servers="127.0.0.1:1"))


def test_check_exits_1_until_apply_has_run(run: Run) -> None:
    """What a deployment's pipeline asks before it rolls out workers."""
    before = run("check")
    assert before.exit_code == 1
    assert "news.articles.raw.v1" in before.stdout
    applied = run("apply")
    assert applied.exit_code == 0
    assert applied.stdout.count("create") == len(settings().topics().all())
    after = run("check")
    assert (after.exit_code, after.stdout) == (0, "all topics are as they should be\n")
    assert run("apply").stdout == "nothing to do: all topics are as they should be\n"


def test_for_programs_the_same_as_json(run: Run) -> None:
    found = run("check", "--json")
    assert found.exit_code == 1
    first = json.loads(found.stdout)[0]
    assert first["topic"].endswith("news.articles.raw.v1")
    assert (first["found"], first["wanted"], first["remedy"]) == (None, "4 partitions", "create")
    assert len(json.loads(run("apply", "--json").stdout)) == len(settings().topics().all())
    assert json.loads(run("check", "--json").stdout) == []


def test_list_shows_what_there_is_and_what_is_missing(run: Run) -> None:
    assert run("list").stdout.count("missing") == len(settings().topics().all())
    run("apply")
    lines = run("list").stdout.splitlines()
    assert lines[0].split()[:5] == ["topic", "partitions", "kept", "records", "contract"]
    assert "missing" not in "".join(lines)
    listed = {row["name"]: row for row in json.loads(run("list", "--json").stdout)}
    raw = listed[settings().topics().raw.name]
    assert (raw["partitions"], raw["retention_ms"], raw["records"]) == (4, 604_800_000, 0)
    assert listed[settings().topics().changelog("journal").name]["retention_ms"] is None
