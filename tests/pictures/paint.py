"""A dashboard as a picture: its panels where the grid has them, with titles, units, limits, legends."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from PIL import Image

from tests.pictures.answers import Series
from tests.pictures.panels import Box, lines, numbers
from tests.pictures.theme import BACK, CARD, EDGE, FAINT, INK

WIDTH_IN, ROW_IN, HEAD_IN, GAP_IN, DPI = 10.0, 0.29, 0.55, 0.05, 150
COLOURS = 200  # of the file's palette: it halves its size, and nobody sees it

Answered = dict[int, list[Series]]


def painted(page: dict[str, Any], answered: Answered, path: Path) -> None:
    """Write the picture of a dashboard."""
    mpl.rcParams.update({"font.family": "DejaVu Sans", "text.color": INK, "font.size": 7})
    rows = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in page["panels"])
    height = HEAD_IN + rows * ROW_IN + GAP_IN
    figure = plt.figure(figsize=(WIDTH_IN, height), facecolor=BACK)
    _head(figure, page, height)
    for panel in page["panels"]:
        box = _card(figure, panel["gridPos"], height)
        paint = numbers if panel["type"] == "stat" else lines
        paint(figure, box, panel, answered[panel["id"]])
    _saved(figure, path)


def _head(figure: Figure, page: dict[str, Any], height: float) -> None:
    top = 1 - 0.5 * HEAD_IN / height
    figure.text(0.012, top, page["title"], fontsize=12, fontweight="bold", va="center")
    chosen = [f"{one['label']}: All" for one in page.get("templating", {}).get("list", [])]
    figure.text(0.988, top, "   ".join(chosen), fontsize=8, color=FAINT, va="center", ha="right")


def _card(figure: Figure, place: dict[str, int], height: float) -> Box:
    column = WIDTH_IN / 24
    box = Box(
        x=place["x"] * column + GAP_IN,
        y=height - HEAD_IN - (place["y"] + place["h"]) * ROW_IN + GAP_IN,
        width=place["w"] * column - 2 * GAP_IN,
        height=place["h"] * ROW_IN - 2 * GAP_IN,
    )
    size = figure.get_size_inches()
    corner = (box.x / size[0], box.y / size[1])
    figure.patches.append(
        FancyBboxPatch(
            corner,
            box.width / size[0],
            box.height / size[1],
            boxstyle="round,pad=0,rounding_size=0.003",
            transform=figure.transFigure,
            facecolor=CARD,
            edgecolor=EDGE,
            linewidth=0.8,
            zorder=-1,  # below the axes
        )
    )
    return box


def _saved(figure: Figure, path: Path) -> None:
    figure.savefig(path, dpi=DPI, facecolor=BACK)
    plt.close(figure)
    with Image.open(path) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
