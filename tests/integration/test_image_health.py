"""The image's health check, run as it stands in the Dockerfile, tells a live worker from a stuck one."""

import subprocess
import sys

import pytest

from streams.health import serve
from tests.compose import image_health


def check(port: int) -> int:
    """Return the exit code of the image's health check, asking at this port."""
    _python, *arguments = image_health()
    moved = [argument.replace(":9460/", f":{port}/") for argument in arguments]
    return subprocess.run([sys.executable, *moved], capture_output=True, check=False).returncode


@pytest.mark.parametrize(("stuck", "code"), [(None, 0), ("no progress for 60 s", 1)])
def test_a_worker_is_healthy_as_long_as_it_says_that_it_lives(stuck: str | None, code: int) -> None:
    with serve("127.0.0.1", 0, live=lambda: stuck, ready=lambda: None) as server:
        assert check(server.port) == code


def test_a_worker_that_does_not_answer_is_unhealthy() -> None:
    with serve("127.0.0.1", 0, live=lambda: None, ready=lambda: None) as server:
        port = server.port
    assert check(port) == 1
