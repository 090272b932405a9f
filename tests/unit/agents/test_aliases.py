"""The file of aliases while a worker runs: read again when it changes, and never in the stream's way."""

import os
import threading
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from streams.agents import aliases as module
from streams.agents.aliases import LOOK_S, AliasFile
from streams.domain.aliases import NONE, Aliases
from streams.errors import Misconfigured
from tests.clock import Clock

ONE = "aliases: [{name: Harbour Bank, label: ORG, aliases: [HBK]}]"
TWO = "aliases: [{name: Hale Bank, label: ORG, aliases: [HBK]}]"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aliases.yaml"


async def bank(file: AliasFile) -> str | None:
    """Return the id that HBK stands for."""
    known = (await file.current()).of("ORG", ("hbk",))
    return known.id if known else None


def written(path: Path, text: str, *, at_s: int) -> None:
    """Write the file as if at this time, so that no two states of it look alike."""
    path.write_text(text, "utf-8")
    os.utime(path, (at_s, at_s))


def gone(path: Path) -> None:
    """Remove the file."""
    path.unlink()


async def test_without_a_file_there_is_no_list() -> None:
    assert await AliasFile(None).current() is NONE


async def test_a_changed_file_is_in_force_after_three_seconds(path: Path, clock: Clock) -> None:
    written(path, ONE, at_s=1)
    file = AliasFile(path, clock=clock)
    assert await bank(file) == "org:harbour-bank"
    written(path, TWO, at_s=2)
    assert await bank(file) == "org:harbour-bank"
    clock.now += LOOK_S
    assert await bank(file) == "org:hale-bank"


@pytest.mark.parametrize("broken", ["aliases: [", "aliases: [{name: HBK}]", "\x00"])
async def test_a_broken_file_is_told_once_and_the_list_before_it_stays(
    path: Path, clock: Clock, broken: str
) -> None:
    written(path, ONE, at_s=1)
    file = AliasFile(path, clock=clock)
    written(path, broken, at_s=2)
    with capture_logs() as logs:
        for _ in range(5):
            clock.now += LOOK_S
            assert await bank(file) == "org:harbour-bank"
    assert [log["log_level"] for log in logs] == ["warning"]
    written(path, TWO, at_s=3)
    clock.now += LOOK_S
    assert await bank(file) == "org:hale-bank"


async def test_a_file_that_is_gone_is_told_once_and_its_list_stays(path: Path, clock: Clock) -> None:
    written(path, ONE, at_s=1)
    file = AliasFile(path, clock=clock)
    gone(path)
    with capture_logs() as logs:
        for _ in range(3):
            clock.now += LOOK_S
            assert await bank(file) == "org:harbour-bank"
    assert len(logs) == 1


@pytest.mark.parametrize("text", [None, "aliases: ["])
def test_a_file_that_cannot_be_read_at_the_start_is_refused(path: Path, text: str | None) -> None:
    """Else a slip in the setting would publish other ids than were asked for, until somebody wonders."""
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(Misconfigured, match=r"aliases\.yaml"):
        AliasFile(path)


async def test_the_event_loop_goes_on_while_a_list_is_read(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long list takes seconds; heartbeats must not wait for it, or the worker falls out of its group."""
    written(path, ONE, at_s=1)
    file = AliasFile(path, clock=clock)
    readers: list[int] = []

    def reading(_: Path) -> Aliases:
        readers.append(threading.get_ident())
        return NONE

    monkeypatch.setattr(module, "aliases_of", reading)
    written(path, TWO, at_s=2)
    clock.now += LOOK_S
    await file.current()
    assert len(readers) == 1
    assert readers[0] != threading.get_ident()
