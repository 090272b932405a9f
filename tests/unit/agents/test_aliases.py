"""The file of aliases while a worker runs: read again when it changes, and never in the stream's way."""

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from streams.agents.aliases import LOOK_S, AliasFile
from streams.domain.aliases import NONE

ONE = "aliases: [{name: Harbour Bank, label: ORG, aliases: [HBK]}]"
TWO = "aliases: [{name: Hale Bank, label: ORG, aliases: [HBK]}]"


class Clock:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aliases.yaml"


def bank(file: AliasFile) -> str | None:
    """Return the id that HBK stands for."""
    known = file.current().of("ORG", ("hbk",))
    return known.id if known else None


def written(path: Path, text: str, *, at_s: int) -> None:
    """Write the file as if at this time, so that no two states of it look alike."""
    path.write_text(text, "utf-8")
    os.utime(path, (at_s, at_s))


def test_without_a_file_there_is_no_list() -> None:
    assert AliasFile(None).current() is NONE


def test_a_changed_file_is_in_force_after_three_seconds(path: Path, clock: Clock) -> None:
    written(path, ONE, at_s=1)
    file = AliasFile(path, clock=clock)
    assert bank(file) == "org:harbour-bank"
    written(path, TWO, at_s=2)
    assert bank(file) == "org:harbour-bank"
    clock.now += LOOK_S
    assert bank(file) == "org:hale-bank"


@pytest.mark.parametrize("broken", ["aliases: [", "aliases: [{name: HBK}]", "\x00"])
def test_a_broken_file_is_told_once_and_the_list_before_it_stays(
    path: Path, clock: Clock, broken: str
) -> None:
    written(path, ONE, at_s=1)
    file = AliasFile(path, clock=clock)
    assert bank(file) == "org:harbour-bank"
    written(path, broken, at_s=2)
    with capture_logs() as logs:
        for _ in range(5):
            clock.now += LOOK_S
            assert bank(file) == "org:harbour-bank"
    assert [log["log_level"] for log in logs] == ["warning"]
    written(path, TWO, at_s=3)
    clock.now += LOOK_S
    assert bank(file) == "org:hale-bank"


def test_a_file_that_is_gone_or_not_there_yet_is_told_once(path: Path, clock: Clock) -> None:
    file = AliasFile(path, clock=clock)
    with capture_logs() as logs:
        for _ in range(3):
            assert bank(file) is None
            clock.now += LOOK_S
    assert len(logs) == 1
    written(path, ONE, at_s=1)
    assert bank(file) == "org:harbour-bank"
    path.unlink()
    clock.now += LOOK_S
    assert bank(file) == "org:harbour-bank"
