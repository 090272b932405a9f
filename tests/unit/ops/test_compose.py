"""docker-compose.yml starts what exists.

Real commands, real settings, pinned images, nothing open to the world.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from streams import cli
from streams.broker.jars import locked
from streams.broker.kafka_files import _FIXED as LOCAL_KAFKA
from streams.settings import Settings, variable
from streams.sources.feeds.config import read_feeds
from streams.topics import Stage

ROOT = Path(__file__).parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("newswire:")}
DOCKERFILE = (ROOT / "ops/docker/Dockerfile").read_text("utf-8")


@pytest.fixture(scope="module")
def newswire() -> Any:
    """The command line, as `newswire` assembles it."""
    app = typer.Typer()
    for name in cli._GROUPS:
        import_module(f"streams.cli.{name}").register(app)
    return typer.main.get_command(app)


def on_this_machine(service: dict[str, Any], word: str) -> str:
    """Return the file of this repository that is mounted where a container's command looks."""
    mounts = dict(volume.split(":")[1::-1] for volume in service.get("volumes", []))
    return str(ROOT / mounts[word]) if word in mounts else word


def parse(command: Any, words: list[str]) -> Any:
    """Return the context of the innermost command, every argument of it checked."""
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    return command.make_context(command.name, words)


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_that_newswire_has(newswire: Any, name: str) -> None:
    """A renamed command or option would leave a container that restarts for ever."""
    words = [on_this_machine(OURS[name], word) for word in OURS[name]["command"]]
    assert parse(newswire, words)


def test_a_command_that_newswire_lacks_would_be_noticed(newswire: Any) -> None:
    with pytest.raises(Exception, match="polish"):
        parse(newswire, ["worker", "polish"])
    with pytest.raises(Exception, match="--hard"):
        parse(newswire, ["topics", "apply", "--hard"])


def test_every_stage_runs_after_its_topics_were_made() -> None:
    commands = {tuple(service["command"][:2]) for service in OURS.values()}
    stages = {("worker", stage.value) for stage in Stage if stage is not Stage.INGEST}
    assert commands == {("topics", "apply"), ("ingest", "feeds"), *stages}
    for name in OURS.keys() - {"topics"}:
        assert OURS[name]["depends_on"]["topics"] == {"condition": "service_completed_successfully"}
        assert OURS[name]["depends_on"]["kafka"] == {"condition": "service_healthy"}


def variables() -> Iterator[str]:
    for service in OURS.values():
        yield from service["environment"]
    yield from re.findall(r"\b(NEWSWIRE_\w+)=", DOCKERFILE)


@pytest.mark.parametrize("name", sorted(set(variables())))
def test_every_variable_is_a_setting(name: str) -> None:
    """A misspelt one would be ignored in silence."""
    assert name in {variable(field) for field in Settings.model_fields}


def test_every_value_is_one_that_the_settings_accept(monkeypatch: pytest.MonkeyPatch) -> None:
    for service in OURS.values():
        for name, value in service["environment"].items():
            monkeypatch.setenv(name, value)
        assert Settings().web_host == "0.0.0.0"


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_pinned(name: str) -> None:
    """What `docker compose up` starts must be what was tested."""
    assert re.search(r":v?\d+\.\d+\.\d+$", SERVICES[name]["image"])


def test_newswires_own_image_is_of_this_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version
    assert {service["image"] for service in OURS.values()} == {f"newswire:{version[1]}"}


def test_the_kafka_is_the_one_that_newswire_broker_starts() -> None:
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{locked().kafka}"
    given = SERVICES["kafka"]["environment"]
    alike = {name: value for name, value in LOCAL_KAFKA.items() if "listener" not in name}
    assert alike == {name: given.get("KAFKA_" + name.upper().replace(".", "_")) for name in alike}


def test_kafka_can_be_reached_inside_and_from_the_host() -> None:
    advertised = SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    for service in OURS.values():
        assert f"://{service['environment']['NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS']}" in advertised
    assert f"://{Settings.model_fields['kafka_bootstrap_servers'].default}" in advertised


@pytest.mark.parametrize("name", SERVICES)
def test_whatever_the_host_can_reach_is_on_loopback(name: str) -> None:
    """Nothing here asks for a password."""
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_no_log_can_fill_the_disk_and_every_service_comes_back(name: str) -> None:
    assert SERVICES[name]["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    assert SERVICES[name]["restart"] in {"unless-stopped", "on-failure:3"}


@pytest.mark.parametrize("name", OURS)
def test_newswire_runs_without_rights(name: str) -> None:
    assert OURS[name]["read_only"] is True
    assert OURS[name]["cap_drop"] == ["ALL"]


def test_nothing_secret_is_written_down() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8") + DOCKERFILE
    assert not re.search(r"(?i)(password|secret|token)\w*['\"]?\s*[:=]\s*\S", text)


@pytest.mark.parametrize("name", SERVICES)
def test_every_volume_is_declared_and_every_mounted_file_is_here(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source = volume.split(":")[0]
        assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"]


def test_the_example_of_feeds_can_be_used_as_it_is() -> None:
    feeds = read_feeds(ROOT / "ops/feeds.example.yaml")
    assert len({feed.url for feed in feeds}) == len(feeds) >= 2
    assert all(feed.url.startswith("https://") for feed in feeds)
    assert all(feed.interval.s_min >= 60 for feed in feeds), "an example that many copy must be polite"
