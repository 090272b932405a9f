"""Where a number turns bad: the bounds that the alerts have, read out of their conditions.

So a panel cannot call well what an alert calls bad. What pages is red, what opens a ticket is orange.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ops.grafana.source.panel import Limit

RULES = Path(__file__).parents[2] / "prometheus/rules"
COLOURS = {"page": "red", "ticket": "orange"}


@cache
def alerts() -> dict[str, Any]:
    """Return every alert by its name, in the order of the file."""
    groups = yaml.safe_load((RULES / "alerts.yml").read_text("utf-8"))["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def above(alert: str) -> Limit:
    """Return the limit of an alert whose condition is first of all `… > number`.

    More than 0 is 1, as what such alerts compare are counts. Raises ValueError where there is no such bound.
    """
    return Limit(_bound(alert, ">") or 1, _colour(alert))


def below(alert: str) -> Limit:
    """Return the limit of an alert whose condition is first of all `… < number`, or ValueError."""
    return Limit(_bound(alert, "<"), _colour(alert), downwards=True)


def zero(alert: str) -> Limit:
    """Return the limit of an alert on `… == 0`: half way, where the other value is 1."""
    if " == 0" not in alerts()[alert]["expr"]:
        raise ValueError(f"{alert} does not compare with 0")
    return Limit(0.5, _colour(alert), downwards=True)


def objective(to: str) -> Limit:
    """Return the seconds within which 99 % of articles are to get there, from their receipt."""
    said = re.search(rf'to="{to}",le="([\d.]+)"', (RULES / "latency.yml").read_text("utf-8"))
    if said is None:
        raise ValueError(f"latency.yml has no objective for {to}")
    return Limit(float(said[1]), "orange")


def _bound(alert: str, sign: str) -> float:
    said = re.search(rf" {sign} ([\d.]+)", alerts()[alert]["expr"])
    if said is None:
        raise ValueError(f"{alert} compares nothing with {sign}")
    return float(said[1])


def _colour(alert: str) -> str:
    return COLOURS[alerts()[alert]["labels"]["severity"]]
