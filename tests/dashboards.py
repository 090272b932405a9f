"""The dashboards of `ops/grafana` as tests read them: from the files that Grafana loads."""

import json
from typing import Any

from tests.documents import ROOT

FOLDER = ROOT / "ops/grafana/dashboards"
DASHBOARDS = sorted(FOLDER.glob("*.json"))

Row = dict[str, Any]


def dashboard(name: str) -> Row:
    """Return a dashboard by the name of its file."""
    found: Row = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def asking(page: Row) -> list[Row]:
    """Return the panels of a dashboard that ask for something; those of runbooks are text."""
    return [panel for panel in page["panels"] if panel["type"] != "text"]


def panels() -> list[tuple[str, Row]]:
    """Return every panel that asks for something, with its title."""
    return [
        (f"{path.stem}: {panel['title']}", panel)
        for path in DASHBOARDS
        for panel in asking(dashboard(path.stem))
    ]


def variables(page: Row) -> dict[str, Row]:
    """Return the variables of a dashboard by their names."""
    return {variable["name"]: variable for variable in page.get("templating", {}).get("list", [])}


def filled(expression: str, page: Row, *, window: str) -> str:
    """Return a query as Grafana sends it with all values chosen, rates over so much time."""
    filled = expression.replace("$__rate_interval", window)
    for name, variable in variables(page).items():
        filled = filled.replace(f"${name}", variable["allValue"])
    return filled


def expressions(*, window: str = "1m") -> list[str]:
    """Return every query of every panel, each once, with all values chosen."""
    pages = [dashboard(path.stem) for path in DASHBOARDS]
    asked = (
        filled(target["expr"], page, window=window)
        for page in pages
        for panel in asking(page)
        for target in panel["targets"]
    )
    return list(dict.fromkeys(asked))
