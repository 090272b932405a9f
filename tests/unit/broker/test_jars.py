"""Kafka's jars are those of the lock, byte for byte, wherever they came from."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.broker.jars import Jar, Lock, kafka_jars, locked, not_had
from streams.errors import Misconfigured, Unavailable

CONTENTS = {"broker": b"the broker's classes", "clients": b"the clients' classes"}


def a_lock() -> Lock:
    jars = tuple(
        Jar(
            group="org.example",
            artifact=artifact,
            version="1.0",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for artifact, content in CONTENTS.items()
    )
    return Lock("1.0", jars)


class Repository:
    """Serves jars as a repository would; `broken` ones with other bytes of the same size."""

    def __init__(self, *, broken: frozenset[str] = frozenset(), down: bool = False) -> None:
        self.broken, self.down, self.served = broken, down, list[str]()

    def fetch(self, jar: Jar, folder: Path) -> Path:
        """Return the jar as served."""
        if self.down:
            raise Unavailable(f"{jar.file} could not be fetched")
        self.served.append(jar.artifact)
        content = CONTENTS[jar.artifact]
        path = folder / jar.file
        path.write_bytes(content[::-1] if jar.artifact in self.broken else content)
        return path


def jars_from(repository: Repository, cache: Path, say: Callable[[str], None] = print) -> tuple[Path, ...]:
    return kafka_jars(cache, say=say, lock=a_lock(), fetch=repository.fetch)


def test_the_first_start_fetches_every_jar_and_says_so(tmp_path: Path) -> None:
    said: list[str] = []
    jars = jars_from(Repository(), tmp_path, said.append)
    assert [jar.read_bytes() for jar in jars] == list(CONTENTS.values())
    assert said == [f"fetching Kafka, once: 2 jars, 0 MB, into {tmp_path / 'kafka-1.0'}"]


def test_the_class_path_is_in_the_locks_order(tmp_path: Path) -> None:
    """Which of two classes of one name is loaded must not depend on the machine."""
    assert [jar.name for jar in jars_from(Repository(), tmp_path)] == ["broker-1.0.jar", "clients-1.0.jar"]


def test_a_second_start_needs_no_network(tmp_path: Path) -> None:
    jars = jars_from(Repository(), tmp_path)
    said: list[str] = []
    assert jars_from(Repository(down=True), tmp_path, said.append) == jars
    assert said == []


def test_a_damaged_jar_in_the_cache_is_fetched_again_and_that_alone(tmp_path: Path) -> None:
    _, damaged = jars_from(Repository(), tmp_path)
    damaged.write_bytes(b"x" * len(CONTENTS["clients"]))
    repository, said = Repository(), list[str]()
    jars_from(repository, tmp_path, said.append)
    assert repository.served == ["clients"]
    assert damaged.read_bytes() == CONTENTS["clients"]
    assert "clients-1.0.jar does not have the bytes that the lock names" in said[0]


def test_a_damaged_jar_is_never_handed_to_java_when_it_cannot_be_fetched(tmp_path: Path) -> None:
    _, damaged = jars_from(Repository(), tmp_path)
    damaged.write_bytes(b"cut short")
    with pytest.raises(Unavailable, match=r"clients-1\.0\.jar could not be fetched"):
        jars_from(Repository(down=True), tmp_path)


def test_a_jar_served_with_other_bytes_is_refused_and_not_kept(tmp_path: Path) -> None:
    """It would run as this user; the message names both sums, for whoever looks into it."""
    with pytest.raises(Misconfigured, match=a_lock().jars[1].sha256):
        jars_from(Repository(broken=frozenset({"clients"})), tmp_path)
    assert not (tmp_path / "kafka-1.0" / "clients-1.0.jar").exists()


def test_nothing_half_fetched_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured):
        jars_from(Repository(broken=frozenset(CONTENTS)), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kafka-1.0"]


def test_a_cache_that_cannot_be_written_names_its_setting(tmp_path: Path) -> None:
    not_a_folder = tmp_path / "cache"
    not_a_folder.write_text("a file")
    with pytest.raises(Misconfigured, match="NEWSWIRE_CACHE_DIR"):
        jars_from(Repository(), not_a_folder)


def test_a_full_disk_names_the_cache_and_what_it_needs(tmp_path: Path) -> None:
    def no_space(jar: Jar, folder: Path) -> Path:
        raise OSError(28, "No space left on device", str(folder / jar.file))

    with pytest.raises(Misconfigured, match=r"No space left on device.*1 MB free"):
        kafka_jars(tmp_path, say=print, lock=a_lock(), fetch=no_space)


def test_the_lock_that_ships_is_one_whole_kafka() -> None:
    """Server and clients of one version: resolved carelessly, the clients come out years older."""
    lock = locked()
    versions = {jar.artifact: jar.version for jar in lock.jars}
    assert lock.kafka == "4.3.1"
    assert {v for artifact, v in versions.items() if artifact.startswith("kafka")} == {"4.3.1"}
    assert versions["log4j-core"] == versions["log4j-slf4j-impl"]
    assert len({jar.file for jar in lock.jars}) == len(lock.jars)
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in lock.jars)


def test_a_long_fetch_says_how_far_it_is(tmp_path: Path) -> None:
    """45 MB over a slow line take minutes."""
    content = b"classes"
    digest = hashlib.sha256(content).hexdigest()
    many = tuple(
        Jar(group="g", artifact=f"a{n}", version="1", size=len(content), sha256=digest) for n in range(31)
    )

    def fetch(jar: Jar, folder: Path) -> Path:
        (folder / jar.file).write_bytes(content)
        return folder / jar.file

    said: list[str] = []
    kafka_jars(tmp_path, say=said.append, lock=Lock("1.0", many), fetch=fetch)
    assert said[1:] == ["fetched 15 of 31", "fetched 30 of 31"]


@pytest.mark.parametrize(
    ("error", "told"), [("[SSL: CERTIFICATE_VERIFY_FAILED] untrusted", True), ("away", False)]
)
def test_a_certificate_that_is_not_trusted_is_told_with_the_variable_that_names_it(
    error: str, told: bool
) -> None:
    """Behind a company's proxy the system trusts it, and Python's clients do not."""
    said = not_had(a_lock().jars[0], OSError(error))
    assert ("REQUESTS_CA_BUNDLE" in said) is told
