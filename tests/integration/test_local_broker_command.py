"""`newswire broker` at a terminal: what it prints, how it ends, and with which exit code."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from streams.broker.folder import claim
from streams.broker.kafka_process import answers

NEWSWIRE = str(Path(sys.executable).with_name("newswire"))
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(jars: tuple[Path, ...], tmp_path: Path) -> Iterator[Start]:
    """Start `newswire broker` on a folder of this test's own, in a process group as a shell does."""
    started: list[subprocess.Popen[str]] = []

    def run(*options: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [NEWSWIRE, "broker", "--data-dir", str(tmp_path / "kafka"), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
            # No test leans on the network: the jars are in the cache by now.
            env=dict(os.environ) | {"HTTPS_PROXY": "http://127.0.0.1:9"},
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def commands_running() -> list[str]:
    """Return the command line of every process of this machine."""
    listed = subprocess.run(["ps", "-ww", "-A", "-o", "args="], capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def bootstrap_servers(process: "subprocess.Popen[str]") -> str:
    """Return what the command says to export, once it has said it."""
    assert process.stdout
    line = process.stdout.readline()
    found = re.fullmatch(r"export NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS=(127\.0\.0\.1:\d+)\n", line)
    assert found, line + process.communicate()[1]
    return found[1]


def test_it_serves_where_it_says_until_ctrl_c_and_then_ends_cleanly(start: Start, tmp_path: Path) -> None:
    """A terminal sends Ctrl-C to the whole group; Kafka must get its chance to close its logs."""
    process = start("--port", "0")
    port = int(bootstrap_servers(process).rpartition(":")[2])
    cluster = re.search(
        r"cluster\.id=(\S+)", (tmp_path / "kafka" / "data" / "meta.properties").read_text("utf-8")
    )
    assert cluster
    assert answers(port, cluster=cluster[1])
    assert not answers(port, cluster="another")
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert f"its log: {tmp_path / 'kafka' / 'kafka.log'}" in err
    assert err.endswith("stopped\n")
    assert not answers(port, cluster=cluster[1])
    assert "shut down completed" in (tmp_path / "kafka" / "kafka.log").read_text("utf-8")


def test_told_to_end_while_starting_it_leaves_nothing_running(start: Start, tmp_path: Path) -> None:
    process = start("--port", "0")
    assert process.stderr
    assert "starting Kafka" in process.stderr.readline()
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 0
    claim(tmp_path / "kafka" / "broker.lock").release()
    assert [line for line in commands_running() if str(tmp_path) in line] == []


def test_when_kafka_dies_the_command_says_so_and_fails(start: Start, tmp_path: Path) -> None:
    process = start("--port", "0")
    bootstrap_servers(process)
    holder = (tmp_path / "kafka" / "broker.lock").read_text("utf-8")
    kafka = re.search(r"process (\d+)", holder)
    assert kafka
    os.kill(int(kafka[1]), signal.SIGKILL)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 3
    assert "newswire: Kafka has ended (exit code -9)" in err
    assert str(tmp_path / "kafka" / "kafka.log") in err


def test_a_taken_port_is_the_operators_to_mend(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = start("--port", str(other.getsockname()[1]))
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "is taken by another program" in err


def test_its_help_names_the_settings_and_exit_codes() -> None:
    text = subprocess.run([NEWSWIRE, "broker", "--help"], capture_output=True, text=True, check=True).stdout
    for word in ("--port", "--data-dir", "NEWSWIRE_DATA_DIR", "NEWSWIRE_CACHE_DIR", "Exit codes", "Ctrl-C"):
        assert word in text


def test_the_wait_for_kafka_never_mistakes_silence_for_an_answer() -> None:
    """A program that accepts and says nothing is no Kafka, and costs two seconds at most."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        began = time.monotonic()
        assert not answers(mute.getsockname()[1], cluster="any")
        assert time.monotonic() - began < 5
