"""Kafka as a process: started on a leash, and asked whether it answers."""

import socket
import struct
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from streams.broker.kafka_files import HOST
from streams.broker.leashed import Leashed, start
from streams.errors import Misconfigured

_ASK_S_MAX = 2
_METADATA = 3
_ANSWER_BYTES_MAX = 4096


def spawn(command: Sequence[str], *, log: Path, inherited: int) -> Leashed:
    """Return Kafka, just started; what it and its Java print goes to the end of the log.

    Ctrl-C reaches us alone, so that Kafka ends after its clients. It inherits one file descriptor, its
    folder's claim. Raises Misconfigured if the command cannot be run, OSError if the log cannot be written.
    """
    with _runnable(command):
        return start(command, log=log, inherited=(inherited,))


def run(command: Sequence[str], *, log: Path, s_max: float) -> int:
    """Return the exit code of a program of Kafka's that ends by itself; what it prints goes to the log.

    Raises subprocess.TimeoutExpired after `s_max` seconds, having killed it, and Misconfigured as `spawn`
    does.
    """
    with log.open("ab") as output, _runnable(command):
        return subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=s_max,
            check=False,
        ).returncode


@contextmanager
def _runnable(command: Sequence[str]) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, PermissionError) as error:
        raise Misconfigured(
            f"{command[0]} cannot be run ({error.strerror}). Set NEWSWIRE_JAVA_HOME to a Java 17 or newer."
        ) from error


def answers(port: int, *, cluster: str) -> bool:
    """Return whether the Kafka of this cluster id serves clients on this port of loopback.

    Asks once, 2 s at most.

    The question is Kafka's Metadata, of no topic: a starting broker does not answer it before it serves
    everything, and the answer holds the cluster's id, so that another Kafka that took the port is not
    mistaken for ours. Source: kafka.apache.org/protocol, request header version 1, Metadata version 4.
    """
    no_client_id, no_topics, make_none = -1, 0, False
    request = struct.pack(">hhihi?", _METADATA, 4, 1, no_client_id, no_topics, make_none)
    try:
        with socket.create_connection((HOST, port), timeout=_ASK_S_MAX) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            return cluster.encode() in connection.recv(_ANSWER_BYTES_MAX)
    except OSError:
        return False
