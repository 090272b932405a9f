"""A worker's /metrics, /livez and /readyz, served by a thread of its own.

A thread, as the event loop may be busy for seconds (a table that recovers, a long batch) and a probe that
then times out would have a healthy worker killed. Under systemd, which does not ask, another thread tells it
what /livez would say, for as long as that is well (sd_notify(3)).
"""

import errno
import math
import re
import shutil
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Event, Thread
from types import TracebackType
from typing import ClassVar, Self

import structlog
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder

from streams import metrics
from streams.errors import Misconfigured
from streams.settings import watchdog
from streams.topics import Stage

log = structlog.get_logger()

# The answer to a probe: None where all is well, else the reason why not. Called in the server's thread.
Probe = Callable[[], str | None]

_REQUEST_S_MAX = 5.0
_PLAIN = "text/plain; charset=utf-8"


class HealthServer:
    """A running server; `port` is the one it listens on. Closing it twice is harmless."""

    def __init__(self, server: "_Server") -> None:
        self._server, self._closed = server, Event()
        self.port: int = server.server_address[1]
        Thread(target=server.serve_forever, name="health", daemon=True).start()
        if (told := watchdog()) is not None:
            arguments = (*told, server.probes["/livez"], self._closed)
            Thread(target=_tell_systemd, args=arguments, name="watchdog", daemon=True).start()

    def close(self) -> None:
        """Stop listening; returns once the port is free."""
        self._closed.set()
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


def measure(stage: Stage, *, ready: Probe, data_dir: Path | None = None) -> None:
    """Have /metrics tell, at each scrape, whether a stage is ready and how much room its data has, if any."""
    metrics.READY.labels(stage).set_function(lambda: ready() is None)
    if data_dir is None:
        return
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


def _tell_systemd(address: str, silent_s_max: float, live: Probe, closed: Event) -> None:
    """Tell systemd that the process has started, and then that it lives, as long as it does, until closed."""
    reason = None
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as telling:
        address = re.sub("^@", "\0", address)  # as Linux's nameless addresses are written
        _send(telling, b"READY=1", address)
        while not closed.wait(silent_s_max / 4):
            before, reason = reason, live()
            if reason is None:
                _send(telling, b"WATCHDOG=1", address)
            elif before is None:
                log.error("not alive; systemd starts it again unless this passes", reason=reason)


def _send(telling: socket.socket, word: bytes, address: str) -> None:
    with suppress(OSError):  # systemd is being replaced itself: the next one will arrive
        telling.sendto(word, address)


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

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  as it is called
        """Say in one line what went wrong with a request: mostly that who asked broke it off."""
        log.info("a request for metrics or health failed", reason=repr(sys.exc_info()[1]))


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
