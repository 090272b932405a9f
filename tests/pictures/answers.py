"""What the queries of a dashboard's panels answer over a run, as Grafana asks them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.dashboards import asking, filled
from tests.pictures.line import Run

STEP_S, GAP_S = 1, 1.5
WINDOW = "15s"


@dataclass(frozen=True)
class Series:
    """One line of a panel: seconds since the run began, and a number at each."""

    name: str
    at: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def last(self) -> float:
        """Return the latest number."""
        return self.values[-1]

    def pieces(self) -> list[tuple[list[float], list[float]]]:
        """Return the stretches in which no point is missing: a line must not cross a gap."""
        found: list[tuple[list[float], list[float]]] = []
        for at, value in zip(self.at, self.values, strict=True):
            if not found or at - found[-1][0][-1] > GAP_S:
                found.append(([], []))
            found[-1][0].append(at)
            found[-1][1].append(value)
        return found


def answers(run: Run, page: dict[str, Any]) -> dict[int, list[Series]]:
    """Return the series of each panel by its id, in the order of its queries; fails on one without any."""
    return {panel["id"]: _of(run, page, panel) for panel in asking(page)}


def named(legend: str, labels: dict[str, str]) -> str:
    """Return a legend with the values of labels in it."""
    return re.sub(r"\{\{ *(\w+) *\}\}", lambda found: labels.get(found[1], ""), legend).strip()


def greatest(series: Sequence[Series], most: int) -> list[Series]:
    """Return so many series at most, those that reach highest, in their own order."""
    ranked = sorted(series, key=lambda one: -max(one.values))[:most]
    return [one for one in series if any(one is chosen for chosen in ranked)]


def _of(run: Run, page: dict[str, Any], panel: dict[str, Any]) -> list[Series]:
    found = []
    for target in panel["targets"]:
        query = filled(target["expr"], page, window=WINDOW)
        times = {"start": f"{run.began:.0f}", "end": f"{run.ended:.0f}", "step": str(STEP_S)}
        for series in run.server.get("query_range", query=query, **times)["result"]:
            points = [(float(at) - run.began, float(value)) for at, value in series["values"]]
            whole = [(at, value) for at, value in points if value == value]  # noqa: PLR0124  not NaN
            if whole:
                found.append(
                    Series(named(target["legendFormat"], series["metric"]), *zip(*whole, strict=True))
                )
    assert found, f"{page['title']}: {panel['title']} has no data"
    return found
