"""Prometheus scrapes what runs; panels and rules ask for metrics that exist, with labels that they have."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from streams import metrics
from streams.topics import Stage
from tests.dashboards import DASHBOARDS, expressions, panels
from tests.documents import ROOT
from tests.prometheus import CONFIG, promtool, rules

GRAFANA = ROOT / "ops/grafana"
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
# What Prometheus and its functions add.
ADDED_LABELS = {"le", "instance", "job"}


def yaml_of(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def labels_by_series() -> dict[str, set[str]]:
    """Return the labels of every series that the metrics file makes."""
    made = [value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)]
    return {
        metric._name + suffix: set(metric._labelnames)
        for metric in made
        for suffix in SUFFIXES[str(metric._type)]
    }


@pytest.mark.parametrize("expression", [*expressions(), *(rule["expr"] for rule in rules())])
def test_a_query_asks_for_series_that_exist_with_labels_that_they_have(expression: str) -> None:
    """A renamed metric would leave an empty panel or an alert that never fires: both read as 'all quiet'."""
    series = re.findall(r"\b(?:\w+:)?newswire_\w+(?::\w+)?", expression)
    assert series
    known = labels_by_series()
    known |= {rule["record"]: {"stage"} for rule in rules() if "record" in rule}
    assert set(series) <= known.keys()
    asked = set(re.findall(r"\w+", " ".join(re.findall(r"by \(([^)]*)\)", expression))))
    asked |= set(re.findall(r"(\w+)\s*[=!]~?\s*\"", expression))
    assert asked - ADDED_LABELS <= set.union(*(known[name] for name in series))


@pytest.mark.parametrize(("title", "panel"), panels())
def test_a_panel_says_what_it_shows_and_uses_the_provisioned_source(
    title: str, panel: dict[str, Any]
) -> None:
    source = yaml_of(GRAFANA / "provisioning/datasources/prometheus.yml")["datasources"][0]
    assert panel["description"]
    assert {target["datasource"]["uid"] for target in panel["targets"]} == {source["uid"]}


def test_the_dashboard_shows_rates_lag_what_is_in_hand_and_the_slowest_hundredth() -> None:
    asked = " ".join(expressions())
    for needed in (
        "rate(newswire_received_total[",
        "rate(newswire_outcomes_total[",
        "newswire_consumer_lag_records",
        "newswire_in_hand",
        "histogram_quantile(0.99",
    ):
        assert needed in asked


def test_panels_do_not_overlap() -> None:
    taken = [
        (position["x"] + x, position["y"] + y)
        for _, panel in panels()
        for position in [panel["gridPos"]]
        for x in range(position["w"])
        for y in range(position["h"])
    ]
    assert len(taken) == len(set(taken))


def test_grafana_finds_its_source_and_its_dashboards_where_compose_puts_them() -> None:
    compose = yaml_of(ROOT / "docker-compose.yml")["services"]
    source = yaml_of(GRAFANA / "provisioning/datasources/prometheus.yml")["datasources"][0]
    folder = yaml_of(GRAFANA / "provisioning/dashboards/newswire.yml")["providers"][0]["options"]["path"]
    assert source["url"] == "http://prometheus:9090"
    assert "prometheus" in compose
    assert f"./ops/grafana/dashboards:{folder}:ro" in compose["grafana"]["volumes"]
    home = compose["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home == f"{folder}/{DASHBOARDS[0].name}"


def test_prometheus_scrapes_every_stage_at_the_port_of_the_image() -> None:
    (found,) = yaml_of(CONFIG)["scrape_configs"][0]["dns_sd_configs"]
    compose = yaml_of(ROOT / "docker-compose.yml")["services"]
    dockerfile = (ROOT / "ops/docker/Dockerfile").read_text("utf-8")
    assert set(found["names"]) == {stage.value for stage in Stage} <= compose.keys()
    assert f"NEWSWIRE_WEB_PORT={found['port']}\n" in dockerfile
    assert not any("NEWSWIRE_WEB_PORT" in (compose[name].get("environment") or {}) for name in found["names"])


def test_promtool_accepts_the_configuration() -> None:
    checked = promtool("check", "config", str(CONFIG))
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_promtool_accepts_every_panels_query(tmp_path: Path) -> None:
    """As recording rules, for promtool checks those; Grafana fills in the range."""
    rules = [
        {"record": f"check:{number}", "expr": expression.replace("$__rate_interval", "1m")}
        for number, expression in enumerate(expressions())
    ]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    checked = promtool("check", "rules", str(file))
    assert checked.returncode == 0, checked.stdout + checked.stderr
