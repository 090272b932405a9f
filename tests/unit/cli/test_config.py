"""`newswire config`: what runs here, and why."""

import json
from typing import Any

import pytest

from streams.errors import Misconfigured
from streams.security.masking import MASK
from streams.settings import Settings, variable


def test_every_setting_is_listed_with_its_value_source_and_meaning(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSWIRE_WEB_PORT", "8000")
    rows = {row["name"]: row for row in json.loads(run("--json").stdout)}
    assert set(rows) == {variable(name) for name in Settings.model_fields}
    assert rows["NEWSWIRE_WEB_PORT"] == {
        "name": "NEWSWIRE_WEB_PORT",
        "value": 8000,
        "source": "environment",
        "meaning": Settings.model_fields["web_port"].description,
    }
    assert rows["NEWSWIRE_TOPIC_PARTITIONS"]["source"] == "default"


def test_the_table_has_a_row_a_setting(run: Any) -> None:
    said = run()
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert lines[0].split() == ["name", "value", "source", "meaning"]
    assert len(lines) == 1 + len(Settings.model_fields)
    assert any(line.startswith("NEWSWIRE_LOG_LEVEL") and " info " in line for line in lines)


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_password_is_masked(run: Any, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    monkeypatch.setenv("NEWSWIRE_KAFKA_PASSWORD", "hunter2")
    said = run(*words).output
    assert "hunter2" not in said
    assert MASK in said


def test_a_password_that_is_not_set_is_not_said_to_be(run: Any) -> None:
    rows = {row["name"]: row["value"] for row in json.loads(run("--json").stdout)}
    assert rows["NEWSWIRE_KAFKA_PASSWORD"] == ""


def test_a_misspelt_variable_is_told_with_what_was_meant(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_KAFKA_BOOTSTRAP_SERVER", "k:9092")
    monkeypatch.setenv("NEWSWIRE_ZZZ", "1")
    said = run("--json")
    assert "_SERVER is no setting and was ignored; NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS is one\n" in said.stderr
    assert "NEWSWIRE_ZZZ is no setting and was ignored\n" in said.stderr
    assert json.loads(said.stdout)


def test_with_a_bad_setting_the_defaults_are_shown_and_the_fault_is_told(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error itself sends people here, so here it must show something."""
    monkeypatch.setenv("NEWSWIRE_WEB_PORT", "http")
    said = run()
    assert isinstance(said.exception, Misconfigured)
    assert "NEWSWIRE_WEB_PORT='http'" in str(said.exception)
    assert "NEWSWIRE_WEB_HOST" in said.stdout
    assert run("--json").stdout == ""
