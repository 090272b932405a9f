"""`newswire tail` on a real Kafka: what is there, what comes, and how it ends."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO, Any

import pytest
import typer
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient
from typer.testing import CliRunner, Result

from streams.broker import admin
from streams.broker.connection import client_options
from streams.broker.reader import reading
from streams.cli import tail
from streams.errors import Misconfigured, Reason, Rejected
from streams.settings import Settings
from streams.wire.codec import encode
from streams.wire.dead_letter import dead_letter_headers
from tests.contracts import examples

RAW = examples("news.articles.raw.v1")
_OTHERS = re.compile(r"t[0-9a-f]{10}\.")  # the prefixes of deployments


@pytest.fixture
def topics(deployment: Settings) -> Settings:
    """A deployment whose topics are there."""
    admin.apply(deployment)
    return deployment


@pytest.fixture
def producer(topics: Settings) -> Iterator[KafkaProducer]:
    client = KafkaProducer(**client_options(topics, name="test"))
    yield client
    client.close()


@pytest.fixture
def run(topics: Settings, here: None) -> Any:
    """Run the command in this process, as the deployment of this test."""
    app = typer.Typer()
    tail.register(app)

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return invoke


def put(producer: KafkaProducer, topic: str, *values: Any, headers: Any = None) -> None:
    for value in values:
        data = value if isinstance(value, bytes | None) else encode(value)
        producer.send(topic, key=b"k", value=data, headers=headers or [])
    producer.flush(timeout=20)


def follow(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    """Start the command as a process, and return once it says that it follows."""
    process = subprocess.Popen(
        [sys.executable, "-m", "streams.cli", "tail", *words],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr
    assert "Ctrl-C ends" in process.stderr.readline()
    return process


def lines(stream: IO[str] | None, count: int) -> list[str]:
    assert stream
    return [stream.readline() for _ in range(count)]


def test_from_the_beginning_it_shows_what_is_there(
    run: Any, topics: Settings, producer: KafkaProducer
) -> None:
    put(producer, topics.topics().raw.name, RAW["text-with-everything"], RAW["html-page"])
    said = run("raw", "--from-beginning", "-n", "2")
    assert said.exit_code == 0
    assert "raw Ellersund ferry sails again  harbour-gazette" in said.stdout
    assert "raw Ferry back in service" in said.stdout


def test_for_programs_each_record_is_one_line(run: Any, topics: Settings, producer: KafkaProducer) -> None:
    put(producer, topics.topics().raw.name, RAW["text-with-everything"], b"\xff", None)
    said = run("raw", "--from-beginning", "--json", "-n", "3")
    records = {record["offset"]: record for record in map(json.loads, said.stdout.splitlines())}
    assert [records[n]["value"] for n in range(3)] == [RAW["text-with-everything"], None, None]
    assert records[1]["value_hex"] == "ff"
    assert records[0]["topic"] == topics.topics().raw.name


def test_n_stops_after_so_many_and_seconds_after_so_long(
    run: Any, topics: Settings, producer: KafkaProducer
) -> None:
    put(producer, topics.topics().raw.name, *[RAW["html-page"]] * 5)
    assert len(run("raw", "--from-beginning", "--json", "-n", "2").stdout.splitlines()) == 2
    began = time.monotonic()
    assert len(run("raw", "--from-beginning", "--json", "--seconds", "1.5").stdout.splitlines()) == 5
    assert time.monotonic() - began < 8


def test_by_default_only_what_comes_from_now_on_is_shown(
    topics: Settings, environment: dict[str, str], producer: KafkaProducer
) -> None:
    unique = topics.topics().unique.name
    article = examples("news.articles.unique.v1")["new"]
    put(producer, unique, {**article, "title": "Before"})
    process = follow(environment, "unique", "--json", "-n", "2")
    put(producer, unique, {**article, "title": "After 1"}, {**article, "title": "After 2"})
    found = [json.loads(line)["value"]["title"] for line in lines(process.stdout, 2)]
    assert found == ["After 1", "After 2"]
    assert process.wait(timeout=20) == 0


def test_ctrl_c_ends_it_with_success(environment: dict[str, str], topics: Settings) -> None:
    process = follow(environment, "enriched")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_a_pipe_that_closes_ends_it_quietly(
    environment: dict[str, str], topics: Settings, producer: KafkaProducer
) -> None:
    """`newswire tail raw | head -1`."""
    put(producer, topics.topics().raw.name, *[RAW["html-page"]] * 3)
    process = follow(environment, "raw", "--from-beginning")
    assert process.stdout
    assert "Ferry back" in process.stdout.readline()
    process.stdout.close()
    put(producer, topics.topics().raw.name, *[RAW["html-page"]] * 3)
    assert process.wait(timeout=20) == 0
    assert process.stderr
    assert process.stderr.read() == ""


def test_dead_letters_are_shown_with_their_reason(
    run: Any, topics: Settings, producer: KafkaProducer
) -> None:
    why = dead_letter_headers(
        Rejected(Reason.NOT_JSON, "truncated"),
        topic=topics.topics().raw.name, partition=3, offset=7, stage="dedup", original_headers=None,
    )  # fmt: skip
    put(producer, f"{topics.topic_prefix}news.dead.dedup.v1", b'{"id', headers=why)
    said = run("dead.dedup", "--from-beginning", "-n", "1").stdout
    assert "dead not_json: truncated" in said
    assert "[3]@7, stage dedup, attempt 1" in said


def test_a_full_name_does_as_well_as_a_short_one(run: Any, topics: Settings, producer: KafkaProducer) -> None:
    name = topics.topics().mentions.name
    put(producer, name, examples("news.entities.mentions.v1")["person"])
    assert "Maren Holt PERSON  2x in" in run(name, "--from-beginning", "-n", "1").stdout
    assert (
        run("mentions", "--from-beginning", "-n", "1").stdout
        == run(name, "--from-beginning", "-n", "1").stdout
    )


def test_a_topic_that_is_not_there_is_told_and_not_made(run: Any, topics: Settings) -> None:
    said = run("news.articles.raw.v7")
    assert isinstance(said.exception, Misconfigured)
    assert "newswire topics apply" in str(said.exception)
    with KafkaAdminClient(**client_options(topics, name="test")) as client:
        assert "news.articles.raw.v7" not in client.list_topics()


def test_who_looks_on_leaves_no_trace(topics: Settings, producer: KafkaProducer) -> None:
    """No group: it takes no partition from a worker, and nobody's offsets move."""
    put(producer, topics.topics().raw.name, RAW["html-page"])
    with KafkaAdminClient(**client_options(topics, name="test")) as client:

        def groups() -> set[str]:
            """Return the groups that there are, but for those of other tests on the same Kafka."""
            ids = {str(group["group_id"]) for group in client.list_groups()}
            return {id_ for id_ in ids if id_.startswith(topics.topic_prefix) or not _OTHERS.match(id_)}

        before = groups()
        with reading(topics, [topics.topics().raw.name], from_beginning=True) as reader:
            assert reader.take(wait_s=10)
            during = groups()
        assert (during | groups()) <= before


def test_a_partition_is_read_in_its_order_and_several_by_time(
    topics: Settings, producer: KafkaProducer
) -> None:
    """A replayed record may be older than the one before it in its partition; offsets decide there."""
    raw = topics.topics().raw.name
    for partition, moment in [(0, 5_000), (0, 1_000), (1, 2_000), (1, 9_000), (0, 6_000)]:
        producer.send(raw, value=b"{}", partition=partition, timestamp_ms=moment)
    producer.flush(timeout=20)
    with reading(topics, [raw], from_beginning=True) as reader:
        taken: list[Any] = []
        until = time.monotonic() + 20
        while len(taken) < 5 and time.monotonic() < until:
            taken += reader.take(wait_s=1)
    for partition in (0, 1):
        offsets = [record.offset for record in taken if record.partition == partition]
        assert offsets == sorted(offsets)
    assert len(taken) == 5
