"""The colours of Grafana's dark theme, and text in them."""

from typing import NamedTuple

from matplotlib.figure import Figure

BACK, CARD, EDGE, GRID = "#111217", "#181b1f", "#2c3235", "#2a2d33"
INK, FAINT, LINK = "#d5d6e0", "#8e9099", "#6e9fff"
NAMED = {"green": "#73bf69", "orange": "#ff9830", "red": "#f2495c"}
LINES = (
    "#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#fade2a",
    "#37872d", "#ffa6b0",
)  # fmt: skip


class Style(NamedTuple):
    """How text is set."""

    size: float
    tint: str = INK
    align: str = "center"
    weight: str = "normal"


def write(figure: Figure, x: float, y: float, text: str, style: Style) -> None:
    """Set text beside or around a point, in inches from the left lower corner."""
    width, height = figure.get_size_inches()
    place = (x / width, y / height, text)
    said = figure.text(*place, fontsize=style.size, color=style.tint, ha=style.align, va="center")
    said.set_fontweight(style.weight)
