"""No Kafka outlives who started it, however that one ended."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from streams.broker import leash

LEASH = str(Path(leash.__file__))
# A holder that starts a process, puts it on the leash as the broker does, prints its id, and waits.
HOLDER = f"""
import os, subprocess, sys, time
held = subprocess.Popen(sys.argv[1:], start_new_session=True)
leash = [sys.executable, "-I", "-S", {LEASH!r}, str(os.getpid()), str(held.pid)]
subprocess.Popen(leash, start_new_session=True)
print(held.pid, flush=True)
sys.stdin.read()
"""


def alive(process: int) -> bool:
    """Return whether a process runs; a zombie, which waits for an absent parent, does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


Hold = Callable[..., tuple[subprocess.Popen[bytes], int]]


@pytest.fixture
def hold() -> Iterator[Hold]:
    """Start a holder of a command; return it and the id of what it holds."""
    started: list[tuple[subprocess.Popen[bytes], int]] = []

    def start(*command: str) -> tuple[subprocess.Popen[bytes], int]:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert holder.stdout
        held = int(holder.stdout.readline())
        started.append((holder, held))
        return holder, held

    yield start
    for holder, held in started:
        holder.kill()
        holder.communicate()
        if alive(held):
            os.kill(held, signal.SIGKILL)


@pytest.mark.parametrize("killed_by", [signal.SIGKILL, signal.SIGTERM])
def test_what_is_held_ends_with_its_killed_holder(hold: Hold, killed_by: int) -> None:
    holder, held = hold("sleep", "60")
    holder.send_signal(killed_by)
    assert within(10, lambda: not alive(held))


def test_what_is_held_lives_as_long_as_its_holder(hold: Hold) -> None:
    _, held = hold("sleep", "60")
    assert not within(0.5, lambda: not alive(held))


def test_what_is_held_is_asked_to_end_before_it_is_killed(hold: Hold, tmp_path: Path) -> None:
    """Kafka closes its logs on SIGTERM, and then needs no recovery at the next start."""
    mark, ready = tmp_path / "asked", tmp_path / "ready"
    holder, held = hold(
        "sh", "-c", f"trap 'touch {mark}; exit' TERM; touch {ready}; while :; do sleep 0.05; done"
    )
    assert within(10, ready.exists)
    holder.kill()
    assert within(10, lambda: not alive(held))
    assert mark.exists()


def ended() -> int:
    """Return the id of a process that is no more."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_the_leash_is_gone_once_what_it_held_is() -> None:
    leash.main(os.getppid(), ended())


@pytest.mark.parametrize("way", [leash.main, leash._by_polling])
def test_a_holder_that_ended_before_the_leash_began_counts_as_ended(way: Callable[[int, int], None]) -> None:
    held = subprocess.Popen(["sleep", "60"])
    # Our parent is another process than this one, which has ended. Reaped by a thread, as init would.
    threading.Thread(target=held.wait, daemon=True).start()
    way(ended(), held.pid)
    assert held.wait(10) == -signal.SIGTERM


@pytest.mark.parametrize("way", [leash.main, leash._by_polling])
def test_what_does_not_end_when_asked_is_killed(
    way: Callable[[int, int], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(leash, "GRACE_S", 0.3)
    monkeypatch.setattr(leash, "POLL_S", 0.05)
    ready = tmp_path / "ready"
    held = subprocess.Popen(["sh", "-c", f"trap '' TERM; touch {ready}; while :; do sleep 0.05; done"])
    threading.Thread(target=held.wait, daemon=True).start()
    assert within(10, ready.exists)
    way(ended(), held.pid)
    assert held.wait(10) == -signal.SIGKILL
