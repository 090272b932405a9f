"""The dashboards of `ops/grafana` as tests read them."""

import json
from typing import Any

from tests.documents import ROOT

DASHBOARDS = sorted((ROOT / "ops/grafana/dashboards").glob("*.json"))


def panels() -> list[tuple[str, dict[str, Any]]]:
    """Return every panel with its title."""
    return [
        (f"{path.stem}: {panel['title']}", panel)
        for path in DASHBOARDS
        for panel in json.loads(path.read_text("utf-8"))["panels"]
    ]


def expressions() -> list[str]:
    """Return every query of every panel."""
    return [target["expr"] for _, panel in panels() for target in panel["targets"]]
