"""docs/runbooks.md as a dashboard, a panel for each alert, so that a link to it needs no other server."""

import re
from pathlib import Path

from grafana_foundation_sdk.builders.dashboard import Dashboard as Builder
from grafana_foundation_sdk.builders.text import Panel as Text
from grafana_foundation_sdk.models.dashboard import GridPos
from grafana_foundation_sdk.models.text import TextMode

from ops.grafana.source.page import begun
from ops.grafana.source.panel import GRID_COLUMNS

PAGE = Path(__file__).parents[3] / "docs/runbooks.md"
NAME = "runbooks"


def sections() -> dict[str, str]:
    """Return what the page says about each alert, in its order; links into the documents are plain words."""
    said = re.sub(r"\[([^\]]+)\]\((?!http)[^)]+\)", r"\1", PAGE.read_text("utf-8"))
    parts = re.split(r"^## (\w+)\n", said, flags=re.MULTILINE)
    return {alert: text.strip() for alert, text in zip(parts[1::2], parts[2::2], strict=True)}


def link(alert: str) -> str:
    """Return where Grafana shows the section of an alert alone. Raises ValueError where there is none."""
    return f"/d/newswire-{NAME}?viewPanel=panel-{[*sections()].index(alert) + 1}"


def built() -> Builder:
    """Return the dashboard."""
    page = begun(NAME, "Runbooks", "What to do about each alert: docs/runbooks.md.")
    y = 0
    for number, (alert, text) in enumerate(sections().items(), start=1):
        height = 3 + len(text.splitlines())
        panel = Text().id(number).title(alert).mode(TextMode.MARKDOWN).content(text)
        page.with_panel(panel.grid_pos(GridPos(x=0, y=y, w=GRID_COLUMNS, h=height)))
        y += height
    return page
