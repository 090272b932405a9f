"""The live picture: the flow on top, articles with their names below, and beside them the copies caught."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from streams.demo import paint
from streams.demo.accounts import Accounts
from streams.demo.board import Board
from streams.demo.flow import FLOW_HEIGHT, NARROW, FlowBoxes
from streams.demo.pace import Pace
from streams.demo.paint import QUIET

ARTICLE_LINES, COPY_LINES, LETTERS = 4, 4, 3
ABOUT = "a made-up news feed through a real Kafka: copies are held back, the rest gets its names marked"
BRIEFLY = "copies are held back, names are marked"


@dataclass(slots=True)
class View:
    """Renders things as they stand; `articles` is how many the feed will send, None without end."""

    accounts: Accounts
    board: Board
    pace: Pace
    articles: int | None
    footer: Sequence[str] = ()
    state: str = "warming up"

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.board.turn()
        height, width = options.max_height, options.max_width
        layout = Layout()
        layout.split_column(
            Layout(self._head(width), size=1),
            Layout(FlowBoxes(self.accounts, self.pace, self.board.entities, self.articles), size=FLOW_HEIGHT),
            Layout(name="body"),
            Layout(self._foot(), size=max(1, len(self.footer))),
        )
        self._fill(layout["body"], width, height - 1 - FLOW_HEIGHT - max(1, len(self.footer)))
        yield from console.render(layout, options.update(height=height))

    def _fill(self, body: Layout, width: int, height: int) -> None:
        letters_height = LETTERS + 2
        if width < NARROW:
            upper = max(3, height * 3 // 5)
            body.split_column(
                Layout(self._articles(width - 4, upper - 2, lines=ARTICLE_LINES - 1), size=upper),
                Layout(self._copies(height - upper - 2)),
            )
            return
        left = width * 3 // 5
        body.split_row(Layout(self._articles(left - 4, height - 2), size=left), Layout(name="right"))
        body["right"].split_column(
            Layout(self._copies(height - letters_height - 2)),
            Layout(self._letters(), size=letters_height),
        )

    def _head(self, width: int) -> RenderableType:
        line = Table.grid(expand=True)
        line.add_column(no_wrap=True)
        line.add_column(justify="right", no_wrap=True)
        title = Text.assemble(
            (" newswire ", "bold black on cyan"), ("  " + (BRIEFLY if width < NARROW else ABOUT), "bold")
        )
        minutes, left = divmod(int(self.pace.elapsed_s), 60)
        line.add_row(title, Text(f"{self.state}  {minutes}:{left:02d} ", style="bold"))
        return line

    def _articles(self, width: int, height: int, *, lines: int = ARTICLE_LINES) -> Panel:
        room = max(1, (height + 1) // (lines + 1))
        shown = [
            paint.article(event.record, lines=lines, width=width)
            for event in list(self.board.articles.shown)[:room]
        ]
        return Panel(
            _spaced(shown) if shown else _waiting("the first article"),
            title="[bold]out of the line: articles, and who and what they name",
            title_align="left",
            subtitle=paint.legend(),
            subtitle_align="left",
            border_style="green",
        )

    def _copies(self, height: int) -> Panel:
        room = max(1, (height + 1) // COPY_LINES)
        shown = [paint.copy(copy) for copy in list(self.board.copies.shown)[:room]]
        return Panel(
            _spaced(shown) if shown else _waiting("the first copy"),
            title="[bold]held back: copies, and of what",
            title_align="left",
            border_style="yellow",
        )

    def _letters(self) -> Panel:
        letters = list(self.board.letters)[:LETTERS]
        shown = [
            Text(f"{letter.reason}", style="red", no_wrap=True, overflow="ellipsis") for letter in letters
        ]
        return Panel(
            Group(*shown) if shown else Text("none so far", style=QUIET),
            title="[bold]dead letters: what can never pass, kept whole",
            title_align="left",
            border_style="red",
        )

    def _foot(self) -> RenderableType:
        return Group(
            *(Text(" " + line, style=QUIET, no_wrap=True, overflow="ellipsis") for line in self.footer)
        )


def _spaced(blocks: list[Text]) -> Group:
    return Group(*(part for block in blocks for part in (block, Text())))


def _waiting(what: str) -> Text:
    return Text(f"waiting for {what} …", style=QUIET)
