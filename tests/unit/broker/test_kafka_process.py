"""A program of Kafka's that ends by itself."""

import subprocess
from pathlib import Path

import pytest

from streams.broker.kafka_process import run
from streams.errors import Misconfigured


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
