"""What the tests of `newswire config` share."""

from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from streams.cli import config
from streams.settings import Settings, variable


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what runs `config` with these words, in an environment that sets nothing."""
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
    app = typer.Typer()
    config.register(app)
    return lambda *words: CliRunner().invoke(app, list(words))
