"""The audit of dependencies fails for what it found, and never says that it looked where it could not."""

import json
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import Any

import pytest

from tests.documents import ROOT


@pytest.fixture(scope="module")
def audit() -> Any:
    """The program `.ci/audit`, loaded and not run."""
    loader = SourceFileLoader("audit", str(ROOT / ".ci/audit"))
    spec = spec_from_loader("audit", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def report(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


SOUND = {"name": "orjson", "version": "3.11.0", "vulns": []}
BAD = {"name": "click", "version": "8.3.3", "vulns": [{"id": "PYSEC-1", "fix_versions": [], "aliases": []}]}
SKIPPED = {"name": "aiohttp", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def test_a_vulnerability_fails_and_is_named(audit: Any) -> None:
    assert audit.outcome(1, report(SOUND, BAD, SKIPPED), "Found 1") == (
        "VULNERABLE",
        "click 8.3.3: PYSEC-1",
    )


def test_sound_dependencies_pass_and_what_was_not_looked_up_is_named(audit: Any) -> None:
    word, reason = audit.outcome(0, report(SOUND, SKIPPED), "No known vulnerabilities found")
    assert word == "audited"
    assert reason.startswith("1 of 2 dependencies")
    assert "aiohttp" in reason


def test_an_index_that_knows_no_vulnerabilities_is_not_taken_for_one_that_found_none(audit: Any) -> None:
    """pip-audit ends with 0 and "No known vulnerabilities found", having skipped everything."""
    word, reason = audit.outcome(0, report(SKIPPED, SKIPPED), "No known vulnerabilities found")
    assert word == "NOT AUDITED"
    assert "could not be audited" in reason


@pytest.mark.parametrize(
    "said",
    [
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.osv.dev', port=443): Max retries",
        "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed",
        "error: Failed to fetch: `pip-audit`",
    ],
)
def test_a_service_that_cannot_be_reached_is_said_and_is_no_fault(audit: Any, said: str) -> None:
    assert audit.outcome(1, "", f"Traceback\n{said}\n") == ("NOT AUDITED", said)


def test_one_that_does_not_answer_is_given_up(audit: Any) -> None:
    word, reason = audit.outcome(None, "", "")
    assert (word, "90 s" in reason) == ("NOT AUDITED", True)
    assert len(audit.SERVICES) * audit.SECONDS_MAX <= 180


@pytest.mark.parametrize(
    "said", ["ERROR:pip_audit._cli:requirement is not hashed", "requirements.lock: bad line 403", ""]
)
def test_any_other_failure_fails(audit: Any, said: str) -> None:
    """A lock that it cannot read must not look like a network that is not there."""
    assert audit.outcome(1, "", said)[0] == "FAILED"
    assert audit.outcome(1, report(SOUND), said)[0] == "FAILED"


@pytest.mark.parametrize(("word", "code"), [("VULNERABLE", 1), ("FAILED", 1), ("audited", 0)])
def test_the_first_service_that_knows_decides(
    audit: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], word: str, code: int
) -> None:
    answers = iter([("NOT AUDITED", "no network"), (word, "why")])
    monkeypatch.setattr(audit, "ask", lambda service: next(answers))
    assert audit.main() == code
    assert capsys.readouterr().out.splitlines()[-1] == f"{word}: why (osv)"


def test_where_none_can_be_asked_it_says_so_and_passes(
    audit: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "ask", lambda service: ("NOT AUDITED", "no network"))
    assert audit.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        "NOT AUDITED: no network (pypi)",
        "NOT AUDITED: no network (osv)",
    ]


def test_a_build_server_audits() -> None:
    assert "\nstep audit make audit\n" in (ROOT / ".ci/run").read_text("utf-8")
    assert "\n\t@$(BIN)/python .ci/audit\n" in (ROOT / "Makefile").read_text("utf-8")
