"""Kafka as a process: started apart from our terminal and on a leash, asked whether it answers, and ended."""

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from streams.broker.kafka_files import HOST
from streams.errors import Misconfigured

STOP_S_MAX = 20
_ASK_S_MAX = 2
_METADATA = 3
_ANSWER_BYTES_MAX = 4096
_LEASH = Path(__file__).with_name("leash.py")


@dataclass(frozen=True, slots=True)
class KafkaProcess:
    """A Kafka that was started, and the leash that ends it should this process vanish."""

    process: subprocess.Popen[bytes]
    leash: subprocess.Popen[bytes]

    def end(self) -> None:
        """Return once Kafka has ended: told to, in about 1 s; after 20 s, killed."""
        self.process.terminate()
        try:
            self.process.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.leash.kill()
        self.leash.wait()


def spawn(command: Sequence[str], *, log: Path, inherited: int) -> KafkaProcess:
    """Return Kafka, just started; what it and its Java print goes to the end of the log.

    It has a session of its own: Ctrl-C reaches us alone, and Kafka ends after its clients. It inherits one
    file descriptor, its folder's claim. Raises Misconfigured if the command cannot be run, OSError if the log
    cannot be written.
    """
    with log.open("ab") as output, _runnable(command):
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(inherited,),
        )
    return KafkaProcess(process, _leash(process.pid))


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


def _leash(held: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), str(held)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


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
