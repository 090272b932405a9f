"""A program on a leash ends when it is told to, and whoever started it always knows that it did."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.broker.leashed import signals_held, start

DEAF = "trap '' TERM; echo ready; while :; do sleep 0.05; done"


@pytest.fixture
def raising() -> Iterator[None]:
    """SIGTERM raises here, as it does in the commands that start something."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, interrupt)
    yield
    signal.signal(signal.SIGTERM, former)


def test_one_that_ignores_being_asked_is_killed_after_its_time(tmp_path: Path) -> None:
    log = tmp_path / "log"
    deaf = start(["sh", "-c", DEAF], log=log)
    deadline = time.monotonic() + 10
    while not log.read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    deaf.end(s_max=0.3)
    assert deaf.process.returncode == -signal.SIGKILL
    assert deaf.leash.returncode is not None


def test_a_signal_is_held_until_what_was_started_is_known(raising: None) -> None:
    known: list[str] = []

    def start_one() -> None:
        with signals_held():
            signal.raise_signal(signal.SIGTERM)
            known.append("one")

    with pytest.raises(KeyboardInterrupt):
        start_one()
    assert known == ["one"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)


def test_what_is_started_meanwhile_can_be_told_to_end() -> None:
    """A signal that was blocked or ignored would be so in the program, too."""
    with signals_held():
        program = subprocess.Popen(["sleep", "60"])
    program.terminate()
    assert program.wait(10) == -signal.SIGTERM


def test_beside_the_main_thread_nothing_is_held() -> None:
    before = signal.getsignal(signal.SIGTERM)

    def hold() -> None:
        with signals_held():
            assert signal.getsignal(signal.SIGTERM) is before

    thread = threading.Thread(target=hold)
    thread.start()
    thread.join()


def test_without_a_leash_the_program_is_not_left_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    with pytest.raises(FileNotFoundError):
        start(["sleep", "60"], log=tmp_path / "log")
    assert [program.returncode for program in started] == [-signal.SIGKILL]
