"""The local Kafka is a real one, keeps what it is given, and is gone when it should be."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import NewTopic

from streams.broker.java import find_java
from streams.broker.local import LocalBroker, local_broker
from streams.errors import Misconfigured
from streams.settings import settings

HOLDER = """
import sys, time
from pathlib import Path
from streams.broker.local import local_broker
with local_broker(Path(sys.argv[1]), cache_dir=Path(sys.argv[2])) as broker:
    print(broker.process.pid, flush=True)
    time.sleep(120)
"""


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


@pytest.fixture
def admin(kafka: str) -> Iterator[KafkaAdminClient]:
    client = KafkaAdminClient(bootstrap_servers=kafka)
    yield client
    client.close()


def test_the_broker_of_the_fixtures_answers(admin: KafkaAdminClient) -> None:
    """Every other integration test leans on this."""
    assert len(admin.describe_cluster()["brokers"]) >= 1


def test_a_folder_belongs_to_one_broker_at_a_time_and_keeps_topics_and_records_for_the_next(
    tmp_path: Path, jars: tuple[Path, ...]
) -> None:
    """Stopping a broker overnight must not cost anyone their topics."""
    java = find_java()
    broker = LocalBroker(tmp_path, java=java, jars=jars)
    with broker:
        free_later = int(broker.bootstrap_servers.rpartition(":")[2])
        made = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
        made.create_topics([NewTopic("kept", num_partitions=3, replication_factor=1)])
        made.close()
        producer = KafkaProducer(bootstrap_servers=broker.bootstrap_servers)
        producer.send("kept", b"yesterday's news").get(20)
        producer.close()
        # Two Kafkas on one folder would corrupt it; the second is refused, and the first goes on.
        in_use = rf"in use by another broker \(process {broker.process.pid}, {broker.bootstrap_servers}\)"
        with pytest.raises(Misconfigured, match=in_use):
            LocalBroker(tmp_path, java=java, jars=jars).start()
        broker.check()
    with LocalBroker(tmp_path, java=java, jars=jars, port=free_later) as again:
        assert again.bootstrap_servers == f"127.0.0.1:{free_later}"
        consumer = KafkaConsumer(
            "kept",
            bootstrap_servers=again.bootstrap_servers,
            auto_offset_reset="earliest",
            consumer_timeout_ms=20_000,
        )
        assert next(iter(consumer)).value == b"yesterday's news"
        assert len(consumer.partitions_for_topic("kept")) == 3
        consumer.close()


def test_kafka_ends_when_its_holder_is_killed_and_the_folder_is_free_again(
    tmp_path: Path, jars: tuple[Path, ...]
) -> None:
    """An orphan would hold the port, the folder and 300 MB until somebody noticed."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), str(settings().cache_dir)], stdout=subprocess.PIPE
    )
    assert holder.stdout
    kafka = int(holder.stdout.readline())
    holder.kill()
    holder.communicate()
    assert within(20, lambda: not _runs(kafka))
    assert "shut down completed" in (tmp_path / "kafka.log").read_text("utf-8")
    with local_broker(tmp_path, cache_dir=settings().cache_dir) as broker:
        broker.check()


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
