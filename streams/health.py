"""A worker's /metrics, /livez and /readyz, served by a thread of its own.

A thread, as the event loop may be busy for seconds (a table that recovers, a long batch) and a probe that
then times out would have a healthy worker killed.
"""

import errno
import math
import shutil
import socket
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Thread
from types import TracebackType
from typing import ClassVar, Self

from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder

from streams import metrics
from streams.errors import Misconfigured
from streams.topics import Stage

# The answer to a probe: None where all is well, else the reason why not. Called in the server's thread.
Probe = Callable[[], str | None]

_REQUEST_S_MAX = 5.0
_PLAIN = "text/plain; charset=utf-8"


class HealthServer:
    """A running server; `port` is the one it listens on. Closing it twice is harmless."""

    def __init__(self, server: "_Server") -> None:
        self._server = server
        self.port: int = server.server_address[1]
        Thread(target=server.serve_forever, name="health", daemon=True).start()

    def close(self) -> None:
        """Stop listening; returns once the port is free."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(host: str, port: int, *, live: Probe, ready: Probe) -> HealthServer:
    """Return a server on `host`:`port` (0: any free port) that answers until closed or the process ends.

    `live` and `ready` are called per request, in a thread, so they must be quick and read only. Raises
    Misconfigured where the address cannot be had, naming the setting.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return HealthServer(_Server((host, port), family, {"/livez": live, "/readyz": ready}))
    except socket.gaierror as error:
        raise Misconfigured(
            f"NEWSWIRE_WEB_HOST={host}: no such address ({error.strerror}); 127.0.0.1 is this machine alone, "
            "0.0.0.0 every network it is on"
        ) from error
    except (OSError, OverflowError) as error:
        raise Misconfigured(_refused(host, port, error)) from error


def measure(stage: Stage, *, ready: Probe, data_dir: Path) -> None:
    """Have /metrics tell, at each scrape, whether a stage is ready and how much room its data has."""
    metrics.READY.labels(stage).set_function(lambda: ready() is None)
    metrics.DATA_FREE.labels(stage).set_function(lambda: _disk(data_dir)[0])
    metrics.DATA_SIZE.labels(stage).set_function(lambda: _disk(data_dir)[1])


def _disk(folder: Path) -> tuple[float, float]:
    """Return the free bytes and all bytes where a folder is; not a number while it is not there."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:  # one metric that cannot be told must not take all others with it
        return math.nan, math.nan
    return usage.free, usage.total


def _refused(host: str, port: int, error: Exception) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRNOTAVAIL:
        return f"NEWSWIRE_WEB_HOST={host}: this machine has no such address"
    why = {errno.EADDRINUSE: "another process listens there", errno.EACCES: "not permitted"}.get(
        code or 0, str(error)
    )
    return (
        f"cannot serve /metrics on {host} port {port}: {why}. Set NEWSWIRE_WEB_PORT to a free one; "
        "each worker on a machine needs its own"
    )


class _Server(ThreadingTCPServer):
    """Plain TCP rather than http.server's class: that one looks up its own name, which can take seconds."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 16

    def __init__(
        self, address: tuple[str, int], family: socket.AddressFamily, probes: dict[str, Probe]
    ) -> None:
        self.address_family, self.probes = family, probes
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "newswire", ""
    timeout: ClassVar[float] = _REQUEST_S_MAX  # of an idle or stuck client, whose thread would stay for good

    def do_GET(self) -> None:
        """Answer the three paths and nothing else."""
        path = self.path.partition("?")[0]
        if path == "/metrics":
            encoder, kind = choose_encoder(self.headers.get("Accept", ""))
            self._answer(HTTPStatus.OK, encoder(REGISTRY), kind)
        elif path in self.server.probes:
            reason = self.server.probes[path]()
            status = HTTPStatus.OK if reason is None else HTTPStatus.SERVICE_UNAVAILABLE
            self._answer(status, f"{reason or 'ok'}\n".encode(), _PLAIN)
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"there is /metrics, /livez and /readyz\n", _PLAIN)

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        try:
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True  # the prober has gone: nobody to tell

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing: a probe every few seconds is no news."""
