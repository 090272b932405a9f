"""The files by which newswire is operated, as tests read them: Kubernetes' manifests, settings, commands."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import typer
import yaml

from streams.cli import assembled

Manifest = dict[str, Any]

ROOT = Path(__file__).parents[1]
KUBERNETES = ROOT / "ops/kubernetes"
FOLDERS = sorted(path.parent for path in KUBERNETES.rglob("kustomization.yaml"))


@lru_cache(maxsize=1)
def manifests() -> tuple[Manifest, ...]:
    """Return every manifest of Kubernetes, those of kustomize itself aside."""
    return tuple(
        manifest
        for folder in FOLDERS
        for name in kustomization(folder)["resources"]
        if name.endswith(".yaml")
        for manifest in yaml.safe_load_all((folder / name).read_text("utf-8"))
    )


def kustomization(folder: Path) -> Manifest:
    """Return what a folder tells kustomize."""
    told: Manifest = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))
    return told


def of_kind(*kinds: str) -> dict[str, Manifest]:
    """Return the manifests of these kinds by their names."""
    return {m["metadata"]["name"]: m for m in manifests() if m["kind"] in kinds}


def pods() -> dict[str, Manifest]:
    """Return the pod of each Deployment and Job, by their names."""
    return {name: m["spec"]["template"] for name, m in of_kind("Deployment", "Job").items()}


def container(pod: Manifest) -> Manifest:
    """Return the container of a pod, which has one."""
    (only,) = pod["spec"]["containers"]
    found: Manifest = only
    return found


def variables(file: Path) -> dict[str, str]:
    """Return what a file of NAME=value lines sets."""
    lines = (line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def labels_match(selector: Manifest, labels: Manifest) -> bool:
    """Return whether a selector selects what has these labels."""
    return bool(selector["matchLabels"].items() <= labels.items())


def accept(words: list[str]) -> Any:
    """Return the context of a command of newswire's, every argument checked. Raises what click does."""
    command: Any = typer.main.get_command(assembled())
    while hasattr(command, "commands"):
        command = command.commands[words[0]]
        words = words[1:]
    return command.make_context(command.name, list(words))


def texts(part: Any) -> Iterator[str]:
    """Yield every text within a manifest."""
    if isinstance(part, dict):
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)
    elif isinstance(part, str):
        yield part
