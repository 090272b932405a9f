"""`newswire config --check`: what settings name that is not there."""

from pathlib import Path
from typing import Any

import pytest

from streams.cli.missing import missing
from streams.settings import Settings


def found(**changed: Any) -> list[str]:
    """Return the objections as they are printed."""
    return [str(objection) for objection in missing(Settings.model_validate(changed))]


def test_the_defaults_name_nothing_that_is_not_there(tmp_path: Path) -> None:
    assert found(data_dir=tmp_path / "not" / "yet") == []


def test_a_list_of_aliases_that_is_not_there_is_told(tmp_path: Path) -> None:
    (said,) = found(data_dir=tmp_path, aliases_file=tmp_path / "none.yaml")
    assert said.startswith(f"NEWSWIRE_ALIASES_FILE={tmp_path}/none.yaml: cannot be read;")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (said,) = found(data_dir=tmp_path / "file" / "newswire")
    assert f"{tmp_path}/file is no folder that this user may write to" in said


def test_a_pipeline_that_is_not_installed_is_told_with_the_command_that_does_it(tmp_path: Path) -> None:
    (said,) = found(data_dir=tmp_path, spacy_model="newswire,de=no_such_model")
    assert "python -m spacy download no_such_model" in said


def test_a_misspelt_setting_is_refused(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line would run without what was meant, and in the clear where that was TLS."""
    monkeypatch.setenv("NEWSWIRE_KAFKA_SECURITY_PROTOCL", "SASL_SSL")
    done = run("--check")
    assert done.exit_code == 2
    assert "refused: NEWSWIRE_KAFKA_SECURITY_PROTOCL: is no setting and was ignored" in done.stdout
    assert "NEWSWIRE_KAFKA_SECURITY_PROTOCOL is one" in done.stdout


def test_a_login_within_the_address_of_kafka_is_masked(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS", "me:hunter2@kafka.example:9092")
    for words in (("--check",), ("--check", "--json"), ()):
        done = run(*words)
        assert "hunter2" not in done.output + str(done.exception)
