"""Prometheus in tests: the programs of Debian's package where they are, and a server to ask.

A test that needs one is skipped where it is missing, with the remedy. Where TESTS_MUST_NOT_SKIP is set, as by
`.ci/run`, it fails instead: a check that nobody makes any more should not pass for one that passed.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.documents import ROOT
from tests.line import free_port, wait_for

FOLDER = ROOT / "ops/prometheus"
CONFIG = FOLDER / "prometheus.yml"
RULES = sorted((FOLDER / "rules").glob("*.yml"))
CASES = sorted((FOLDER / "tests").glob("*.yml"))

Rule = dict[str, Any]

_PACKAGES = {
    "amtool": "prometheus-alertmanager",
    "prometheus-alertmanager": "prometheus-alertmanager",
    "wget": "wget",
}


def program(name: str) -> str:
    """Return the path of a program of Prometheus's; skips the test, or fails it, where there is none."""
    found = shutil.which(name)
    if found is None:
        package = _PACKAGES.get(name, "prometheus")
        reason = f"{name} is not installed; Debian and Ubuntu have it in the package '{package}'"
        if os.environ.get("TESTS_MUST_NOT_SKIP"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def promtool(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Return what promtool says."""
    return subprocess.run([program("promtool"), *arguments], capture_output=True, text=True, check=False)


@cache
def rules() -> list[Rule]:
    """Return every rule of `ops/prometheus/rules`, in order."""
    return [
        rule
        for path in RULES
        for group in yaml.safe_load(path.read_text("utf-8"))["groups"]
        for rule in group["rules"]
    ]


def alerts() -> list[Rule]:
    """Return the rules that are alerts."""
    return [rule for rule in rules() if "alert" in rule]


def answerable(expression: str) -> str:
    """Return a condition so that it answers 0 or 1, where it would answer with nothing while all is well."""
    return re.sub(r" (==|!=|>=|<=|>|<) (?!bool )", r" \1 bool ", expression)


@dataclass(frozen=True)
class Prometheus:
    """A running server."""

    url: str

    def get(self, path: str, **parameters: str) -> Any:
        """Return the data of an answer of its API."""
        answer = httpx.get(f"{self.url}/api/v1/{path}", params=parameters, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def values(self, query: str) -> list[float]:
        """Return the values that a query answers with now, those that are a number."""
        found = (float(sample["value"][1]) for sample in self.get("query", query=query)["result"])
        return [value for value in found if value == value]  # noqa: PLR0124  not a number differs from itself

    def ready(self) -> bool:
        """Return whether it serves."""
        try:
            return httpx.get(f"{self.url}/-/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


def configuration(targets: list[str], *, every_s: float, alertmanager: str | None = None) -> dict[str, Any]:
    """Return the shipped configuration, but for its intervals and where workers and Alertmanager are."""
    config: dict[str, Any] = yaml.safe_load(CONFIG.read_text("utf-8"))
    intervals = ("scrape_interval", "scrape_timeout", "evaluation_interval")
    config["global"] |= dict.fromkeys(intervals, f"{every_s * 1000:.0f}ms")
    told = [{"static_configs": [{"targets": [alertmanager]}]}] if alertmanager else []
    config["alerting"] = {"alertmanagers": told}
    workers, *_ = config["scrape_configs"]
    config["scrape_configs"] = [{"job_name": workers["job_name"], "static_configs": [{"targets": targets}]}]
    return config


@contextmanager
def prometheus(folder: Path, targets: list[str], *, every_s: float) -> Iterator[Prometheus]:
    """Run a server on the rules of `ops/prometheus` that scrapes workers and evaluates so often."""
    config = configuration(targets, every_s=every_s)
    config["rule_files"] = [str(FOLDER / pattern) for pattern in config["rule_files"]]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    address = f"127.0.0.1:{free_port()}"
    command = [
        program("prometheus"),
        f"--config.file={folder}/prometheus.yml",
        f"--web.listen-address={address}",
    ]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, f"--storage.tsdb.path={folder}/tsdb"], stdout=log, stderr=log, cwd=folder
        )
    try:
        server = Prometheus(f"http://{address}")
        wait_for(server.ready, within_s=30, what=f"Prometheus serves; see {folder}/prometheus.log")
        yield server
    finally:
        process.terminate()
        process.wait(30)
