"""Where the demonstration shows itself: a live picture on a terminal, plain lines anywhere else."""

import time
from contextlib import ExitStack
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.live import Live

from streams.demo.progress import progress_line
from streams.demo.view import View

FRAME_S, LINE_S = 0.25, 2.0


class Screen(Protocol):
    """Shows what is said before and after, and the picture in between."""

    def say(self, line: str) -> None:
        """Show a line."""

    def begin(self, view: View) -> None:
        """Begin to show the picture."""

    def turn(self) -> None:
        """Show how things stand now, if it is time to."""

    def end(self) -> None:
        """Show the picture no more. Harmless where it was never shown."""

    def __enter__(self) -> Self:
        """Return itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""


class _Screen:
    def __init__(self, console: Console, every_s: float) -> None:
        self._console, self._every_s = console, every_s
        self._view: View | None = None
        self._turned_at = 0.0

    def say(self, line: str) -> None:
        self._console.print(line, style="bright_black", markup=False, highlight=False, soft_wrap=True)

    def begin(self, view: View) -> None:
        self._view = view

    def turn(self) -> None:
        if self._view is not None and time.monotonic() - self._turned_at >= self._every_s:
            self._turned_at = time.monotonic()
            self._show(self._view)

    def end(self) -> None:
        self._view = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _show(self, view: View) -> None:
        raise NotImplementedError


class LiveScreen(_Screen):
    """Draws the picture four times a second, on the terminal's second page: the first stays as it was."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, FRAME_S)
        self._stack = ExitStack()
        self._live: Live | None = None

    def begin(self, view: View) -> None:
        """Begin to show the picture."""
        super().begin(view)
        # Drawn by the thread that hears events: another one would read the accounts while they change.
        self._live = self._stack.enter_context(
            Live(view, console=self._console, screen=True, auto_refresh=False)
        )

    def end(self) -> None:
        """Show the first page again."""
        super().end()
        self._live = None
        self._stack.close()

    def _show(self, view: View) -> None:
        if self._live is not None:
            self._live.update(view, refresh=True)


class PlainScreen(_Screen):
    """Writes a line every two seconds, and a last one at the end: how it went, not how it stood before."""

    def __init__(self, console: Console) -> None:
        super().__init__(console, LINE_S)

    def begin(self, view: View) -> None:
        """Say where to look, and begin to write."""
        super().begin(view)
        for line in view.footer:
            self.say(line)

    def end(self) -> None:
        """Write the last line."""
        if self._view is not None:
            self._show(self._view)
        super().end()

    def _show(self, view: View) -> None:
        self.say(progress_line(view.accounts, view.pace.elapsed_s))
