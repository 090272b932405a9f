"""Every alert fires when it should, is silent when it should be, and says what to do."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cases import asked, outcome
from tests.documents import ROOT
from tests.prometheus import CASES, CONFIG, RULES, alerts, answerable, program, rules
from tests.runbooks import PARTS, RUNBOOKS, runbook, shown

every_alert = pytest.mark.parametrize("alert", alerts(), ids=lambda alert: str(alert["alert"]))


def cases(name: str) -> list[bool]:
    """Return, of every promtool case about an alert, whether it is to fire."""
    return [bool(question["exp_alerts"]) for question in asked() if question["alertname"] == name]


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.stem))
def test_alerts_fire_when_they_should_and_are_silent_when_not(path: Path, tmp_path: Path) -> None:
    """By promtool, which runs Prometheus's own engine over made-up series."""
    failed, said = outcome(path, tmp_path)
    assert not failed, said


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.stem))
def test_the_cases_are_of_the_rules_that_are_shipped(path: Path) -> None:
    """A person runs them as they are; the tests here, on those of the rules that they need."""
    patterns = yaml.safe_load(path.read_text("utf-8"))["rule_files"]
    assert sorted(found.resolve() for pattern in patterns for found in path.parent.glob(pattern)) == RULES


@every_alert
def test_an_alert_has_a_case_in_which_it_fires_and_one_in_which_it_must_not(alert: dict[str, Any]) -> None:
    """The second is as important: an alert that cries wolf is switched off."""
    assert set(cases(alert["alert"])) == {True, False}


def test_every_case_is_about_an_alert_that_exists() -> None:
    about = {question["alertname"] for question in asked()}
    assert about == {alert["alert"] for alert in alerts()}


@every_alert
def test_an_alert_says_how_urgent_it_is_what_it_is_and_where_its_runbook_is(alert: dict[str, Any]) -> None:
    assert alert["labels"] in ({"severity": "page"}, {"severity": "ticket"})
    assert set(alert["annotations"]) == {"summary", "description", "runbook"}
    assert alert["annotations"]["runbook"] == f"docs/runbooks.md#{alert['alert'].lower()}"
    assert "for" in alert, "one odd scrape wakes nobody"


def test_what_must_be_noticed_has_an_alert() -> None:
    assert {alert["alert"] for alert in alerts()} >= {
        "FeedSilent",
        "StageStalled",
        "LagGrowing",
        "OldestRecordTooOld",
        "DeadLettersRising",
        "DuplicatesRatioOutOfBand",
        "ConservationBroken",
        "LatencyBudgetBurningFast",
        "LatencyBudgetBurningSlowly",
        "WorkerNotReady",
        "NobodyPolls",
        "BrokerUnreachable",
        "DiskFilling",
    }


@every_alert
def test_an_alert_has_a_runbook_with_commands(alert: dict[str, Any]) -> None:
    """Somebody reads it at night: what it means, where to look first, why it may be, what to do."""
    parts = runbook(alert["alert"])
    assert tuple(parts) == PARTS
    assert all(len(text.split()) >= 10 for text in parts.values())
    assert [line for line in shown(alert["alert"]) if line.startswith("newswire ")]


def test_no_runbook_is_about_an_alert_that_is_gone() -> None:
    headings = re.findall(r"^## (\w+)$", RUNBOOKS.read_text("utf-8"), re.MULTILINE)
    assert headings == [alert["alert"] for alert in alerts()], "in the order of the rules"


@every_alert
def test_a_command_of_a_runbook_is_one_line_that_a_shell_takes(alert: dict[str, Any]) -> None:
    """That newswire has it is held for every document, in tests/unit/docs/test_readme_commands.py."""
    lines = shown(alert["alert"])
    assert [line for line in lines if not re.match(r"newswire |curl |kill |df |du ", line)] == []
    assert all(shlex.split(line) for line in lines)


def test_the_rules_are_loaded_where_compose_mounts_them() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    assert "./ops/prometheus:/etc/prometheus:ro" in compose["services"]["prometheus"]["volumes"]
    loaded = yaml.safe_load(CONFIG.read_text("utf-8"))["rule_files"]
    assert {path for pattern in loaded for path in CONFIG.parent.glob(pattern)} == set(RULES)


def test_a_condition_answers_with_0_or_1_while_nothing_is_wrong() -> None:
    asked = answerable('a{b="c"} > 0 and d == 0')
    assert asked == 'a{b="c"} > bool 0 and d == bool 0'
    conditions = [answerable(alert["expr"]) for alert in alerts()]
    assert [condition for condition in conditions if " bool " not in condition or "unless" in condition] == []


def test_every_rule_is_recorded_once() -> None:
    recorded = [(rule["record"], str(rule.get("labels"))) for rule in rules() if "record" in rule]
    assert len(recorded) == len(set(recorded))


def test_a_missing_program_is_a_skip_and_where_none_may_be_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """`.ci/run` must not pass because a check was left out."""
    monkeypatch.delenv("TESTS_MUST_NOT_SKIP", raising=False)
    with pytest.raises(pytest.skip.Exception, match="package 'prometheus'"):
        program("promtool-that-is-nowhere")
    monkeypatch.setenv("TESTS_MUST_NOT_SKIP", "1")
    with pytest.raises(pytest.fail.Exception, match="package 'prometheus'"):
        program("promtool-that-is-nowhere")


def test_a_build_server_lets_no_such_test_be_skipped() -> None:
    assert "\nexport TESTS_MUST_NOT_SKIP=1\n" in (ROOT / ".ci/run").read_text("utf-8")


def test_where_nothing_can_be_installed_make_test_says_what_is_missing_and_goes_on(tmp_path: Path) -> None:
    """Here: without apt-get on the path."""
    for needed in ("id", "head"):
        (tmp_path / needed).symlink_to(shutil.which(needed) or "")
    installed = subprocess.run(
        [shutil.which("bash") or "", ROOT / ".ci/prometheus"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (installed.returncode, installed.stderr) == (0, "")
    assert (
        "tests are skipped. Debian and Ubuntu have them in the packages prometheus prom" in installed.stdout
    )
