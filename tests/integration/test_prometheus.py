"""A real Prometheus on the rules that are shipped, over real workers that a real feed runs through."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from streams.broker.admin import apply
from streams.metrics import KINDS
from streams.settings import Settings, variable
from streams.topics import Stage
from tests.dashboards import expressions
from tests.line import Worker, free_port, wait_for, workers
from tests.outlet import Outlet, Page, outlet, rss
from tests.prometheus import Prometheus, alerts, answerable, program, prometheus, rules

STORIES = 30
WINDOW = "30s"  # what Grafana would put in for $__rate_interval at the intervals of this test


def queries() -> list[str]:
    """Return the query of every rule and panel, conditions so that they answer while nothing is wrong."""
    return [answerable(str(rule["expr"])) for rule in rules()] + expressions(window=WINDOW)


@contextmanager
def ingesting(file: Path, environment: dict[str, str], log: Path) -> Iterator[None]:
    """Run `newswire ingest feeds` on a list of feeds."""
    command = [sys.executable, "-m", "streams.cli", "ingest", "feeds", str(file)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def line(deployment: Settings) -> Settings:
    """A deployment whose topics are made."""
    program("prometheus")
    apply(deployment)
    return deployment


def test_every_query_of_every_rule_and_panel_answers_with_data(
    line: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    """A rule that asks for what nobody has is silent for ever, and reads as 'all is well'."""
    dedup, enrich = (Worker(stage, line, tmp_path / stage) for stage in (Stage.DEDUP, Stage.ENRICH))
    watch = Worker(Stage.WATCH, line, tmp_path / "watch", {variable("canary_every_s"): "1"})
    port = str(free_port())
    feeding = environment | {
        variable("feeds_allow_private_addresses"): "true",
        variable("web_port"): port,
    }
    targets = [f"127.0.0.1:{at}" for at in (port, dedup.port, enrich.port, watch.port)]
    with outlet() as site, prometheus(tmp_path, targets, every_s=0.5) as server:
        publish(site, tmp_path / "feeds.yaml")
        with ExitStack() as stack:
            stack.enter_context(workers(dedup, enrich))
            wait_for(lambda: dedup.ready() and enrich.ready(), within_s=60, what="both workers ready")
            # What has risen before the first scrape has not risen for Prometheus, and no ratio can be told.
            wait_for(
                lambda: len(server.values("count by (stage) (newswire_outcomes_total)")) == 2,
                within_s=30,
                what="both workers are scraped",
            )
            stack.enter_context(workers(watch))
            stack.enter_context(ingesting(tmp_path / "feeds.yaml", feeding, tmp_path / "ingest.log"))
            answered(server, queries())
            healthy(server)
            wait_for(
                lambda: server.values("max(worker:newswire_unaccounted_records:abs)") == [0],
                within_s=20,
                what="received is forwarded + suppressed + rejected + returned + unsettled",
            )
            assert_kinds_are_known(server)
            enrich.kill()
            wait_for(
                lambda: {"WorkerNotReady", "StageWithoutWorker"} <= pending(server),
                within_s=20,
                what="the alerts of a worker that was killed are on their way",
            )


def publish(site: Outlet, file: Path) -> None:
    """Publish stories, and one in a language that nobody here reads, and write the list of feeds."""
    stories = (f"story {n}" for n in range(STORIES))
    site.pages["/feed"] = Page(rss(*stories, published=datetime.now(UTC) - timedelta(minutes=5)))
    site.pages["/german"] = Page(rss("Sparkasse", text="Die Sparkasse schließt im Herbst drei Filialen."))
    file.write_text(f"feeds:\n  - {site.url}/feed\n  - {{url: {site.url}/german, language: de}}\n")


def answered(server: Prometheus, asked: list[str]) -> None:
    """Return once every query has answered with a number; fails naming those that have not."""
    left = list(asked)
    assert len(left) > 40

    def all_have() -> bool:
        left[:] = [query for query in left if not server.values(query)]
        return not left

    try:
        wait_for(all_have, within_s=60, what="every query answers")
    except AssertionError as error:
        raise AssertionError("no data for:\n" + "\n".join(left)) from error


def healthy(server: Prometheus) -> None:
    """Assert that every rule is evaluated without a fault and no alert is firing."""
    loaded = [rule for group in server.get("rules")["groups"] for rule in group["rules"]]
    assert len(loaded) == len(rules())
    assert [rule["name"] for rule in loaded if rule["health"] != "ok"] == []
    assert {rule["name"] for rule in loaded if rule["type"] == "alerting"} == {r["alert"] for r in alerts()}
    assert [alert for alert in server.get("alerts")["alerts"] if alert["state"] == "firing"] == []


def assert_kinds_are_known(server: Prometheus) -> None:
    """Assert that no outcome was counted under a kind that does not begin at zero."""
    seen = server.get("series", **{"match[]": "newswire_outcomes_total"})
    known = {
        (stage, outcome, kind)
        for stage, outcomes in KINDS.items()
        for outcome, kinds in outcomes.items()
        for kind in kinds
    }
    assert {(one["stage"], one["outcome"], one["kind"]) for one in seen} == known


def pending(server: Prometheus) -> set[str]:
    """Return the alerts whose condition holds."""
    return {alert["labels"]["alertname"] for alert in server.get("alerts")["alerts"]}
