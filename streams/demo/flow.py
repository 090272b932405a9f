"""The flow as three boxes: what the feed sent, what dedup decided, what enrich found, and how fast."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from streams.demo import paint
from streams.demo.accounts import Accounts, StageFigures
from streams.demo.pace import Pace
from streams.demo.paint import QUIET

FLOW_HEIGHT: Final = 5
NARROW: Final = 110


@dataclass(slots=True)
class FlowBoxes:
    """The boxes as things stand; `articles` is how many the feed will send, None without end."""

    accounts: Accounts
    pace: Pace
    entities: int
    articles: int | None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        narrow = options.max_width < NARROW
        grid = Table.grid(expand=True)
        for ratio in (3, None, 7, None, 6) if narrow else (4, None, 6, None, 6):
            grid.add_column(ratio=ratio, vertical="middle")
        arrow = Text("▶" if narrow else " ▶ ", style="bold cyan")
        boxes = (self._feed_box(narrow), self._dedup_box(narrow), self._enrich_box(narrow))
        grid.add_row(boxes[0], arrow, boxes[1], arrow, boxes[2])
        yield grid

    def _feed_box(self, narrow: bool) -> Panel:
        sent = self.accounts.live["sent"]
        total = f" of {self.articles:,}" if self.articles else ""
        lines: list[RenderableType] = [
            _counts((sent, total + ("" if narrow else " articles sent"), "default")),
            _line((f"{self.pace.rate('sent'):.0f}", "bold"), (" a second", "default")),
        ]
        if self.articles:
            lines.append(ProgressBar(total=self.articles, completed=sent, complete_style="cyan"))
        return _box("feed" if narrow else "feed → Kafka", lines)

    def _dedup_box(self, narrow: bool) -> Panel:
        live, figures = self.accounts.live, self.accounts.stages["dedup"]
        repeats, dead = self.accounts.repeats, live["dead at dedup"]
        lines = [
            _counts(
                (live["duplicates"], " copies caught  ", "yellow"),
                (repeats, " repeats", "default"),
            ),
            _counts(
                (live["unique"], " unique  ", "green"),
                (live["revisions"], " rev.  " if narrow else " revised  ", "default"),
                (dead, " dead" if narrow else " dead letters", "red"),
            ),
            self._timing(figures, "decided", self.accounts.undecided, narrow=narrow),
        ]
        return _box("dedup", lines)

    def _enrich_box(self, narrow: bool) -> Panel:
        live, figures = self.accounts.live, self.accounts.stages["enrich"]
        lines = [
            _counts(
                (live["enriched"], " articles  ", "green"),
                (self.entities, " names" if narrow else " names found", "cyan"),
            ),
            self._timing(figures, "enriched", self.accounts.unenriched, narrow=narrow),
            _line(("end to end", QUIET), *_percentiles(self.accounts.end_to_end, narrow=narrow)),
        ]
        return _box("enrich", lines)

    def _timing(self, figures: StageFigures, what: str, waiting: int, *, narrow: bool) -> Text:
        return _line(
            (f"{self.pace.rate(what):.0f}", "bold"),
            ("/s  lag ", QUIET),
            (f"{waiting:,}", "bold"),
            *_percentiles(figures, narrow=narrow),
        )


def _percentiles(figures: StageFigures, *, narrow: bool) -> list[tuple[str, str]]:
    parts = []
    for percent in (50,) if narrow else (50, 99):
        parts += [(f"  p{percent} ", QUIET), (paint.seconds(figures.percentile(percent)), "bold")]
    return parts


def _counts(*counts: tuple[int, str, str]) -> Text:
    """Return numbers with what they count, each in its colour, the number in bold."""
    parts = []
    for number, what, colour in counts:
        parts += [(f"{number:,}", f"bold {colour}"), (what, colour)]
    return _line(*parts)


def _box(title: str, lines: Sequence[RenderableType]) -> Panel:
    return Panel(
        Group(*lines),
        title=f"[bold cyan]{title}",
        title_align="left",
        border_style="cyan",
        height=FLOW_HEIGHT,
    )


def _line(*parts: tuple[str, str]) -> Text:
    return Text.assemble(*parts, no_wrap=True, overflow="ellipsis")
