"""What `newswire ingest` tells on standard error while it runs, and the sentence it ends with."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn
from rich.text import Text

from streams.cli.output import harmless
from streams.errors import Reason
from streams.sources.refused import Refused

REFUSALS_SHOWN_MAX = 20
_LINE_EVERY_S = 10.0
_REDRAW_EVERY_S = 0.1


class Report:
    """Shows how far it is: a bar where standard error is a terminal, else a line every ten seconds.

    `sent` returns the articles confirmed so far. `total` is what `at` of `progress` runs up to, if known. The
    first refusals are shown one by one, with their places; `summary` counts all.
    """

    def __init__(self, sent: Callable[[], int], *, total: float | None = None) -> None:
        self.refusals: Counter[Reason] = Counter()
        self._sent, self._total = sent, total
        self._began = self._shown = time.monotonic()
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            columns = [SpinnerColumn()] if self._total is None else [BarColumn(), TaskProgressColumn()]
            self._bar = Progress(*columns, TextColumn("{task.description}"), console=self._console)
            self._task = self._bar.add_task("", total=self._total)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def progress(self, at: float) -> None:
        """Show where the work is, if it is time to; cheap enough for every article."""
        now = time.monotonic()
        if now - self._shown < (_REDRAW_EVERY_S if self._bar else _LINE_EVERY_S):
            return
        self._shown = now
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=at, description=self._counts())
        else:
            share = f" ({at / self._total:.0%})" if self._total else ""
            self._say(f"{self._counts()}{share}")

    def refused(self, refused: Refused) -> None:
        """Count a refusal, and show it with its place if it is one of the first."""
        self.refusals[refused.reason] += 1
        shown = self.refusals.total()
        if shown <= REFUSALS_SHOWN_MAX:
            self._say(str(refused))
        if shown == REFUSALS_SHOWN_MAX:
            self._say("further refusals are only counted")

    def summary(self) -> str:
        """Return the closing sentence: what was sent, what was refused and why, in what time."""
        seconds = time.monotonic() - self._began
        why = ", ".join(f"{reason.value} {count:,}" for reason, count in self.refusals.most_common())
        return f"{self._counts()}{f' ({why})' if why else ''} in {seconds:.1f} s"

    def _counts(self) -> str:
        return f"{self._sent():,} sent, {self.refusals.total():,} refused"

    def _say(self, line: str) -> None:
        if self._bar:
            self._console.print(Text(harmless(line)))
        else:
            sys.stderr.write(harmless(line) + "\n")
            sys.stderr.flush()
