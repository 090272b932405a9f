"""The lock of Kafka's jars can be written anew, and reads back as what was fetched."""

import hashlib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

from streams.broker.relock import lock_text


@dataclass
class Artifact:
    """One jar as jgo describes it."""

    groupId: str  # noqa: N815 (jgo's names)
    artifactId: str  # noqa: N815
    version: str
    folder: Path

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others."""
        return self.groupId, self.artifactId, self.version

    def resolve(self) -> Path:
        """Return where it was fetched to."""
        path = self.folder / f"{self.artifactId}-{self.version}.jar"
        path.write_bytes(f"classes of {self.artifactId}".encode())
        return path


@dataclass
class Repositories:
    """A context of jgo's in which Kafka needs log4j to run and a test library not to."""

    folder: Path
    asked: list[str] = field(default_factory=list)

    @property
    def resolver(self) -> "Repositories":
        """Return what resolves: this."""
        return self

    def create_dependency(self, coordinate: str) -> SimpleNamespace:
        """Return what is to be resolved."""
        self.asked.append(coordinate)
        kafka = Artifact("org.apache.kafka", "kafka_2.13", "9.9.9", self.folder)
        return SimpleNamespace(scope=None, artifact=kafka)

    def resolve(self, wanted: list[SimpleNamespace]) -> tuple[list[SimpleNamespace], list[SimpleNamespace]]:
        """Return what was asked for and what it depends on."""
        log4j = Artifact("org.apache.logging.log4j", "log4j-core", "2.25.4", self.folder)
        junit = Artifact("org.junit", "junit", "4.0", self.folder)
        found = [
            SimpleNamespace(scope="runtime", artifact=log4j),
            SimpleNamespace(scope="test", artifact=junit),
        ]
        return wanted, found

    def project(self, group: str, artifact: str) -> SimpleNamespace:
        """Return a project, of which any version can be had."""

        def at(version: str) -> SimpleNamespace:
            return SimpleNamespace(artifact=lambda: Artifact(group, artifact, version, self.folder))

        return SimpleNamespace(at_version=at)


def test_a_new_lock_names_what_kafka_runs_on_with_a_logging_bridge_of_the_same_version(
    tmp_path: Path,
) -> None:
    repositories = Repositories(tmp_path)
    lock = tomllib.loads(lock_text("9.9.9", repositories))
    assert repositories.asked == ["org.apache.kafka:kafka_2.13:9.9.9"]
    assert lock["kafka"] == "9.9.9"
    assert [(jar["artifact"], jar["version"]) for jar in lock["jar"]] == [
        ("kafka_2.13", "9.9.9"),
        ("log4j-core", "2.25.4"),
        ("log4j-slf4j-impl", "2.25.4"),
    ]


def test_a_new_lock_holds_the_sum_and_size_of_what_was_fetched(tmp_path: Path) -> None:
    jar = tomllib.loads(lock_text("9.9.9", Repositories(tmp_path)))["jar"][0]
    content = b"classes of kafka_2.13"
    assert (jar["size"], jar["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
