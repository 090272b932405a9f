"""systemd, asked without being run: it understands every word of ops/systemd, and finds it well shut in."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.manifests import ROOT

FOLDER = ROOT / "ops/systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
# What every system has, and the units refer to.
GIVEN = ("basic", "multi-user", "network-online", "shutdown", "sysinit")
EXPOSURE_MAX = 2.0  # of ten; a service that says nothing has 9.6


def started(path: Path) -> str:
    """Return what a unit is called when it is started."""
    return path.name.replace("@.", "@dedup.")


def systemd(tool: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed; it comes with systemd")
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A file system on which newswire is installed, as far as systemd looks at it."""
    units, program = tmp_path / "etc/systemd/system", tmp_path / "opt/newswire/bin/newswire"
    units.mkdir(parents=True)
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for name in GIVEN:
        (units / f"{name}.target").write_text(f"[Unit]\nDescription={name}\n")
    for path in [*SERVICES, FOLDER / "newswire.target"]:
        shutil.copy(path, units)
    return tmp_path


@pytest.mark.parametrize("path", [*SERVICES, FOLDER / "newswire.target"], ids=lambda path: path.name)
def test_systemd_understands_every_word_of_it(path: Path, machine: Path) -> None:
    checked = systemd("systemd-analyze", "verify", "--man=no", f"--root={machine}", started(path))
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_word_that_systemd_lacks_would_be_noticed(machine: Path) -> None:
    unit = machine / "etc/systemd/system/newswire-ingest.service"
    unit.write_text(unit.read_text("utf-8").replace("Restart=", "Restarts="))
    checked = systemd("systemd-analyze", "verify", "--man=no", f"--root={machine}", unit.name)
    assert "Restarts" in checked.stderr


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_systemd_finds_it_well_shut_in(path: Path, machine: Path) -> None:
    name = started(path)
    shutil.copy(path, machine / "etc/systemd/system" / name)
    bound = f"--threshold={EXPOSURE_MAX * 10:.0f}"
    checked = systemd("systemd-analyze", "security", "--offline=yes", bound, f"--root={machine}", name)
    assert checked.returncode == 0, checked.stdout[-200:] + checked.stderr


def test_systemd_makes_the_user(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    made = systemd("systemd-sysusers", f"--root={tmp_path}", str(FOLDER / "newswire.sysusers.conf"))
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "etc/passwd").read_text("utf-8").startswith("newswire:")
