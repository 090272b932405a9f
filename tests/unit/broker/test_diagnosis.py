"""Whatever Kafka dies of, the operator reads the cause, the log's place and the next step."""

from pathlib import Path

import pytest

from streams.broker.diagnosis import PortTaken, explain, written_since
from streams.errors import Misconfigured, NewswireError, Unavailable

FOLDER, LOG = Path("/srv/kafka"), Path("/srv/kafka/kafka.log")


@pytest.mark.parametrize(
    ("said", "family", "cause", "remedy"),
    [
        (
            "ERROR Error while appending: java.io.IOException: No space left on device",
            Unavailable,
            "the disk under /srv/kafka is full",
            "Free some space",
        ),
        (
            "KafkaException: Socket server failed to bind to 127.0.0.1:9092: Address already in use.",
            PortTaken,
            "port is taken",
            "--port",
        ),
        (
            "Failed to acquire lock on file .lock in /srv/kafka/data. A Kafka instance in another process or "
            "thread is using this directory.",
            Misconfigured,
            "another Kafka uses /srv/kafka",
            "--data-dir",
        ),
        (
            "Error occurred during initialization of VM\nCould not reserve enough space for object heap",
            Unavailable,
            "not enough memory",
            "stop something",
        ),
        (
            "Exception in thread main java.lang.UnsupportedClassVersionError: kafka/Kafka",
            Misconfigured,
            "too old",
            "NEWSWIRE_JAVA_HOME",
        ),
        (
            "[Errno 13] Permission denied: '/srv/kafka'",
            Misconfigured,
            "cannot be written",
            "NEWSWIRE_DATA_DIR",
        ),
        ("[Errno 17] File exists: '/srv/kafka'", Misconfigured, "is not a folder", "NEWSWIRE_DATA_DIR"),
    ],
)
def test_a_known_cause_is_named_with_its_remedy(
    said: str, family: type[NewswireError], cause: str, remedy: str
) -> None:
    error = explain("Kafka ended", said=said, folder=FOLDER, log=LOG)
    assert type(error) is family
    assert str(error).startswith("Kafka ended: ")
    assert all(part in str(error) for part in (cause, remedy, str(LOG)))


def test_an_unknown_cause_is_quoted_from_the_first_failure_in_the_log() -> None:
    """What follows the first is mostly its consequence, down to the shutting down."""
    said = "INFO starting\nERROR the moon is wrong\nERROR fatal error, exiting\nINFO shut down\n"
    error = explain("Kafka ended", said=said, folder=FOLDER, log=LOG)
    assert isinstance(error, Unavailable)
    assert str(error).startswith("Kafka ended: ERROR the moon is wrong. Its log: /srv/kafka/kafka.log.")


def test_a_log_without_failures_gives_its_last_line() -> None:
    error = explain(
        "Kafka hangs", said="INFO one\nINFO waiting for the controller\n\n", folder=FOLDER, log=LOG
    )
    assert "Kafka hangs: INFO waiting for the controller. " in str(error)


def test_an_empty_log_still_gives_its_place() -> None:
    assert str(explain("Kafka hangs", said="", folder=FOLDER, log=LOG)).startswith(
        f"Kafka hangs. Its log: {LOG}"
    )


def test_only_what_this_start_wrote_is_read(tmp_path: Path) -> None:
    """Yesterday's full disk in the same log must not be today's cause."""
    log = tmp_path / "kafka.log"
    log.write_text("yesterday\n")
    start = log.stat().st_size
    log.write_text("yesterday\ntoday\n")
    assert written_since(log, start) == "today\n"


def test_a_log_begun_anew_meanwhile_is_read_whole(tmp_path: Path) -> None:
    log = tmp_path / "kafka.log"
    log.write_text("today\n")
    assert written_since(log, 10_000_000) == "today\n"


def test_of_a_long_log_only_the_end_is_read(tmp_path: Path) -> None:
    log = tmp_path / "kafka.log"
    log.write_bytes(b"x" * 200_000 + b"end")
    assert written_since(log, 0).endswith("xend")
    assert len(written_since(log, 0)) == 64_000


def test_no_log_reads_as_empty(tmp_path: Path) -> None:
    assert written_since(tmp_path / "none.log", 0) == ""
