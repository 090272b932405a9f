"""docker-compose.yml and the image as tests read them: each service's command, environment and health check.

`here` says what becomes of a container's words on a machine without containers: what differs is its table.
"""

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.documents import ROOT

Service = dict[str, Any]

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Service] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("newswire:")}
DOCKERFILE = (ROOT / "ops/docker/Dockerfile").read_text("utf-8")
IMAGE_ENVIRONMENT: dict[str, str] = dict(re.findall(r"\b([A-Z_]+)=([^\s\\$]+) *\\?\n", DOCKERFILE))
IMAGE_VOLUME = "/var/lib/newswire"
_BYTES = {"m": 2**20, "g": 2**30}


def image_health() -> list[str]:
    """Return the command of the image's HEALTHCHECK."""
    written = re.search(r"HEALTHCHECK .*?CMD (\[.*?\])\n", DOCKERFILE, re.DOTALL)
    assert written
    command: list[str] = json.loads(written[1])
    return command


def health(name: str) -> list[str]:
    """Return the command of a service's health check, the image's where it has none; nothing if disabled."""
    told = SERVICES[name].get("healthcheck", {})
    if told.get("disable"):
        return []
    if "test" not in told:
        return image_health()
    kind, *words = told["test"]
    assert kind == "CMD", "a shell would be one more thing that an image may lack"
    return list(words)


def seconds(written: str) -> float:
    """Return the seconds that a duration of compose's says, here always whole seconds."""
    assert re.fullmatch(r"\d+s", written), written
    return float(written[:-1])


def memory_limit(name: str) -> int:
    """Return the bytes that a service may take."""
    written = str(SERVICES[name]["deploy"]["resources"]["limits"]["memory"]).lower()
    return int(written[:-1]) * _BYTES[written[-1]]


def pids_limit(name: str) -> int:
    """Return how many processes and threads a service may have."""
    return int(SERVICES[name]["deploy"]["resources"]["limits"]["pids"])


@dataclass
class Places:
    """Where on this machine what the containers speak of is. Each has an address of its own on loopback.

    So every port is the one of the file, though two containers have the same; Linux has all of 127.0.0.0/8.
    `instead`: what a test has in place of what is mounted, by its path in the container.
    """

    folder: Path
    instead: dict[str, Path] = field(default_factory=dict)
    net: str = field(default_factory=lambda: f"127.{random.randint(1, 254)}.{random.randint(0, 254)}")

    def address(self, name: str) -> str:
        """Return the address of a service."""
        return f"{self.net}.{1 + list(SERVICES).index(name)}"

    def here(self, name: str, words: str) -> str:
        """Return the words of a service so that they mean the same on this machine."""
        own = self.address(name)
        mounts = self._mounts(name) or {"/": Path("/")}
        table: dict[str, str | Callable[[re.Match[str]], str]] = {
            r"\b0\.0\.0\.0\b": own,  # every address of the container
            r"\b127\.0\.0\.1\b": own,  # its loopback, and the host's, to which its ports are published
            r"(?<=://)(?=:\d)": own,  # Kafka's way to write 0.0.0.0
            rf"\b({'|'.join(SERVICES)})(?=:\d)": lambda found: self.address(found[1]),
            rf"(?<![\w.-])({'|'.join(map(re.escape, mounts))})(?![\w-])": lambda found: str(mounts[found[1]]),
        }
        for pattern, meant in table.items():
            words = re.sub(pattern, meant, words)
        return words

    def environment(self, name: str) -> dict[str, str]:
        """Return what a service's process is told: by its image, by the file."""
        given: Mapping[str, str] = SERVICES[name].get("environment", {})
        image = IMAGE_ENVIRONMENT if name in OURS else {}
        return {key: self.here(name, value) for key, value in (image | dict(given)).items()}

    def _mounts(self, name: str) -> dict[str, Path]:
        """Return the place of each path that is mounted, the innermost first."""
        made = {IMAGE_VOLUME: self.folder / name / "image"} if name in OURS else {}
        for volume in SERVICES[name].get("volumes", []):
            source, target, *_ = volume.split(":")
            made[target] = ROOT / source if source.startswith("./") else self.folder / name / source
        made |= {target: path for target, path in self.instead.items() if target in made}
        return dict(sorted(made.items(), key=lambda mount: -len(mount[0])))
