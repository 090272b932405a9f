"""A worker's health server, asked as Prometheus and an orchestrator ask it."""

import math
import select
import shutil
import socket
import struct
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from streams import metrics
from streams.cli import assembled
from streams.errors import Misconfigured
from streams.health import HealthServer, Probe, measure, serve
from streams.settings import settings, variable
from streams.topics import Stage
from tests.line import wait_for


class Worker:
    """A worker whose state a test decides."""

    def __init__(self) -> None:
        self.live: str | None = None
        self.ready: str | None = None


@pytest.fixture
def worker() -> Worker:
    return Worker()


@pytest.fixture
def server(worker: Worker) -> Iterator[HealthServer]:
    with serve("127.0.0.1", 0, live=lambda: worker.live, ready=lambda: worker.ready) as running:
        yield running


def get(server: HealthServer, path: str, accept: str = "*/*") -> tuple[int, str, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode(), answer.headers["Content-Type"]
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(), refused.headers["Content-Type"]


def fine() -> Probe:
    return lambda: None


def test_a_worker_that_is_well_says_so(server: HealthServer) -> None:
    assert get(server, "/livez")[:2] == (200, "ok\n")
    assert get(server, "/readyz")[:2] == (200, "ok\n")


def test_one_that_is_not_says_why(server: HealthServer, worker: Worker) -> None:
    """503 is what orchestrators act on; the reason is for the person who looks next."""
    worker.ready = "no partitions assigned yet"
    assert get(server, "/readyz")[:2] == (503, "no partitions assigned yet\n")
    assert get(server, "/livez")[0] == 200
    worker.live, worker.ready = "a record has been in hand for 400 s", None
    assert get(server, "/livez?verbose")[:2] == (503, "a record has been in hand for 400 s\n")
    assert get(server, "/readyz")[0] == 200


def test_metrics_are_prometheus_text(server: HealthServer) -> None:
    metrics.INGEST_REFUSED.labels("jsonl", "test_health").inc(3)
    status, body, kind = get(server, "/metrics")
    assert status == 200
    assert kind.startswith("text/plain; version=0.0.4")
    assert 'newswire_ingest_refused_total{kind="jsonl",reason="test_health"} 3.0' in body


def test_metrics_are_openmetrics_for_who_asks(server: HealthServer) -> None:
    status, body, kind = get(server, "/metrics", "application/openmetrics-text; version=1.0.0")
    assert (status, kind.split(";")[0]) == (200, "application/openmetrics-text")
    assert body.endswith("# EOF\n")


def test_metrics_tell_readiness_as_the_probe_does_and_the_room_there_is(
    server: HealthServer, worker: Worker, tmp_path: Path
) -> None:
    """A folder that goes away under a running worker takes its own metric with it, and no other."""
    folder = tmp_path / "data"
    folder.mkdir()
    measure(Stage.INGEST, ready=lambda: worker.ready, data_dir=folder)
    assert sample(server, "newswire_ready") == 1
    assert 0 < sample(server, "newswire_data_free_bytes") <= sample(server, "newswire_data_size_bytes")
    assert sample(server, "newswire_data_size_bytes") == shutil.disk_usage(folder).total
    worker.ready = "recovering tables"
    folder.rmdir()
    assert sample(server, "newswire_ready") == 0
    assert math.isnan(sample(server, "newswire_data_free_bytes"))


def sample(server: HealthServer, name: str) -> float:
    """Return the value of a metric of ingest, as it is served."""
    _, body, _ = get(server, "/metrics")
    (line,) = [one for one in body.splitlines() if one.startswith(f'{name}{{stage="ingest"}} ')]
    return float(line.split()[1])


@pytest.mark.parametrize("path", ["/", "/table", "/metrics/", "/livez/../etc", "/router/x"])
def test_there_is_nothing_else(server: HealthServer, path: str) -> None:
    """Faust's own server shows tables to whoever asks; this one is all that listens."""
    assert get(server, path)[0] == 404


def test_other_methods_are_refused(server: HealthServer) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}/livez", method="POST", data=b"x")
    with pytest.raises(urllib.error.HTTPError, match="501"):
        urllib.request.urlopen(request, timeout=5)


def test_it_answers_while_the_main_thread_is_busy(server: HealthServer, worker: Worker) -> None:
    """A recovery or a long batch holds the event loop for seconds; the probe must not time out meanwhile."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as probe:
        probe.sendall(b"GET /livez HTTP/1.0\r\n\r\n")
        until, answered = time.monotonic() + 5, False
        while not answered and time.monotonic() < until:  # and never a moment asleep
            answered = bool(select.select([probe], [], [], 0)[0])
        assert answered
        assert probe.recv(100).startswith(b"HTTP/1.0 200")


def test_a_prober_that_hangs_keeps_nobody_waiting(server: HealthServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as stuck:
        stuck.sendall(b"GET /liv")
        assert get(server, "/livez")[0] == 200


def test_a_prober_that_leaves_early_is_no_error(
    server: HealthServer, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port)) as gone:
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            gone.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
    assert get(server, "/livez")[0] == 200
    assert "Traceback" not in capfd.readouterr().err


def test_a_taken_port_names_the_setting(server: HealthServer) -> None:
    with pytest.raises(Misconfigured, match=rf"{server.port}.*NEWSWIRE_WEB_PORT"):
        serve("127.0.0.1", server.port, live=fine(), ready=fine())


@pytest.mark.parametrize("host", ["no-such-host.invalid", "192.0.2.1"])
def test_an_address_that_is_not_ours_names_the_setting(host: str) -> None:
    with pytest.raises(Misconfigured, match=f"NEWSWIRE_WEB_HOST={host}"):
        serve(host, 0, live=fine(), ready=fine())


def test_once_closed_the_port_is_free() -> None:
    """A worker that is restarted at once gets its port again."""
    first = serve("127.0.0.1", 0, live=fine(), ready=fine())
    assert get(first, "/livez")[0] == 200
    first.close()
    first.close()
    with serve("127.0.0.1", first.port, live=fine(), ready=fine()) as again:
        assert get(again, "/livez")[0] == 200


def test_it_listens_on_ip_6_where_told() -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    try:
        server = serve("::1", 0, live=fine(), ready=fine())
    except Misconfigured:
        pytest.skip("this machine has no IPv6 loopback")
    with server, urllib.request.urlopen(f"http://[::1]:{server.port}/livez", timeout=5) as answer:
        assert answer.status == 200


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A socket at which a process is to tell every fiftieth of a second that it lives."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(f"{folder}/notify")
        told.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", f"{folder}/notify")
        monkeypatch.setenv("WATCHDOG_USEC", "80000")
        yield told


def test_systemd_is_told_that_a_worker_has_started_and_lives_as_long_as_it_does(
    systemd: socket.socket, worker: Worker
) -> None:
    """It restarts whoever falls silent: a stuck worker must, and one that works must not."""
    with serve("127.0.0.1", 0, live=lambda: worker.live, ready=lambda: "recovering"):
        assert [systemd.recv(64) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        worker.live = "a record has been in hand for 301 s"
        assert falls_silent(systemd)
        worker.live = None
        assert systemd.recv(64) == b"WATCHDOG=1"
    assert falls_silent(systemd)


def falls_silent(told: socket.socket) -> bool:
    """Return whether nothing more comes for half a second; at most a few words are on their way."""
    told.settimeout(0.5)
    try:
        return not [told.recv(64) for _ in range(20)]
    except TimeoutError:
        return True
    finally:
        told.settimeout(5)


def test_a_prober_that_breaks_off_is_one_line_in_the_log(server: HealthServer) -> None:
    """Some balancers reset each connection that they only tried; a traceback each would fill the log."""
    with capture_logs() as lines:
        prober = socket.create_connection(("127.0.0.1", server.port))
        prober.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        prober.send(b"GET /livez")
        prober.close()
        wait_for(lambda: bool(lines), within_s=10, what="it is logged")
    assert [line["event"] for line in lines] == ["a request for metrics or health failed"]


def probed(server: HealthServer, *arguments: str) -> tuple[int, str]:
    """Return exit code and output of `newswire probe dedup` with the settings of this server's process."""
    environment = {variable("web_port"): str(server.port), variable("web_host"): "0.0.0.0"}
    settings.cache_clear()
    done = CliRunner().invoke(assembled(), ["probe", "dedup", *arguments], env=environment)
    return done.exit_code, done.output or str(done.exception)


def test_the_command_says_whether_it_is_well_and_why_not(server: HealthServer, worker: Worker) -> None:
    assert probed(server) == (0, "live   yes\nready  yes\n")
    worker.ready = "no partitions assigned yet"
    assert probed(server) == (1, "live   yes\nready  no: no partitions assigned yet\n")


def test_the_command_prints_the_metrics_that_are_asked_for(server: HealthServer) -> None:
    metrics.BROKER_REACHABLE.labels(Stage.DEDUP).set(1)
    code, said = probed(server, "--metrics", "broker_reach")
    assert code == 0
    assert 'newswire_broker_reachable{stage="dedup"} 1.0\n' in said
    assert all("broker_reach" in line.split("{")[0] for line in said.splitlines())


def test_the_command_waits_for_one_that_is_not_ready_yet(server: HealthServer, worker: Worker) -> None:
    """Between two restarts of an upgrade."""
    worker.ready = "recovering tables"
    assert probed(server, "--wait", "0")[0] == 1
    Timer(0.2, lambda: setattr(worker, "ready", None)).start()
    assert probed(server, "--wait", "30") == (0, "live   yes\nready  yes\n")


def test_the_command_says_which_setting_tells_where_the_process_is(server: HealthServer) -> None:
    server.close()
    code, said = probed(server)
    assert code == 1
    assert f"nobody answers at http://127.0.0.1:{server.port}/livez" in said
    assert "NEWSWIRE_WEB_PORT" in said
