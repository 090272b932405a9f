"""docker-compose.yml starts what exists.

Real commands, real settings, pinned images, nothing open to the world.
"""

import re
import subprocess
import sys
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
from tests.compose import (
    COMPOSE,
    DOCKERFILE,
    OURS,
    SERVICES,
    Places,
    health,
    memory_limit,
    pids_limit,
    seconds,
)
from tests.composed import kafka_properties
from tests.documents import ROOT
from tests.manifests import container, pods


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


def checked(file: Path) -> "subprocess.CompletedProcess[str]":
    """Return what the schema of the Compose specification says of a file."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_schema_of_compose_accepts_the_file() -> None:
    done = checked(ROOT / "docker-compose.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_word_that_compose_does_not_know_would_be_noticed(tmp_path: Path) -> None:
    service = SERVICES["kafka"] | {"restarts": "always"}
    (tmp_path / "compose.yml").write_text(yaml.safe_dump({"services": {"kafka": service}}))
    done = checked(tmp_path / "compose.yml")
    assert done.returncode == 1
    assert "restarts" in done.stdout


def test_no_service_depends_on_one_that_is_not_there_or_never_healthy() -> None:
    """The schema cannot see it."""
    for service in SERVICES.values():
        for name, asked in service.get("depends_on", {}).items():
            assert bool(health(name)) == (asked["condition"] == "service_healthy")


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


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_runs_wild_leaves_the_others_alone(name: str) -> None:
    """That the limits have room is seen of a line that runs, in tests/integration/test_prometheus.py."""
    assert 0 < float(SERVICES[name]["deploy"]["resources"]["limits"]["cpus"]) <= 2
    assert 2**27 <= memory_limit(name) <= 2**32
    assert 64 <= pids_limit(name) <= 512


def test_the_limits_are_those_of_kubernetes() -> None:
    """One measurement, in docs/benchmarks.md, is behind both."""
    for name in OURS.keys() - {"topics"}:
        given = container(pods()[f"newswire-{name}"])["resources"]["limits"]
        amount, unit = given["memory"][:-2], given["memory"][-2:]
        assert memory_limit(name) == int(amount) * {"Mi": 2**20, "Gi": 2**30}[unit]
        assert SERVICES[name]["deploy"]["resources"]["limits"]["cpus"] == given["cpu"]


def test_the_heap_of_kafka_leaves_as_much_for_what_is_not_heap() -> None:
    heap = SERVICES["kafka"]["environment"]["KAFKA_HEAP_OPTS"]
    assert heap == "-Xmx1g"
    assert memory_limit("kafka") == 2 * 2**30


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_asked_whether_it_is_well_and_granted_time_to_end(name: str) -> None:
    assert seconds(SERVICES[name]["stop_grace_period"]) >= 10
    assert health(name) or name == "topics", "what ends by itself is not asked"


def test_a_worker_is_granted_more_time_to_end_than_it_takes() -> None:
    for service in OURS.values():
        assert seconds(service["stop_grace_period"]) > Settings.model_fields["stop_timeout_s"].default


def test_a_container_s_words_mean_the_same_on_this_machine(tmp_path: Path) -> None:
    """The table by which each service is run and asked for its health without a container."""
    places = Places(tmp_path, net="127.1.2")
    kafka = places.address("kafka")
    assert places.here("kafka", "INSIDE://:19092,HOST://127.0.0.1:9092") == (
        f"INSIDE://{kafka}:19092,HOST://{kafka}:9092"
    )
    assert places.here("dedup", "kafka:19092") == f"{kafka}:19092"
    assert places.here("dedup", "0.0.0.0") == places.address("dedup") != kafka
    assert places.here("dedup", "/var/lib/newswire/cache") == f"{tmp_path}/dedup/image/cache"
    assert places.here("prometheus", "--storage.tsdb.path=/prometheus").endswith("/prometheus/prometheus")
    assert places.here("prometheus", "--config.file=/etc/prometheus/prometheus.yml") == (
        f"--config.file={ROOT}/ops/prometheus/prometheus.yml"
    )
    assert places.here("topics", "apply") == "apply"


def test_an_environment_becomes_settings_of_kafka_as_its_image_makes_them() -> None:
    told = {"KAFKA_LOG_DIRS": "/a", "KAFKA_A__B___C": "1", "KAFKA_HEAP_OPTS": "-Xmx1g", "PATH": "/bin"}
    assert kafka_properties(told) == {"log.dirs": "/a", "a_b-c": "1"}


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
