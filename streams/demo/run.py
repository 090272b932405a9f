"""The demonstration: a feed of known truth through the whole line, watched until the line is empty again.

It always ends: with the feed and an empty line, with whatever has died, or once nothing has moved for a
while.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from streams.demo.accounts import Accounts
from streams.demo.board import Board
from streams.demo.events import Copied, Enriched, Event, Passed, Sent
from streams.demo.line import Line, running_line
from streams.demo.pace import Pace
from streams.demo.scraping import scraped
from streams.demo.screen import Screen
from streams.demo.summary import Summary, summarise
from streams.demo.traffic import WARMING_RECORDS, Traffic, flowing
from streams.demo.view import View
from streams.settings import Settings
from streams.sources.synthetic import FedRecord, endless_feed, feed

STILL_S_MAX = 45.0
SETTLE_S = 1.0
AFTER_STOP_S_MAX = 15.0
_SCRAPE_S = 0.5
_TAKE_S = 0.05
_COUNTED = {Sent: "sent", Passed: "decided", Copied: "decided", Enriched: "enriched"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to feed: so many articles (None: until interrupted), made from a seed, so many a second."""

    articles: int | None
    rate: float
    seed: int

    def records(self) -> Iterator[FedRecord]:
        """Return the feed."""
        return endless_feed(self.seed) if self.articles is None else feed(self.articles, self.seed)


def demonstrate(settings: Settings, plan: Plan, screen: Screen) -> Summary:
    """Return what came of the feed; everything that was started has ended by then.

    Raises Unavailable or Misconfigured where Kafka or a worker cannot be started or ends, with its log's end.
    """
    began = time.monotonic()
    with _folder(screen) as folder:
        with running_line(settings, folder.path, say=screen.say) as line:
            demonstration = Demonstration(line, plan, screen, began)
            with screen, flowing(line.settings, plan.records(), rate=plan.rate) as traffic:
                screen.begin(demonstration.view)
                demonstration.watch(traffic)
            summary = demonstration.summary()
        folder.keep = not summary.ok
        return summary


class Demonstration:
    """Keeps the accounts of what is seen, and shows them."""

    def __init__(self, line: Line, plan: Plan, screen: Screen, began_s: float) -> None:
        self._line, self._screen, self._began_s = line, screen, began_s
        self._endless = plan.articles is None
        self._accounts, self._board = Accounts(), Board(time.monotonic)
        self._pace = Pace(time.monotonic)
        self._first_enriched_s: float | None = None
        self._moved_at = self._scraped_at = time.monotonic()
        self.view = View(self._accounts, self._board, self._pace, plan.articles, footer=_footer(line))

    def summary(self) -> Summary:
        """Return the summary as things stand."""
        return summarise(self._accounts, first_enriched_s=self._first_enriched_s)

    def watch(self, traffic: Traffic) -> None:
        """Return once the feed is at its end and the line is empty, or has not moved for 45 s.

        An endless feed is ended by KeyboardInterrupt; the line then has 15 s to empty.
        """
        try:
            self._until_drained(traffic, STILL_S_MAX)
        except KeyboardInterrupt:
            if not self._endless:
                raise
            traffic.stop_feeding.set()
            self._until_drained(traffic, AFTER_STOP_S_MAX)
        self.view.state = "the line is empty"
        self._until(traffic, time.monotonic() + SETTLE_S)

    def _until_drained(self, traffic: Traffic, still_s_max: float) -> None:
        self._moved_at = time.monotonic()
        while not (traffic.fed and self._accounts.drained):
            self._turn(traffic)
            if traffic.fed:
                self.view.state = "emptying"
                if time.monotonic() - self._moved_at > still_s_max:
                    return

    def _until(self, traffic: Traffic, deadline: float) -> None:
        """Go on until then: a verdict may still be corrected, and the last figures come in."""
        while time.monotonic() < deadline:
            self._turn(traffic)

    def _turn(self, traffic: Traffic) -> None:
        for event in traffic.take(wait_s=_TAKE_S):
            self._hear(event)
        if time.monotonic() - self._scraped_at >= _SCRAPE_S:
            self._scraped_at = time.monotonic()
            self._line.check()
            self._scrape()
        if not traffic.warm.is_set() and self._warmed():
            self._accounts.start_the_clock()
            self.view.state = "● live"
            traffic.warm.set()
        self._board.turn()
        self._screen.turn()

    def _warmed(self) -> bool:
        return self._accounts.live["sent"] >= WARMING_RECORDS and self._accounts.drained

    def _hear(self, event: Event) -> None:
        if not self._accounts.hear(event):
            return
        self._moved_at = time.monotonic()
        self._board.hear(event)
        if type(event) in _COUNTED:
            self._pace.count(_COUNTED[type(event)])
        if isinstance(event, Enriched) and self._first_enriched_s is None:
            self._first_enriched_s = time.monotonic() - self._began_s

    def _scrape(self) -> None:
        for worker in self._line.workers:
            text = worker.get("/metrics")
            if text is not None:
                self._accounts.hear(scraped(text, worker.stage))


def _footer(line: Line) -> list[str]:
    metrics = "   ".join(f"{worker.stage} {worker.metrics_url}" for worker in line.workers)
    where = f"Kafka {line.settings.kafka_bootstrap_servers}   logs {line.workers[0].log.parent}"
    return [f"metrics   {metrics}", f"{where}   Ctrl-C ends it"]


@dataclass(slots=True)
class _Folder:
    path: Path
    keep: bool = True


@contextmanager
def _folder(screen: Screen) -> Iterator[_Folder]:
    """Give a folder for data and logs; it is kept unless all went well, since the reason may be in there."""
    folder = _Folder(Path(tempfile.mkdtemp(prefix="newswire-demo-")))
    try:
        yield folder
    except KeyboardInterrupt:
        folder.keep = False
        raise
    finally:
        if folder.keep:
            screen.say(f"data and logs are kept in {folder.path}")
        else:
            rmtree(folder.path, ignore_errors=True)
