"""One panel of a picture: lines over time with their limits and legend, or the latest numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from tests.pictures.answers import Series, greatest
from tests.pictures.numbers import colour, shown, words
from tests.pictures.theme import FAINT, GRID, INK, LINES, LINK, NAMED, Style, write

TITLE_IN, LEGEND_IN, LEFT_IN, PAD_IN, TICKS_IN = 0.27, 0.15, 0.8, 0.08, 0.22
CHAR_IN, MARK_IN = 0.0525, 0.24  # of a legend, at its size
SERIES_MAX = 8


@dataclass(frozen=True)
class Box:
    """Where a panel is, in inches from the left lower corner of the picture."""

    x: float
    y: float
    width: float
    height: float


def numbers(figure: Figure, box: Box, panel: dict[str, Any], series: Sequence[Series]) -> None:
    """Paint the latest number of each series in the colour of its limits, above what it was before."""
    _title(figure, box, panel)
    defaults = panel["fieldConfig"]["defaults"]
    steps, said = defaults["thresholds"]["steps"], words(panel)
    width = box.width / len(series)
    for number, one in enumerate(series):
        part = Box(box.x + number * width, box.y, width, box.height - TITLE_IN)
        tone = NAMED[colour(one.last, steps)]
        _spark(figure, part, one, tone)
        text = said.get(f"{one.last:.0f}") or shown(one.last, defaults["unit"])
        size = min(17.0, 72 * 0.86 * width / (0.72 * len(text)))
        middle = part.x + width / 2
        write(figure, middle, part.y + 0.72 * part.height, text, Style(size, tone, weight="bold"))
        write(figure, middle, part.y + 0.40 * part.height, one.name, Style(7, FAINT))


def lines(figure: Figure, box: Box, panel: dict[str, Any], series: Sequence[Series]) -> None:
    """Paint the series over time."""
    _title(figure, box, panel)
    kept, tints = greatest(series, SERIES_MAX), cycle(LINES)
    legend = [(one.name, next(tints)) for one in kept]
    if len(series) > len(kept):
        legend.append((f"and {len(series) - len(kept)} more, lower than these", FAINT))
    rows = _legend(figure, box, legend)
    below = PAD_IN + rows * LEGEND_IN + TICKS_IN
    inner = Box(
        box.x + LEFT_IN,
        box.y + below,
        box.width - LEFT_IN - 2 * PAD_IN,
        box.height - below - TITLE_IN - PAD_IN,
    )
    axes = _axes(figure, inner)
    for one, (_, tint) in zip(kept, legend, strict=False):
        for at, values in one.pieces():
            axes.plot(at, values, color=tint, linewidth=1.1)
            axes.fill_between(at, values, color=tint, alpha=0.08, linewidth=0)
    top = max(max(one.values) for one in series)
    _scaled(axes, panel["fieldConfig"]["defaults"], top)
    axes.set_xlim(0, max(one.at[-1] for one in series))


def _scaled(axes: Axes, defaults: dict[str, Any], top: float) -> None:
    limits = [step for step in defaults["thresholds"]["steps"] if step["value"] is not None]
    near = [step["value"] for step in limits if step["value"] <= 4 * top or not top]
    axes.set_ylim(0, 1.12 * max([top, *near]) or 1)
    tints = {step["value"]: _side(defaults["thresholds"]["steps"], step["value"]) for step in limits}
    for at, tint in tints.items():
        if at in near:
            axes.axhline(at, color=tint, linewidth=1, linestyle=(0, (5, 3)))
    beyond = [at for at in tints if at not in near]
    if beyond:
        said = "limit above: " + ", ".join(shown(at, defaults["unit"]) for at in beyond)
        axes.text(
            0.995,
            0.97,
            said,
            transform=axes.transAxes,
            ha="right",
            va="top",
            fontsize=6.5,
            color=tints[beyond[0]],
        )
    axes.yaxis.set_major_locator(_ticks(defaults["unit"], top))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value, defaults["unit"])))


def _ticks(unit: str, top: float) -> MaxNLocator:
    if unit == "s" and top > 60:
        return MaxNLocator(4, steps=[1.2, 3, 6, 10])  # whole or half minutes
    return MaxNLocator(4, integer=unit == "short" and top > 2)


def _side(steps: Sequence[dict[str, Any]], at: float) -> str:
    """Return the colour of the bad side of a limit."""
    place = next(number for number, step in enumerate(steps) if step["value"] == at)
    here, before = steps[place]["color"], steps[place - 1]["color"]
    return NAMED[before if here == "green" else here]


def _legend(figure: Figure, box: Box, entries: Sequence[tuple[str, str]]) -> int:
    """Paint the legend into the bottom of a panel and return how many rows it has."""
    rows: list[list[tuple[float, str, str]]] = [[]]
    x, end = box.x + PAD_IN, box.x + box.width - PAD_IN
    for name, tint in entries:
        width = MARK_IN + CHAR_IN * len(name) + 0.08
        if x + width > end and rows[-1]:
            rows.append([])
            x = box.x + PAD_IN
        rows[-1].append((x, name, tint))
        x += width
    for number, row in enumerate(reversed(rows)):
        y = box.y + PAD_IN + (number + 0.45) * LEGEND_IN
        for x, name, tint in row:
            write(figure, x, y, "━", Style(8, tint, "left"))
            write(figure, x + MARK_IN * 0.75, y, name, Style(6.5, INK, "left"))
    return len(rows)


def _axes(figure: Figure, box: Box) -> Axes:
    width, height = figure.get_size_inches()
    axes = figure.add_axes((box.x / width, box.y / height, box.width / width, box.height / height))
    axes.set_facecolor("none")
    for side in axes.spines.values():
        side.set_visible(False)
    axes.grid(color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(colors=FAINT, labelsize=6.5, length=0, pad=3)
    axes.tick_params(axis="x", pad=5)
    axes.xaxis.set_major_locator(MultipleLocator(30))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda s, _: f"{s // 60:.0f}:{s % 60:02.0f}"))
    return axes


def _spark(figure: Figure, box: Box, series: Series, tint: str) -> None:
    width, height = figure.get_size_inches()
    place = (box.x / width, (box.y + 0.02) / height, box.width / width, 0.27 * box.height / height)
    axes = figure.add_axes(place)
    axes.axis("off")
    axes.fill_between(series.at, series.values, color=tint, alpha=0.13, linewidth=0)
    axes.plot(series.at, series.values, color=tint, alpha=0.55, linewidth=0.8)
    axes.set_ylim(0, 1.05 * max(*series.values, 1e-9))
    axes.margins(x=0)


def _title(figure: Figure, box: Box, panel: dict[str, Any]) -> None:
    y = box.y + box.height - TITLE_IN * 0.55
    write(figure, box.x + PAD_IN, y, panel["title"], Style(8, INK, "left", "bold"))
    if panel["links"] and panel["type"] != "stat":
        said = panel["links"][0]["title"]
        write(figure, box.x + box.width - PAD_IN, y, said, Style(6, LINK, "right"))
