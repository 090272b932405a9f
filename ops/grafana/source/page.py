"""What all dashboards have in common: how they are found, and the links from each to the others."""

from grafana_foundation_sdk.builders.dashboard import Dashboard as Builder
from grafana_foundation_sdk.builders.dashboard import DashboardLink
from grafana_foundation_sdk.models.dashboard import DashboardCursorSync, DashboardLinkType

TAG = "newswire"


def begun(name: str, title: str, description: str) -> Builder:
    """Return a dashboard without panels."""
    others = DashboardLink("newswire").type(DashboardLinkType.DASHBOARDS).tags([TAG])
    return (
        Builder(f"newswire: {title}")
        .uid(f"newswire-{name}")
        .description(description)
        .tags([TAG])
        .readonly()
        .timezone("browser")
        .time("now-1h", "now")
        .refresh("10s")
        .tooltip(DashboardCursorSync.CROSSHAIR)
        .link(others.keep_time(keep_time=True).include_vars(include_vars=True))
    )
