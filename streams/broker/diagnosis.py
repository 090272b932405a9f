"""Why Kafka did not start, or stopped: its log read for the operator, with what to do about it."""

import re
from pathlib import Path

from streams.errors import Misconfigured, NewswireError, Unavailable

TAIL_BYTES = 64_000
ANOTHER_FOLDER = "another folder (--data-dir of 'newswire broker', or NEWSWIRE_DATA_DIR)"
_FAILURE = re.compile(r"\b(ERROR|FATAL)\b|Exception|^Error|^Unrecognized|^Invalid")


class PortTaken(Misconfigured):
    """Another program listens where Kafka was to; with a free port of our choosing, a second try helps."""


# What Kafka or its Java writes, who must act, what it means, what to do. The first that is found counts.
_CAUSES: tuple[tuple[str, type[NewswireError], str, str], ...] = (
    (
        r"No space left on device|Disk quota exceeded",
        Unavailable,
        "the disk under {folder} is full",
        "Free some space or give {another}",
    ),
    (
        r"Address already in use",
        PortTaken,
        "its port is taken by another program",
        "Give another with --port, or none for a free one",
    ),
    (
        r"is using this directory",
        Misconfigured,
        "another Kafka uses {folder}",
        "Stop that one or give {another}",
    ),
    (
        r"Could not reserve enough space|insufficient memory|OutOfMemoryError|Cannot allocate memory",
        Unavailable,
        "there is not enough memory",
        "Kafka takes about 0.4 GB; stop something or try a larger machine",
    ),
    (
        r"UnsupportedClassVersionError",
        Misconfigured,
        "this Java is too old",
        "Set NEWSWIRE_JAVA_HOME to a Java 17 or newer, or leave it out for the one that comes with newswire",
    ),
    (
        r"File exists|Not a directory",
        Misconfigured,
        "{folder} is not a folder",
        "Give {another}",
    ),
    (
        r"Permission denied|AccessDeniedException|Read-only file system",
        Misconfigured,
        "{folder} cannot be written",
        "Give {another}, one that you may write to",
    ),
)


def written_since(log: Path, start: int) -> str:
    """Return the end of a log, at most 64 kB, leaving out its first `start` bytes; empty if there is none.

    A log that is shorter than that was begun anew, and is read whole.
    """
    try:
        with log.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(start if start <= size else 0, size - TAIL_BYTES))
            return stream.read().decode("utf-8", "replace")
    except OSError:
        return ""


def explain(what: str, *, said: str, folder: Path, log: Path) -> NewswireError:
    """Return the error to raise: what happened, the cause as far as Kafka said, its log, and what to do."""
    for pattern, family, cause, remedy in _CAUSES:
        if re.search(pattern, said):
            fix = remedy.format(another=ANOTHER_FOLDER)
            return family(f"{what}: {cause.format(folder=folder)}. {fix}. Its log: {log}")
    last_words = _failure_line(said)
    cause = f": {last_words}" if last_words else ""
    return Unavailable(
        f"{what}{cause}. Its log: {log}. If that does not help: give {ANOTHER_FOLDER}, an empty one, "
        f"or use a broker of your own through NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS."
    )


def _failure_line(said: str) -> str:
    """Return the first line that tells of a failure, or else the last one, at most 300 characters."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    failures = [line for line in lines if _FAILURE.search(line)]
    return (failures or lines[-1:] or [""])[0][:300]
