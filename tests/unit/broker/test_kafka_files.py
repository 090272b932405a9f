"""The local Kafka's settings keep it small, on loopback, and like production in what matters."""

from pathlib import Path

import pytest

from streams.broker.kafka_files import KafkaFiles, new_cluster


def settings_of(files: KafkaFiles) -> dict[str, str]:
    return dict(line.split("=", 1) for line in files.properties.read_text("utf-8").splitlines())


@pytest.fixture
def files(tmp_path: Path) -> KafkaFiles:
    files = KafkaFiles(tmp_path)
    files.write(port=19092, controller_port=19093, extra={"num.io.threads": "3"})
    return files


def test_every_listener_is_on_loopback(files: KafkaFiles) -> None:
    """It has no password; nobody else on the network may reach it."""
    listeners = settings_of(files)["listeners"].split(",")
    assert listeners == ["PLAINTEXT://127.0.0.1:19092", "CONTROLLER://127.0.0.1:19093"]


def test_topics_are_made_by_newswire_alone(files: KafkaFiles) -> None:
    """A topic made by accident would have the wrong partitions, and its keys could never be moved."""
    assert settings_of(files)["auto.create.topics.enable"] == "false"


def test_a_given_setting_of_kafkas_comes_through(files: KafkaFiles) -> None:
    assert settings_of(files)["num.io.threads"] == "3"


def test_data_and_log_lie_in_the_folder(files: KafkaFiles) -> None:
    assert settings_of(files)["log.dirs"] == str(files.folder / "data")
    assert f"-Dnewswire.log={files.folder / 'kafka.log'}" in files.command(Path("java"), [])


def test_java_may_take_half_a_gigabyte_and_ends_rather_than_linger_without_memory(files: KafkaFiles) -> None:
    command = files.command(Path("java"), [])
    assert {"-Xmx512m", "-XX:+ExitOnOutOfMemoryError"} <= set(command)


def test_the_command_keeps_the_jars_in_order(files: KafkaFiles) -> None:
    command = files.command(Path("/j/java"), [Path("/c/b.jar"), Path("/c/a.jar")], "kafka.Kafka", "s")
    assert command[0] == "/j/java"
    assert command[-4:] == ["-cp", "/c/b.jar:/c/a.jar", "kafka.Kafka", "s"]


def test_a_folder_counts_as_prepared_once_kafka_wrote_its_identity(files: KafkaFiles) -> None:
    """An interrupted preparation is done again; it leaves other files."""
    files.records.mkdir()
    (files.records / "bootstrap.checkpoint").touch()
    assert not files.formatted
    (files.records / "meta.properties").write_text("#\nnode.id=1\ncluster.id=nAbc\n")
    assert files.formatted
    assert files.cluster == "nAbc"


def test_every_new_cluster_has_another_id_that_kafka_accepts() -> None:
    """22 characters of URL-safe base 64; a dash in front would read as an option on Kafka's command line."""
    ids = {new_cluster() for _ in range(200)}
    assert len(ids) == 200
    assert all(len(name) == 22 and name.startswith("n") for name in ids)
