"""The report of a benchmark: tables for people, the same as JSON for comparing."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from tests.bench.figures import Figure, Result

_DIGITS_FROM = ((100, 0), (10, 1), (0, 3))


def show(result: Result, console: Console) -> None:
    """Write what one benchmark measured, as soon as it has."""
    console.print(_table(result))
    for note in result.notes:
        console.print(f"  {note}", style="dim", highlight=False)


def conclude(results: Sequence[Result], about: Mapping[str, str], console: Console) -> None:
    """Write what everything was measured on, and how many bars it keeps."""
    for name, value in about.items():
        console.print(f"{name}: {value}", style="dim", highlight=False, soft_wrap=True)
    barred = [figure for result in results for figure in result.figures if figure.bar]
    kept = sum(bool(figure.met) for figure in barred)
    console.print(f"{kept} of {len(barred)} bars met", style="bold", highlight=False)


def as_json(results: Sequence[Result], about: Mapping[str, str]) -> bytes:
    """Return all of it with every repetition's value."""
    plain = [
        {"title": result.title, "notes": result.notes, "figures": [_plain(f) for f in result.figures]}
        for result in results
    ]
    return orjson.dumps({"about": dict(about), "results": plain}, option=orjson.OPT_INDENT_2)


def about(machine: Mapping[str, str], *, command: str, articles: str, load_after: str) -> dict[str, str]:
    """Return what whoever compares figures must know of a run."""
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return {"command": command, "date": date, "articles": articles, **machine, "load after": load_after}


def said(value: float) -> str:
    """Return a value with about three significant digits."""
    digits = next(digits for least, digits in _DIGITS_FROM if abs(value) >= least)
    return f"{value:,.{digits}f}"


def _table(result: Result) -> Table:
    table = Table(title=result.title, title_justify="left", title_style="bold", min_width=78)
    table.add_column("what")
    for column in ("median", "each time"):
        table.add_column(column, justify="right")
    table.add_column("unit")
    table.add_column("bar")
    for figure in result.figures:
        each = " ".join(map(said, figure.values)) if len(figure.values) > 1 else ""
        table.add_row(figure.name, said(figure.value), each, figure.unit, _verdict(figure))
    return table


def _verdict(figure: Figure) -> str:
    if figure.bar is None:
        return ""
    return f"[green]{figure.bar} met[/]" if figure.met else f"[red]{figure.bar} not met[/]"


def _plain(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "unit": figure.unit,
        "median": figure.value,
        "values": figure.values,
        "bar": str(figure.bar) if figure.bar else None,
        "met": figure.met,
    }
