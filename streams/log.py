"""Logging: one line per event on standard error, for people or for machines, and no secret in any of them.

What Faust, mode and aiokafka log goes the same way, from warnings up. At debug their calls alone cost a
worker 18 % of its speed, so `NEWSWIRE_LOG_LEVEL=debug` shows theirs from info up.
"""

import logging
import sys
import time
from collections.abc import Callable, Iterable

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from streams.security.masking import masked
from streams.security.passwords import password
from streams.settings import Settings, unknown

LIBRARIES = ("faust", "mode", "aiokafka", "asyncio", "httpx", "httpcore", "trafilatura", "urllib3")
# kafka-python logs four lines for each try to connect, then raises what streams.broker explains in one.
RAISES_WHAT_IT_LOGS = ("kafka",)
KINDS_MAX = 1_000  # of messages remembered


def configure(settings: Settings) -> None:
    """Send every log line of this process to standard error, as the settings want. May be called again."""
    level = getattr(logging, settings.log_level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_common(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Handler)]:
        root.removeHandler(handler)
    root.addHandler(_Handler(settings))
    root.setLevel(level)
    debug = level == logging.DEBUG
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.INFO if debug else max(level, logging.WARNING))
    for name in RAISES_WHAT_IT_LOGS:
        logging.getLogger(name).setLevel(logging.INFO if debug else logging.CRITICAL)
    for name in unknown():
        structlog.get_logger(__name__).warning("no setting, and ignored", variable=name)


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]
    """Ours, told apart from those of a test runner or an embedding program, which stay."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(sys.stderr)
        self.addFilter(Sparse())
        # The console's renderer shows a traceback by itself; for machines it becomes a field.
        for_machines = settings.log_format == "json"
        self.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=list(_common()),
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *([structlog.processors.format_exc_info] if for_machines else []),
                    structlog.processors.JSONRenderer(default=str)
                    if for_machines
                    else structlog.dev.ConsoleRenderer(
                        colors=sys.stderr.isatty(),
                        # The other kind prints every local, whole articles among them.
                        exception_formatter=structlog.dev.plain_traceback,
                    ),
                    _Redacted([password(settings)]),
                ],
            )
        )


class Sparse(logging.Filter):
    """Lets the same message of a library through once in `every_s` seconds, saying how many were held back.

    While a broker is away its client says so forty times a second, and buries what else happened.
    """

    def __init__(self, *, every_s: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._every_s, self._clock = every_s, clock
        self._said: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write this line; ours always are."""
        library = record.name.partition(".")[0]
        if library not in LIBRARIES:
            return True
        kind = (record.name, str(record.msg))
        at, held = self._said.get(kind, (float("-inf"), 0))
        now = self._clock()
        if now - at < self._every_s:
            self._said[kind] = (at, held + 1)
            return False
        if len(self._said) >= KINDS_MAX:
            self._said.clear()
        self._said[kind] = (now, 0)
        if held:
            record.msg = f"{record.getMessage()} (and {held} more like it)"
            record.args = None
        return True


class _Redacted:
    """The last step of every line: secrets become asterisks, in whatever form they stand there."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [secret for secret in secrets if secret]

    def __call__(self, _logger: WrappedLogger, _name: str, line: str | EventDict) -> str:
        return masked(str(line), self._secrets)


def _common() -> Iterable[Processor]:
    return (
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    )
