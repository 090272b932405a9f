"""How long a worker may take to end: where Kafka hangs, each table that is closed waits for it in turn.

What is not settled by then is delivered again, as after a kill, and nothing is lost.
"""

import os
import threading
from typing import TYPE_CHECKING, Any

import structlog

from streams.settings import variable
from streams.topics import Stage

if TYPE_CHECKING:
    import faust

FAILED = 3

log = structlog.get_logger()


def limit(app: "faust.App", stage: Stage, *, after_s: float) -> None:
    """End the process with exit code 3 if it has not ended so many seconds after it began to stop."""

    def began(*_: Any, **__: Any) -> None:
        begin(stage, after_s=after_s)

    app.on_before_shutdown.connect(began)


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
