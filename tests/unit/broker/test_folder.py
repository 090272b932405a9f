"""A folder has one broker at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from streams.broker import folder as folders
from streams.broker.folder import claim, require_space
from streams.errors import Misconfigured, Unavailable


def test_a_second_broker_learns_who_has_the_folder(tmp_path: Path) -> None:
    first = claim(tmp_path / "broker.lock")
    first.note("process 4711, 127.0.0.1:9092")
    with pytest.raises(Misconfigured, match=r"in use by another broker \(process 4711, 127\.0\.0\.1:9092\)"):
        claim(tmp_path / "broker.lock")
    first.release()


def test_a_folder_given_back_can_be_taken_again(tmp_path: Path) -> None:
    claim(tmp_path / "broker.lock").release()
    claim(tmp_path / "broker.lock").release()


def test_the_folder_stays_taken_while_the_process_lives_that_inherited_the_claim(tmp_path: Path) -> None:
    """A Kafka that is still ending, its holder killed, must not meet a second one on its data."""
    first = claim(tmp_path / "broker.lock")
    kafka = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"],
        stdin=subprocess.PIPE,
        pass_fds=(first.descriptor,),
    )
    os.close(first.descriptor)  # what killing the holder does
    with pytest.raises(Misconfigured, match="in use by another broker"):
        claim(tmp_path / "broker.lock")
    kafka.communicate()
    claim(tmp_path / "broker.lock").release()


def test_a_nearly_full_disk_is_refused_before_kafka_fails_on_it_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_space(tmp_path)
    monkeypatch.setattr(folders, "FREE_MB_MIN", 10**9)
    with pytest.raises(
        Unavailable, match=r"is full: [0-9]+ MB free, Kafka needs 1000000000.*NEWSWIRE_DATA_DIR"
    ):
        require_space(tmp_path)
