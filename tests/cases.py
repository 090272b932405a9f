"""The cases of ops/prometheus/tests, each file on the rules that its alerts need: all else takes time."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.prometheus import CASES, RULES, Rule, promtool, rules

Case = dict[str, Any]


@cache
def cases_of(path: Path) -> list[Case]:
    """Return the cases of a file."""
    cases: list[Case] = yaml.safe_load(path.read_text("utf-8"))["tests"]
    return cases


def asked() -> list[Case]:
    """Return every question of every file."""
    return [question for path in CASES for case in cases_of(path) for question in case["alert_rule_test"]]


def alerts_of(path: Path) -> set[str]:
    """Return the alerts that a file of cases asks for."""
    return {question["alertname"] for case in cases_of(path) for question in case["alert_rule_test"]}


def outcome(
    path: Path,
    folder: Path,
    *,
    also: Callable[[Rule], Iterable[Rule]] = lambda rule: (),
    ask: Callable[[Case], Iterable[Case]] = lambda question: (),
) -> tuple[int, str]:
    """Return promtool's exit status on a file of cases, which it runs in the folder, and what it says.

    `also` returns more rules for each rule that is needed, and `ask` more questions for each of the file's.
    """
    _write_rules(folder / "rules", alerts_of(path), also)
    file = yaml.safe_load(path.read_text("utf-8"))
    for case in file["tests"]:
        case["alert_rule_test"] += [more for one in case["alert_rule_test"] for more in ask(one)]
    (folder / "tests").mkdir()
    written = folder / "tests" / path.name
    written.write_text(yaml.safe_dump(file), "utf-8")
    ended = promtool("test", "rules", str(written))
    return ended.returncode, ended.stdout + ended.stderr


def _write_rules(folder: Path, names: set[str], also: Callable[[Rule], Iterable[Rule]]) -> None:
    folder.mkdir()
    needed = _needed(names)
    for source in RULES:
        file = yaml.safe_load(source.read_text("utf-8"))
        for group in file["groups"]:
            kept = [rule for rule in group["rules"] if rule in needed]
            group["rules"] = kept + [more for rule in kept for more in also(rule)]
        (folder / source.name).write_text(yaml.safe_dump(file), "utf-8")


def _needed(names: set[str]) -> list[Rule]:
    """Return the alerts of these names, and what is recorded for them."""
    known = rules()
    needed = [rule for rule in known if rule.get("alert") in names]
    for rule in needed:  # which grows meanwhile, by what is recorded for what is recorded
        read = (other for other in known if "record" in other and other["record"] in rule["expr"])
        needed += [other for other in read if other not in needed]
    return needed
