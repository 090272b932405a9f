"""A Kafka that does not end when asked is ended all the same."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from streams.broker import kafka_process
from streams.broker.kafka_process import run, spawn
from streams.errors import Misconfigured

DEAF = "trap '' TERM; echo ready; while :; do sleep 0.05; done"


def test_one_that_ignores_being_asked_is_killed_after_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_process, "STOP_S_MAX", 0.3)
    log = tmp_path / "kafka.log"
    deaf = spawn(["sh", "-c", DEAF], log=log, inherited=0)
    deadline = time.monotonic() + 10
    while not log.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    deaf.end()
    assert deaf.process.returncode == -signal.SIGKILL
    assert deaf.leash.returncode is not None


def test_what_it_prints_is_added_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "kafka.log"
    log.write_text("before\n")
    assert run(["sh", "-c", "echo out; echo err >&2; exit 3"], log=log, s_max=10) == 3
    assert log.read_text() == "before\nout\nerr\n"


def test_one_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run(["sleep", "60"], log=tmp_path / "log", s_max=0.1)


def test_a_program_that_cannot_be_run_is_the_operators_to_mend(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="NEWSWIRE_JAVA_HOME"):
        run([str(tmp_path / "java")], log=tmp_path / "log", s_max=1)
