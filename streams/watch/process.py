"""Running a watcher: its probes, its signals, its duties while it is the one who acts, its end.

A plain asyncio process and no Faust stage: it passes no article on, and one of it is enough.
"""

import asyncio
import signal
import time
from collections.abc import Sequence

import structlog
from aiokafka.errors import KafkaError

from streams import health, time_limit
from streams.beside import first, through
from streams.broker.admission import admission
from streams.broker.contact import Contact
from streams.errors import Misconfigured, NewswireError
from streams.security.refusals import understood
from streams.settings import Settings
from streams.topics import Stage
from streams.watch.canary import Canaries
from streams.watch.duty import Duty, Make
from streams.watch.office import Office, candidacy
from streams.watch.sources import Sources

log = structlog.get_logger()

BEAT_S, BEAT_S_MAX = 1.0, 30.0
# One line for each duty.
DUTIES: tuple[Make, ...] = (Canaries, Sources)


def run(settings: Settings, duties: Sequence[Make] = DUTIES) -> int:
    """Watch until a signal ends it and return the exit code: 0, or 2 or 3 after a failure (say what).

    Raises Misconfigured where its port cannot be had.
    """
    watcher = Watcher(settings, duties)
    health.measure(Stage.WATCH, ready=watcher.not_ready)
    port = settings.web_port_of(Stage.WATCH)
    with health.serve(settings.web_host, port, live=watcher.stuck, ready=watcher.not_ready) as server:
        where = f"http://{settings.web_host}:{server.port}/metrics"
        log.info("starting", stage=Stage.WATCH, metrics=where)
        failure = asyncio.run(watcher.run())
    if failure is None:
        log.info("stopped", stage=Stage.WATCH)
        return 0
    reason = understood(failure, settings, Stage.WATCH, ask=watcher.ask)
    unforeseen = None if isinstance(reason, KafkaError | NewswireError) else reason
    log.error("stopped", stage=Stage.WATCH, reason=f"{type(reason).__name__}: {reason}", exc_info=unforeseen)
    return 2 if isinstance(reason, Misconfigured) else 3


class Watcher:
    """One process that watches; `not_ready` and `stuck` are its probes."""

    def __init__(self, settings: Settings, makes: Sequence[Make]) -> None:
        self._settings, self._makes = settings, makes
        self.ask = admission(settings)
        self._contact = Contact(settings, Stage.WATCH, ask=self.ask)
        self._office: Office | None = None
        self._duties: tuple[Duty, ...] = ()
        self._beat_at = time.monotonic()

    def not_ready(self) -> str | None:
        """Return why it cannot do its duties, or None; a spare is ready to."""
        if (reason := self._contact.not_ready()) is not None:
            return reason
        if self._office is None or not self._office.joined:
            return "not in the group of watchers yet"
        return next((reason for duty in self._duties if (reason := duty.not_ready())), None)

    def stuck(self) -> str | None:
        """Return why it is not alive, or None."""
        silent_s = time.monotonic() - self._beat_at
        return f"the event loop has not turned for {silent_s:.0f} s" if silent_s > BEAT_S_MAX else None

    async def run(self) -> BaseException | None:
        """Watch until a signal comes, and return None, or until something fails, and return what did."""
        loop, told = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop, told)
        return await first(
            told.wait(),
            self._beat(),
            self._contact.answered(),
            self._contact.admitted(),
            self._serve(),
            failing=self._limit,
        )

    def _stop(self, told: asyncio.Event) -> None:
        self._limit()
        told.set()

    def _limit(self) -> None:
        time_limit.begin(Stage.WATCH, after_s=self._settings.stop_timeout_s)

    async def _beat(self) -> None:
        while True:
            self._beat_at = time.monotonic()
            await asyncio.sleep(BEAT_S)

    async def _serve(self) -> None:
        """Do the duties whenever this process is the one who acts. Raises what one of them raised."""
        async with candidacy(self._settings) as (office, polling):
            self._office = office
            while True:
                await through(office.won(), asyncio.shield(polling), failing=self._limit)
                log.info("in office", stage=Stage.WATCH)
                self._duties = tuple(make(self._settings) for make in self._makes)
                works = (duty.run() for duty in self._duties)
                await through(office.lost(), asyncio.shield(polling), *works, failing=self._limit)
                self._duties = ()
                log.info("no longer in office", stage=Stage.WATCH)
