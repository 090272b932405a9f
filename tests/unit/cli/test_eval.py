"""`newswire eval dedup`, on articles of the project's own, against the bars that it prints."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from streams.cli import eval as command
from streams.errors import Misconfigured
from streams.sources.synthetic import Kind, feed
from streams.wire.codec import encode
from tests.builders import a_raw_article

STORIES = 120


def run(*said: object) -> Any:
    """Return what the command does, given its words."""
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, ["eval", "dedup", *map(str, said)])


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of stories that are nobody's copies."""
    fed = feed(3 * STORIES, 3, clock=lambda: datetime(2026, 5, 4, 12, tzinfo=UTC))
    stories = [record.payload for record in fed if record.kind is Kind.STORY]
    path = tmp_path_factory.mktemp("eval") / "articles.jsonl"
    path.write_bytes(b"\n".join(stories[:STORIES]))
    return path


def test_the_product_meets_every_bar_on_stories_of_its_own(articles: Path, tmp_path: Path) -> None:
    """The figures that docs/benchmarks.md gives for real articles must not break unseen."""
    errors = tmp_path / "errors.jsonl"
    result = run(articles, "--per-kind", 22, "--json", "--errors", errors, "--check")
    assert result.exit_code == 0, result.stdout
    (half,) = json.loads(result.stdout)["halves"]
    recall = {line["kind"]: line["share"] for line in half["copies"]}
    assert half["half"] == "report"
    assert recall["same text"] == 1
    assert recall["cut by 50 %"] >= 0.98
    assert recall["15 % typos"] >= 0.9
    flagged = {line["kind"]: line["count"] for line in half["not_copies"]}
    assert flagged["own reports of one event"] == 0
    assert half["precision"]["share"] >= 0.99
    assert half["ari"]["value"] >= 0.97
    told = [json.loads(line) for line in errors.read_text("utf-8").splitlines()]
    wrong = half["recall"]["of"] - half["recall"]["count"] + sum(flagged.values())
    assert len(told) == wrong


def test_tables_say_each_kind_with_its_counts_and_its_bar(articles: Path) -> None:
    result = run(articles, "--per-kind", 2, "--split", "both")
    assert result.exit_code == 0
    assert "tune: " in result.stdout
    assert "report: " in result.stdout
    line = next(line for line in result.stdout.splitlines() if line.startswith("same text"))
    assert line.split() == ["same", "text", "2", "2", "100.00", "%", "34.2–100.0", "98.00", "%", "met"]


def test_too_few_articles_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    path.write_bytes(b"\n".join(encode(a_raw_article(n)) for n in range(3)))
    assert isinstance(run(path).exception, Misconfigured)
    assert "holds 3 articles" in str(run(path).exception)
    assert isinstance(run(tmp_path / "none.jsonl").exception, Misconfigured)
