"""ops/systemd starts what exists, without rights, and starts it again where that may help and only there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from streams.broker.admin import CONNECT_MS_MAX, REQUEST_MS_MAX
from streams.nlp.worker import ENDING_S_MAX
from streams.settings import WEB_PORTS, Settings, variable
from streams.topics import Stage
from tests.manifests import KUBERNETES, ROOT, accept, variables

FOLDER = ROOT / "ops/systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
# Each unit as it is started, and the file that it is made from.
STARTED = {
    "newswire-ingest": "newswire-ingest.service",
    "newswire-topics": "newswire-topics.service",
    "newswire-worker@dedup": "newswire-worker@.service",
    "newswire-worker@dedup-2": "newswire-worker@.service",
    "newswire-worker@enrich": "newswire-worker@.service",
    "newswire-worker@watch": "newswire-worker@.service",
}
LASTING = [name for name in STARTED if name != "newswire-topics"]
STOP_S = Settings.model_fields["stop_timeout_s"].default
STOPS_UNDER_LOAD_S = 20  # at most: test_a_worker_tells_its_health_and_stops_cleanly_under_load

every_unit = pytest.mark.parametrize("name", STARTED)
every_service = pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)


def said(path: Path, key: str) -> list[str]:
    """Return the values of a key of a unit, in their order."""
    lines = path.read_text("utf-8").splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{key}=")]


def told(name: str) -> dict[str, str]:
    """Return the environment in which systemd starts a unit, the example files in /etc/newswire."""
    unit, instance = FOLDER / STARTED[name], name.partition("@")[2]
    environment: dict[str, str] = {}
    for pair in said(unit, "Environment"):
        setting, _, value = pair.replace("%S", "/var/lib").replace("%i", instance).partition("=")
        environment[setting] = value
    for file in said(unit, "EnvironmentFile"):
        example = FOLDER / Path(file.replace("%i", instance)).name
        if example.exists() or not file.startswith("-"):
            environment |= variables(example)
    return environment


def command(name: str) -> list[str]:
    """Return the words that systemd runs, variables put in."""
    (line,) = said(FOLDER / STARTED[name], "ExecStart")
    return [told(name)[word[2:-1]] if word.startswith("${") else word for word in line.split()]


def natively(name: str, **more: str) -> "subprocess.CompletedProcess[bytes]":
    """Run what a unit runs, in its environment and hardly any other."""
    kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(ROOT)}
    ran = [sys.executable, "-m", "streams.cli", *command(name)[1:]]
    return subprocess.run(ran, env=kept | told(name) | more, cwd="/", capture_output=True, check=False)


@every_unit
def test_its_command_is_one_that_newswire_has(name: str) -> None:
    program, *words = command(name)
    assert program == "/opt/newswire/bin/newswire"
    feeds = str(KUBERNETES / "common/feeds.yaml")
    assert accept([feeds if word == "/etc/newswire/feeds.yaml" else word for word in words])


@every_unit
def test_its_settings_exist(name: str) -> None:
    """A misspelt one would be ignored in silence; those that are commented out are meant to be used, too."""
    text = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.env"))
    shown = set(re.findall(r"^#?(NEWSWIRE_\w+)=", text, re.MULTILINE))
    known = {variable(field) for field in Settings.model_fields}
    assert shown | {name for name in told(name) if name != "STAGE"} <= known


@pytest.mark.parametrize("name", LASTING)
def test_its_settings_are_accepted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for setting, value in told(name).items():
        monkeypatch.setenv(setting, value)
    assert str(Settings().data_dir) == told(name)[variable("data_dir")]
    assert Settings().web_host == "127.0.0.1"


def test_no_two_share_a_folder_or_a_port() -> None:
    folders = {told(name)[variable("data_dir")] for name in LASTING}
    ports = {
        int(told(name).get(variable("web_port"), WEB_PORTS[Stage(told(name).get("STAGE", Stage.INGEST))]))
        for name in LASTING
    }
    assert len(folders) == len(ports) == len(LASTING)


def test_what_a_person_must_mend_is_not_started_again_and_what_may_pass_is() -> None:
    """Started with a setting that cannot be, it ends with the code that is left alone."""
    wrong = natively("newswire-worker@dedup-2", **{variable("web_port"): "many"})
    assert b"NEWSWIRE_WEB_PORT='many'" in wrong.stderr
    for unit in {STARTED[name] for name in LASTING}:
        assert said(FOLDER / unit, "Restart") == ["on-failure"]
        assert said(FOLDER / unit, "RestartPreventExitStatus") == [str(wrong.returncode)] == ["2"]


@pytest.mark.parametrize("name", LASTING)
def test_kafka_is_waited_for_without_end_and_a_crash_at_once_is_not_repeated_for_ever(name: str) -> None:
    unit = FOLDER / STARTED[name]
    rest_s, within_s, starts = (
        int(said(unit, key)[0]) for key in ("RestartSec", "StartLimitIntervalSec", "StartLimitBurst")
    )
    assert starts * rest_s < within_s < starts * (rest_s + CONNECT_MS_MAX / 1000)


@pytest.mark.parametrize("name", LASTING)
def test_whoever_is_asked_to_stop_has_the_time_to(name: str) -> None:
    (stop_s,) = said(FOLDER / STARTED[name], "TimeoutStopSec")
    assert max(STOP_S, ENDING_S_MAX, STOPS_UNDER_LOAD_S) < int(stop_s) <= 60


@pytest.mark.parametrize("name", LASTING)
def test_one_that_is_stuck_is_started_again_and_one_that_starts_slowly_is_not(name: str) -> None:
    """It begins to tell that it lives once it serves /livez: see tests/integration/test_health.py."""
    unit = FOLDER / STARTED[name]
    assert said(unit, "Type") == ["notify"]
    silent_s, start_s = (int(said(unit, key)[0]) for key in ("WatchdogSec", "TimeoutStartSec"))
    two_connections_s = 2 * (CONNECT_MS_MAX + REQUEST_MS_MAX) / 1000
    assert 0 < silent_s <= 60
    assert start_s > two_connections_s + 60


def test_the_end_of_a_reading_process_is_the_workers_affair() -> None:
    """Asked to end by systemd as well, one would look as if its text had killed it."""
    unit = FOLDER / "newswire-worker@.service"
    assert (said(unit, "KillMode"), said(unit, "OOMPolicy")) == (["mixed"], ["continue"])


@pytest.mark.parametrize("name", LASTING)
def test_it_may_write_to_its_own_folder_only(name: str) -> None:
    unit, instance = FOLDER / STARTED[name], name.partition("@")[2]
    (folder,) = said(unit, "StateDirectory")
    assert said(unit, "ProtectSystem") == ["strict"]
    assert f"/var/lib/{folder.replace('%i', instance)}" == told(name)[variable("data_dir")]
    assert said(unit, "PartOf") == said(unit, "WantedBy") == ["newswire.target"]


@every_service
def test_it_runs_as_a_user_without_rights_who_is_made(path: Path) -> None:
    made = re.findall(r"^u (\w+) ", (FOLDER / "newswire.sysusers.conf").read_text("utf-8"), re.MULTILINE)
    assert said(path, "User") == said(path, "Group") == made
    assert (said(path, "NoNewPrivileges"), said(path, "CapabilityBoundingSet")) == (["yes"], [""])
