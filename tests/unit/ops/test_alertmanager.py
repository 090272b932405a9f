"""Alertmanager tells the right people, once for each cause, and holds no secret.

The routes are asked of amtool. What is muted is worked out here from the file, by the rules of
prometheus.io/docs/alerting/latest/configuration/#inhibition-related-settings: amtool has no answer to it.
"""

import re
import subprocess
from itertools import chain, permutations, product
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.documents import ROOT
from tests.prometheus import CONFIG as PROMETHEUS
from tests.prometheus import alerts, program

FOLDER = ROOT / "ops/alertmanager"
CONFIG = FOLDER / "alertmanager.yml"
SHIPPED: dict[str, Any] = yaml.safe_load(CONFIG.read_text("utf-8"))
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
URGENT = {"page": "pager", "ticket": "tickets"}


def as_they_fire() -> dict[str, list[dict[str, str]]]:
    """Return the labels with which each alert fires in the cases that promtool has checked, by its name."""
    found: dict[str, list[dict[str, str]]] = {}
    for path in (ROOT / "ops/prometheus/tests").glob("*.yml"):
        for case in yaml.safe_load(path.read_text("utf-8"))["tests"]:
            for asked in case.get("alert_rule_test", ()):
                for alert in asked.get("exp_alerts") or ():
                    labels = {name: str(value) for name, value in alert["exp_labels"].items()}
                    found.setdefault(asked["alertname"], []).append(
                        labels | {"alertname": asked["alertname"], "deployment": "a"}
                    )
    return found


FIRED = as_they_fire()


def fired(name: str) -> list[dict[str, str]]:
    """Return the labels of an alert, in each of the cases in which it fires."""
    return FIRED[name]


def stages_of(name: str) -> list[tuple[dict[str, str], str]]:
    """Return an alert that names its stage, for each stage that it may name."""
    return [(fired(name)[0] | {"stage": stage}, stage) for stage in ("ingest", "dedup", "enrich", "watch")]


def amtool(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([program("amtool"), *arguments], capture_output=True, text=True, check=False)


def routed(**labels: str) -> str:
    """Return the receivers that an alert with these labels reaches."""
    told = (f"{name}={value}" for name, value in labels.items())
    return amtool("config", "routes", "test", f"--config.file={CONFIG}", *told).stdout.strip()


def muted(target: dict[str, str], *, by: dict[str, str]) -> bool:
    """Return whether one firing alert keeps another from being told."""
    return any(
        matched(rule["source_matchers"], by)
        and matched(rule["target_matchers"], target)
        and all(by.get(name, "") == target.get(name, "") for name in rule["equal"])
        for rule in SHIPPED["inhibit_rules"]
    )


def matched(matchers: list[str], labels: dict[str, str]) -> bool:
    """Return whether labels pass every matcher, each written name="value" or name=~"pattern"."""
    for matcher in matchers:
        name, kind, value = re.fullmatch(r'(\w+)(=~|=)"(.*)"', matcher).groups()  # type: ignore[union-attr]
        if not re.fullmatch(value if kind == "=~" else re.escape(value), labels.get(name, "")):
            return False
    return True


def test_amtool_accepts_what_is_shipped() -> None:
    checked = amtool("check-config", str(CONFIG))
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: str(alert["alert"]))
def test_an_alert_reaches_whom_its_severity_says(alert: dict[str, Any]) -> None:
    severity = alert["labels"]["severity"]
    assert routed(alertname=alert["alert"], severity=severity) == URGENT[severity]


def test_an_alert_that_says_nothing_of_its_severity_wakes_somebody() -> None:
    assert routed(alertname="SomebodyElses") == "pager"


@pytest.mark.parametrize(
    "follows", ["StageStalled", "LagGrowing", "OldestRecordTooOld", "StageWithoutWorker"]
)
def test_a_kafka_that_is_away_is_told_instead_of_what_follows_from_it(follows: str) -> None:
    away = {"alertname": "BrokerUnreachable", "deployment": "a", "stage": "dedup", "instance": "w1"}
    assert muted({"alertname": follows, "deployment": "a", "stage": "dedup"}, by=away)
    assert not muted({"alertname": follows, "deployment": "b", "stage": "dedup"}, by=away)
    assert not muted({"alertname": follows, "deployment": "a", "stage": "enrich"}, by=away)


def test_a_worker_that_is_not_ready_because_kafka_is_away_is_told_once() -> None:
    away = {"alertname": "BrokerUnreachable", "deployment": "a", "stage": "dedup", "instance": "w1"}
    late = {"alertname": "WorkerNotReady", "deployment": "a"}
    assert muted(late | {"instance": "w1"}, by=away)
    assert not muted(late | {"instance": "w2"}, by=away)


@pytest.mark.parametrize("kept", ["ConservationBroken", "DiskFilling", "DeadLettersRising"])
def test_what_kafka_cannot_explain_is_told_all_the_same(kept: str) -> None:
    away = {"alertname": "BrokerUnreachable", "deployment": "a", "stage": "dedup"}
    assert not muted({"alertname": kept, "deployment": "a", "stage": "dedup"}, by=away)


@pytest.mark.parametrize(
    "late", ["LatencyBudgetBurningFast", "LatencyBudgetBurningSlowly", "CanaryLost", "CanarySlow"]
)
@pytest.mark.parametrize("cause", ["BrokerUnreachable", "StageWithoutWorker", "StageStalled"])
def test_a_line_that_stands_still_is_told_by_its_cause_and_not_by_how_late_it_is(
    late: str, cause: str
) -> None:
    for (told, stage), target in product(stages_of(cause), fired(late)):
        assert muted(target, by=told) == (stage in {"dedup", "enrich"})


def test_one_latency_that_burns_fast_says_nothing_of_the_other() -> None:
    fast, slowly = fired("LatencyBudgetBurningFast"), fired("LatencyBudgetBurningSlowly")
    for one, other in product(fast, slowly):
        assert muted(other, by=one) == (one["to"] == other["to"])
    assert {alert["to"] for alert in fast} == {alert["to"] for alert in slowly} == {"unique", "alerted"}


@pytest.mark.parametrize(("gone", "of"), [("NobodyWatches", "watch"), ("NobodyPolls", "ingest")])
def test_one_that_cannot_reach_kafka_is_not_told_as_gone(gone: str, of: str) -> None:
    for target in fired(gone):
        for told, stage in stages_of("BrokerUnreachable"):
            assert muted(target, by=told) == (stage == of)


def test_a_poller_that_is_gone_is_told_instead_of_the_silence_that_follows() -> None:
    for told, silence in product(fired("NobodyPolls"), fired("AllFeedsSilent")):
        assert muted(silence, by=told)
        assert not muted(told, by=silence)


def test_what_must_be_equal_is_what_both_alerts_can_say() -> None:
    """A label that neither has is always equal, and one that only one of them has never is."""
    for rule in SHIPPED["inhibit_rules"]:
        for one, other in permutations(FIRED, 2):
            for by, target in product(fired(one), fired(other)):
                if matched(rule["source_matchers"], by) and matched(rule["target_matchers"], target):
                    for name in set(rule["equal"]) - {"deployment"}:
                        assert name in by, (one, name)
                        assert name in target, (other, name)


def test_no_two_alerts_mute_each_other_and_a_page_is_muted_by_a_page_alone() -> None:
    """Else neither would be told, or somebody would sleep through what was said to be a ticket."""
    for one, other in permutations(FIRED, 2):
        for by, target in product(fired(one), fired(other)):
            if muted(target, by=by):
                assert not muted(by, by=target)
                assert by["severity"] == "page" or target["severity"] == "ticket"


def test_every_alert_that_is_named_exists() -> None:
    names = {alert["alert"] for alert in alerts()}
    for rule in SHIPPED["inhibit_rules"]:
        for matcher in chain(rule["source_matchers"], rule["target_matchers"]):
            if not matcher.startswith("alertname"):
                continue
            patterns = re.findall(r"[\w.+]+", matcher.removeprefix("alertname"))
            unknown = [one for one in patterns if not any(re.fullmatch(one, name) for name in names)]
            assert unknown == [], matcher


def test_whatever_is_secret_is_in_a_file_that_is_not_in_the_repository() -> None:
    assert not re.search(r"(?i)https?://|(api_url|_key|password|token): ", CONFIG.read_text("utf-8"))
    files = re.findall(r"_file: /etc/alertmanager/(\S+)", CONFIG.read_text("utf-8"))
    assert files == ["secrets/pager", "secrets/tickets"]
    assert (FOLDER / "secrets/.gitignore").read_text("utf-8").splitlines()[1:] == ["*", "!.gitignore"]


def test_prometheus_sends_to_it_where_compose_runs_it() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    (told,) = yaml.safe_load(PROMETHEUS.read_text("utf-8"))["alerting"]["alertmanagers"]
    assert told["static_configs"] == [{"targets": ["alertmanager:9093"]}]
    assert "./ops/alertmanager:/etc/alertmanager:ro" in services["alertmanager"]["volumes"]
    assert f"--config.file=/etc/alertmanager/{CONFIG.name}" in services["alertmanager"]["command"]


@pytest.mark.parametrize("number", range(2))
def test_a_receiver_that_the_manual_shows_can_be_put_in_place_of_the_shipped_one(
    number: int, tmp_path: Path
) -> None:
    """PagerDuty and e-mail."""
    part = OPERATIONS.partition("## Where alerts go")[2].partition("\n## ")[0]
    (shown,) = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", part, re.DOTALL)[number])
    others = [one for one in SHIPPED["receivers"] if one["name"] != shown["name"]]
    (tmp_path / "am.yml").write_text(yaml.safe_dump(SHIPPED | {"receivers": [*others, shown]}))
    checked = amtool("check-config", str(tmp_path / "am.yml"))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert len(others) == 1
