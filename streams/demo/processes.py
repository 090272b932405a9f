"""The workers of the demonstration as processes: started, watched, asked, ended, and never left behind.

Each is on the broker's leash, so that it ends even where this process is killed with -9.
"""

import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

from streams.broker import leashed
from streams.broker.leashed import Leashed
from streams.errors import Unavailable
from streams.topics import Stage

STOP_S_MAX = 15.0
LOG_LINES_SHOWN = 25
_ASK_S_MAX = 1.0
_LOG_BYTES_READ = 20_000
_HOST = "127.0.0.1"


@dataclass(slots=True)
class WorkerProcess:
    """A running worker; `log` is where it writes, `port` where it serves /metrics and its health."""

    stage: Stage
    port: int
    log: Path
    held: Leashed

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """Return its process."""
        return self.held.process

    @property
    def metrics_url(self) -> str:
        """Return the address of its metrics."""
        return f"http://{_HOST}:{self.port}/metrics"

    def check(self) -> None:
        """Return while it runs. Raises Unavailable with the end of its log once it has ended."""
        code = self.process.poll()
        if code is not None:
            raise Unavailable(
                f"the {self.stage} worker has ended (exit code {code}). The end of its log, {self.log}:\n"
                f"{self.log_end()}"
            )

    def ready(self) -> bool:
        """Return whether it takes records up."""
        return self.get("/readyz") is not None

    def get(self, path: str) -> str | None:
        """Return what its web server answers, None for no answer within a second or an error status."""
        connection = HTTPConnection(_HOST, self.port, timeout=_ASK_S_MAX)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        return body if answer.status == HTTPStatus.OK else None

    def log_end(self) -> str:
        """Return the last lines of its log."""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - _LOG_BYTES_READ))
            lines = file.read().decode(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-LOG_LINES_SHOWN:]) or "  (empty)"

    def stop(self) -> None:
        """Return once it has ended: told to, or killed after 15 s."""
        self.held.end(s_max=STOP_S_MAX)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_worker(stage: Stage, environment: Mapping[str, str], *, port: int, folder: Path) -> WorkerProcess:
    """Return a worker of a stage, just started, logging to a file in `folder`.

    `environment` is the whole of it, settings included. It has a session of its own: Ctrl-C reaches
    this process alone, which ends the workers before the broker. Raises OSError if it cannot be started.
    """
    log = folder / f"{stage}.log"
    command = [sys.executable, "-m", "streams.cli", "worker", str(stage)]
    held = leashed.start(command, log=log, environment=environment)
    return WorkerProcess(stage=stage, port=port, log=log, held=held)


def free_ports(count: int) -> list[int]:
    """Return ports on loopback that nobody listens on just now, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for listener in sockets:
            listener.bind((_HOST, 0))
        return [int(listener.getsockname()[1]) for listener in sockets]
    finally:
        for listener in sockets:
            listener.close()
