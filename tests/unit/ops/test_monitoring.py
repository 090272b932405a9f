"""Prometheus scrapes what runs, its rules ask for metrics that exist, and Grafana finds what it loads."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.topics import Stage
from tests.dashboards import FOLDER, expressions, panels
from tests.documents import ROOT
from tests.prometheus import CONFIG, promtool, rules
from tests.promql import unknown

GRAFANA = ROOT / "ops/grafana"


def yaml_of(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize("expression", [rule["expr"] for rule in rules()])
def test_a_rule_asks_for_series_that_exist_with_labels_that_they_have(expression: str) -> None:
    """A renamed metric would leave an alert that never fires, which reads as 'all quiet'."""
    assert unknown(expression) == set()


@pytest.mark.parametrize(("title", "panel"), panels())
def test_a_panel_uses_the_provisioned_source(title: str, panel: dict[str, Any]) -> None:
    source = yaml_of(GRAFANA / "provisioning/datasources/prometheus.yml")["datasources"][0]
    assert {target["datasource"]["uid"] for target in panel["targets"]} == {source["uid"]}


def test_the_dashboards_show_rates_lag_what_is_in_hand_and_the_slowest_hundredth() -> None:
    asked = " ".join(expressions())
    for needed in (
        "(rate(newswire_received_total{",
        "(rate(newswire_outcomes_total{",
        "newswire_consumer_lag_records",
        "newswire_in_hand",
        "histogram_quantile(0.99",
    ):
        assert needed in asked


def test_grafana_finds_its_source_and_its_dashboards_where_compose_puts_them() -> None:
    compose = yaml_of(ROOT / "docker-compose.yml")["services"]
    source = yaml_of(GRAFANA / "provisioning/datasources/prometheus.yml")["datasources"][0]
    folder = yaml_of(GRAFANA / "provisioning/dashboards/newswire.yml")["providers"][0]["options"]["path"]
    assert source["url"] == "http://prometheus:9090"
    assert "prometheus" in compose
    assert f"./ops/grafana/dashboards:{folder}:ro" in compose["grafana"]["volumes"]
    home = compose["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home == f"{folder}/feed.json", "whoever opens Grafana asks first whether the news is coming"
    assert (FOLDER / "feed.json").is_file()


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
    """As recording rules, for promtool checks those."""
    rules = [
        {"record": f"check:{number}", "expr": expression} for number, expression in enumerate(expressions())
    ]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    checked = promtool("check", "rules", str(file))
    assert checked.returncode == 0, checked.stdout + checked.stderr
