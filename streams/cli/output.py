"""How commands print: tables for people, JSON for programs, and quietly gone when the reader has gone."""

import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from streams.wire.codec import encode

PIPE_COLUMNS = 400
# Control characters but the newline and the tab: an article's text must not steer anybody's terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def console() -> Console:
    """Return a console on standard output; where that is no terminal, wide, without colours or wrapping."""
    if sys.stdout.isatty():
        return Console(file=sys.stdout, highlight=False)
    return Console(file=sys.stdout, highlight=False, width=PIPE_COLUMNS)


def show(*what: RenderableType) -> None:
    """Print for people. Ends the program with exit code 0 where nobody reads any more."""
    screen = console()
    with screen.capture() as captured:
        for renderable in what:
            screen.print(renderable)
    text = captured.get()
    if not screen.is_terminal:
        text = "".join(line.rstrip() + "\n" for line in text.splitlines())
    write(text)


def show_json(value: Any) -> None:
    """Print one value as one line of JSON. Ends the program as `show` does."""
    write(encode(value).decode() + "\n")


def write(text: str) -> None:
    """Print text as it is, at once. Ends the program with exit code 0 where nobody reads on (`| head`)."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as error:
        # Else the interpreter flushes again on its way out, and complains.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from error


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Return a plain table; the last column may wrap, the others stay whole."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns[:-1]:
        made.add_column(column, no_wrap=True)
    made.add_column(columns[-1])
    for row in rows:
        made.add_row(*(Text(harmless(str(cell))) for cell in row))
    return made


def harmless(text: str) -> str:
    """Return a text of anybody's making with what would steer a terminal taken out."""
    return _CONTROL.sub("", text)
