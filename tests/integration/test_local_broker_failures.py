"""A Kafka that cannot start or go on says why, where its log is and what to do; nothing is left running."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaProducer
from kafka.errors import KafkaError

from streams.broker import local
from streams.broker.diagnosis import PortTaken
from streams.broker.folder import claim
from streams.broker.java import find_java
from streams.broker.local import LocalBroker, local_broker
from streams.errors import Misconfigured, Unavailable
from streams.settings import settings

# Prepares a folder as Kafka does, so that the next call is the one that matters.
PREPARES = """#!/bin/sh
case "$*" in
*StorageTool*) mkdir -p {folder}/data; echo cluster.id=n > {folder}/data/meta.properties; exit;;
esac
"""


def a_java(home: Path, script: str) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    java = home / "java"
    java.write_text(script)
    java.chmod(0o755)
    return java


def is_free(folder: Path) -> bool:
    """Return whether nobody holds the folder: also a Kafka left running would."""
    claim(folder / "broker.lock").release()
    return True


def test_a_kafka_that_dies_while_starting_is_quoted(tmp_path: Path, jars: tuple[Path, ...]) -> None:
    broker = LocalBroker(tmp_path, java=find_java(), jars=jars, extra={"num.io.threads": "0"})
    with pytest.raises(Unavailable) as failure:
        broker.start()
    assert "num.io.threads" in str(failure.value)
    assert str(tmp_path / "kafka.log") in str(failure.value)
    assert "NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS" in str(failure.value)
    assert is_free(tmp_path)


def test_a_kafka_that_hangs_while_starting_is_ended_in_time(tmp_path: Path) -> None:
    java = a_java(tmp_path / "jdk", PREPARES.format(folder=tmp_path) + "echo INFO thinking\nexec sleep 300\n")
    broker = LocalBroker(tmp_path, java=java, jars=(), start_s_max=0.5)
    began = time.monotonic()
    with pytest.raises(Unavailable, match="did not answer within 0 s and was ended: INFO thinking"):
        broker.start()
    assert time.monotonic() - began < 10
    assert is_free(tmp_path)


def test_a_kafka_that_hangs_while_preparing_its_folder_is_ended_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "FORMAT_S_MAX", 0.3)
    java = a_java(tmp_path / "jdk", "#!/bin/sh\nexec sleep 300\n")
    with pytest.raises(Unavailable, match="did not prepare"):
        LocalBroker(tmp_path, java=java, jars=()).start()
    assert is_free(tmp_path)


def test_a_kafka_that_cannot_prepare_its_folder_is_quoted(tmp_path: Path) -> None:
    java = a_java(tmp_path / "jdk", "#!/bin/sh\necho ERROR no\nexit 1\n")
    with pytest.raises(Unavailable, match=r"could not prepare .* \(exit code 1\): ERROR no"):
        LocalBroker(tmp_path, java=java, jars=()).start()


def test_a_kafka_killed_in_use_is_noticed(tmp_path: Path, jars: tuple[Path, ...]) -> None:
    with LocalBroker(tmp_path, java=find_java(), jars=jars) as broker:
        broker.process.kill()
        broker.process.wait()
        with pytest.raises(Unavailable, match=r"Kafka has ended \(exit code -9\).*kafka\.log"):
            broker.check()


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path, jars: tuple[Path, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Misconfigured, match=rf"port {port} .* is taken by another program.*--port"):
            LocalBroker(tmp_path, java=find_java(), jars=jars, port=port).start()
    assert is_free(tmp_path)


def test_a_port_lost_between_choosing_and_listening_is_chosen_again(tmp_path: Path) -> None:
    """Free ports are only known to have been free."""
    java = a_java(
        tmp_path / "jdk",
        PREPARES.format(folder=tmp_path)
        + f"echo try >> {tmp_path}/tries\necho Address already in use\nexit 1\n",
    )
    with pytest.raises(PortTaken):
        LocalBroker(tmp_path, java=java, jars=()).start()
    assert (tmp_path / "tries").read_text() == "try\n" * 3


def test_a_java_that_does_not_run_names_its_setting(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"no/java cannot be run .* Set NEWSWIRE_JAVA_HOME"):
        LocalBroker(tmp_path, java=Path("/no/java"), jars=()).start()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="is not a folder"):
        LocalBroker(tmp_path / "file", java=find_java(), jars=()).start()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 MB, all of it free."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(mounted)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root and the right to mount")
    yield mounted
    subprocess.run(["umount", "--lazy", str(mounted)], check=True)


def fill(disk: Path, *, leaving_mb: int) -> None:
    size = shutil.disk_usage(disk).free - leaving_mb * 1_000_000
    with (disk / "ballast").open("wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, size)


def test_a_full_disk_is_said_at_the_start(small_disk: Path, jars: tuple[Path, ...]) -> None:
    fill(small_disk, leaving_mb=20)
    with pytest.raises(Unavailable, match=r"the disk under .* is full: \d+ MB free"):
        LocalBroker(small_disk / "kafka", java=find_java(), jars=jars).start()


def test_a_disk_that_fills_up_in_use_is_what_ended_kafka(small_disk: Path, jars: tuple[Path, ...]) -> None:
    topic_settings = {"auto.create.topics.enable": "true"}
    with LocalBroker(small_disk, java=find_java(), jars=jars, extra=topic_settings) as broker:
        producer = KafkaProducer(
            bootstrap_servers=broker.bootstrap_servers, request_timeout_ms=2_000, delivery_timeout_ms=3_000
        )
        producer.send("news", b"first").get(30)
        fill(small_disk, leaving_mb=1)
        deadline = time.monotonic() + 60
        while broker.process.poll() is None and time.monotonic() < deadline:
            try:
                producer.send("news", os.urandom(200_000)).get(2)
            except KafkaError:
                time.sleep(0.1)
        with pytest.raises(Unavailable, match=r"Kafka has ended .*: the disk under .* is full"):
            broker.check()
        producer.close()


def test_without_network_the_first_start_says_what_it_needs_it_for(
    tmp_path: Path, jars: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real client, with a proxy at which nobody answers."""
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with (
        pytest.raises(Unavailable, match=r"could not be fetched.*first start needs the network"),
        local_broker(tmp_path / "kafka", cache_dir=tmp_path / "cache"),
    ):
        pass
    with local_broker(tmp_path / "kafka", cache_dir=settings().cache_dir) as broker:
        broker.check()  # the later start that the message promises
