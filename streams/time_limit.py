"""The longest that a process takes to end: where Kafka hangs, whatever is closed waits for it in turn."""

import os
import threading

import structlog

from streams.errors import Misconfigured
from streams.settings import variable
from streams.topics import Stage

MISCONFIGURED, FAILED = 2, 3

log = structlog.get_logger()


def begin(stage: Stage, *, after_s: float, why: BaseException | None = None) -> None:
    """End the process with exit code 3 if it has not ended so many seconds from now.

    `why` is what it ends for, if something failed; with exit code 2 for what an operator must mend.
    """
    timer = threading.Timer(after_s, _end, args=(stage, after_s, why))
    timer.daemon = True
    timer.start()


def _end(stage: Stage, after_s: float, why: BaseException | None) -> None:
    log.error(
        "stopped before all was closed; what was in hand is delivered again, nothing is lost",
        stage=stage,
        reason=f"it took over {variable('stop_timeout_s')}={after_s:g}: {why or 'Kafka does not answer'}",
    )
    os._exit(MISCONFIGURED if isinstance(why, Misconfigured) else FAILED)
