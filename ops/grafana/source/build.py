"""A dashboard in Grafana's terms."""

from collections.abc import Iterable
from string import ascii_uppercase
from typing import TypeVar

from grafana_foundation_sdk.builders import common, stat, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard as Builder
from grafana_foundation_sdk.builders.dashboard import DashboardLink, QueryVariable, ThresholdsConfig
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    GraphThresholdsStyleMode,
    SortOrder,
    TooltipDisplayMode,
    VisibilityMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardLinkType,
    DataSourceRef,
    GridPos,
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMappingResult,
    VariableOption,
    VariableRefresh,
)

from ops.grafana.source import runbooks
from ops.grafana.source.page import begun
from ops.grafana.source.panel import ALL, Dashboard, Limit, Panel, Variable, places

SOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
GOOD = "green"
Made = TypeVar("Made", stat.Panel, timeseries.Panel)


def built(dashboard: Dashboard) -> Builder:
    """Return a dashboard with its panels, variables and links."""
    page = begun(dashboard.name, dashboard.title, dashboard.description)
    for variable in dashboard.variables:
        page.with_variable(_variable(variable))
    corners = places(dashboard.panels)
    for number, (panel, (x, y)) in enumerate(zip(dashboard.panels, corners, strict=True), start=1):
        made = _numbers(panel) if panel.now else _lines(panel)
        page.with_panel(made.id(number).grid_pos(GridPos(x=x, y=y, w=panel.width, h=panel.height)))
    return page


def steps(limits: Iterable[Limit]) -> list[Threshold]:
    """Return the colour from each number on, the first from the least number there is."""
    down = sorted((limit for limit in limits if limit.downwards), key=lambda limit: limit.at)
    up = sorted((limit for limit in limits if not limit.downwards), key=lambda limit: limit.at)
    colours = [limit.colour for limit in down] + [GOOD] + [limit.colour for limit in up]
    starts = [None, *(limit.at for limit in down), *(limit.at for limit in up)]
    return [Threshold(value=at, color=colour) for at, colour in zip(starts, colours, strict=True)]


def _numbers(panel: Panel) -> stat.Panel:
    made = _common(panel, stat.Panel()).graph_mode(BigValueGraphMode.AREA)
    made.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    return made.color_mode(BigValueColorMode.VALUE)


def _lines(panel: Panel) -> timeseries.Panel:
    made = _common(panel, timeseries.Panel()).min(0).fill_opacity(8).show_points(VisibilityMode.NEVER)
    made.tooltip(common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI).sort(SortOrder.DESCENDING))
    if panel.limits:
        made.thresholds_style(common.GraphThresholdsStyleConfig().mode(GraphThresholdsStyleMode.DASHED))
    return made


def _common(panel: Panel, made: Made) -> Made:
    made.title(panel.title).description(panel.description).unit(panel.unit).datasource(SOURCE)
    made.thresholds(ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps(panel.limits)))
    made.links([_runbook(alert) for alert in panel.alerts])
    if panel.words:
        said = {number: ValueMappingResult(text=word) for number, word in panel.words}
        made.mappings([ValueMap(options=said)])
    for letter, query in zip(ascii_uppercase, panel.queries, strict=False):
        made.with_target(
            Dataquery().ref_id(letter).expr(query.expr).legend_format(query.legend).datasource(SOURCE)
        )
    return made


def _runbook(alert: str) -> DashboardLink:
    said = DashboardLink(f"Runbook: {alert}").type(DashboardLinkType.LINK)
    return said.url(runbooks.link(alert)).target_blank(target_blank=True)


def _variable(variable: Variable) -> QueryVariable:
    return (
        QueryVariable(variable.name)
        .label(variable.says)
        .datasource(SOURCE)
        .query(variable.query)
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .include_all(include_all=True)
        .all_value(ALL)
        .multi(multi=True)
        .current(VariableOption(selected=True, text=["All"], value=["$__all"]))
    )
