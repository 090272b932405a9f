"""The longest that a process takes to end: where Kafka hangs, whatever is closed waits for it in turn."""

import os
import threading

import structlog

from streams.settings import variable
from streams.topics import Stage

FAILED = 3

log = structlog.get_logger()


def begin(stage: Stage, *, after_s: float) -> None:
    """End the process with exit code 3 if it has not ended so many seconds from now."""
    timer = threading.Timer(after_s, _end, args=(stage, after_s))
    timer.daemon = True
    timer.start()


def _end(stage: Stage, after_s: float) -> None:
    log.error(
        "stopped before all was closed; what was in hand is delivered again, nothing is lost",
        stage=stage,
        reason=f"it took over {variable('stop_timeout_s')}={after_s:g}: Kafka does not answer",
    )
    os._exit(FAILED)
