"""Running a stage as a process: its state folder, its health, its signals, its end.

Live means that the event loop turns and that no record has been in hand for longer than it may; ready means
that partitions are assigned and tables recovered.
"""

import ctypes
import fcntl
import gc
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import faust
import structlog

from streams import health
from streams.agents import stopping
from streams.agents.app import StageApp
from streams.agents.flow import Flow
from streams.agents.welcome import Ask, Welcome
from streams.broker import reach
from streams.errors import Misconfigured, NewswireError
from streams.security.refusals import meant, understood
from streams.settings import Settings, variable
from streams.topics import Stage

log = structlog.get_logger()

BEAT_S_MAX = 30.0
IN_HAND_S_MAX = 300.0
_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 256 * 1024


@contextmanager
def state_folder(settings: Settings, stage: Stage, *, cluster: str) -> Iterator[Path]:
    """Hold a worker's state folder for as long as it runs.

    Raises Misconfigured if another worker holds it, or if it belongs to another Kafka cluster: offsets kept
    there would mean other records here.
    """
    folder = settings.data_dir / stage
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise Misconfigured(
            f"{variable('data_dir')}={settings.data_dir}: cannot be written ({error.strerror})"
        ) from error
    with lock:
        _hold(lock, folder)
        _belongs(folder, cluster)
        yield folder


def run(app: StageApp, flow: Flow, settings: Settings, *, ask: Ask, loglevel: str) -> int:
    """Run a stage until a signal ends it and return the exit code: 0, or 2 or 3 after a failure (say what).

    `ask` raises Misconfigured where Kafka would not let us in, and is called every few seconds.
    """
    port = settings.web_port_of(flow.stage)
    welcome = Welcome(app, ask, every_s=settings.kafka_session_timeout_s)
    ready = _ready(app, flow, settings, welcome, keep_asking(app, flow.stage, settings))
    health.measure(flow.stage, ready=ready, data_dir=settings.data_dir)
    stopping.arrange(app, flow, within_s=settings.stop_timeout_s)
    with health.serve(settings.web_host, port, live=_live(flow), ready=ready) as server:
        log.info("starting", stage=flow.stage, metrics=f"http://{settings.web_host}:{server.port}/metrics")
        worker = faust.Worker(
            app, loglevel=loglevel, quiet=True, override_logging=False, redirect_stdouts=False
        )
        worker.spinner = None  # it writes to the terminal, and into redirected logs
        _collect_less()
        give_back_large()
        try:
            worker.execute_from_commandline()
        except SystemExit as end:
            return _exit_code(app, flow, settings, end.code, ask=ask)
        except NewswireError as error:
            log.error("stopped", stage=flow.stage, reason=str(error))  # noqa: TRY400  it says all there is
            return 3
    return 0


def keep_asking(app: StageApp, stage: Stage, settings: Settings) -> Callable[[], bool]:
    """Have a worker ask whether Kafka answers, for as long as it runs; returns what tells the last answer."""
    last = deque([True], maxlen=1)

    async def asked() -> None:
        await reach.ask(settings, stage, ended=lambda: app.should_stop, noted=last.append)

    app.task(asked)
    return lambda: last[-1]


def _collect_less() -> None:
    """Leave what is loaded by now to no garbage collection, and look through the rest more rarely.

    Records in hand are many and live long enough to be looked through again and again: a tenth of the CPU.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def give_back_large() -> None:
    """Have the allocator return each large array's memory to the system when it is freed (glibc only).

    By itself it comes to keep all below 32 MB in one heap, where those of the index's growth left holes: 70
    MB at a million articles.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def _exit_code(app: StageApp, flow: Flow, settings: Settings, code: object, *, ask: Ask) -> int:
    if app.crash_reason is not None:
        reason = understood(app.crash_reason, settings, flow.stage, ask=ask)
        log.error("stopped", stage=flow.stage, reason=f"{type(reason).__name__}: {reason}")
        return 2 if isinstance(reason, Misconfigured) else 3
    log.info("stopped", stage=flow.stage)
    return code if isinstance(code, int) else 0


def _hold(lock: IO[str], folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Misconfigured(
            f"{folder} is another worker's; give each its own {variable('data_dir')} "
            f"(and {variable('web_port')})"
        ) from error


def _belongs(folder: Path, cluster: str) -> None:
    mark = folder / "cluster"
    if mark.exists() and mark.read_text().strip() != cluster:
        raise Misconfigured(
            f"{folder} holds the state of Kafka cluster {mark.read_text().strip()}; this one is {cluster}. "
            f"Set another {variable('data_dir')}, or remove the folder: it is rebuilt from Kafka"
        )
    mark.write_text(cluster)


def _live(flow: Flow) -> Callable[[], str | None]:
    def live() -> str | None:
        silent = time.monotonic() - flow.beat_at
        if silent > BEAT_S_MAX:
            return f"the event loop has not turned for {silent:.0f} s"
        oldest = max(flow.ledger.ages().values(), default=0.0)
        return f"a record has been in hand for {oldest:.0f} s" if oldest > IN_HAND_S_MAX else None

    return live


def _ready(
    app: StageApp, flow: Flow, settings: Settings, welcome: Welcome, answers: Callable[[], bool]
) -> Callable[[], str | None]:
    def ready() -> str | None:
        if app.crash_reason is not None:
            return f"stopping: {meant(app.crash_reason, settings, flow.stage)}"
        if welcome.refusal is not None:
            return str(welcome.refusal)
        if not answers():
            return "Kafka does not answer"
        if flow.not_ready or not flow.assigned_once:
            return flow.not_ready or "no partitions assigned yet"
        return "recovering tables" if app.in_recovery or app.rebalancing else None

    return ready
