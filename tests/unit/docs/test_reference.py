"""docs/reference says what the source says, all of it, and nothing else lies there."""

from pathlib import Path

import pytest
import typer

from streams.cli import assembled, reference
from streams.errors import MEANINGS, Reason
from streams.settings import Settings, variable
from streams.topics import Topics

FOLDER = Path(__file__).parents[3] / "docs/reference"
PAGES = reference.pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_source_says_now(name: str) -> None:
    """Somebody who looks a setting up must not find last month's default."""
    assert (FOLDER / name).read_text("utf-8") == PAGES[name], f"docs/reference/{name} is old: make docs"


def test_nothing_else_lies_among_the_pages() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_every_setting_has_its_row_and_its_meaning() -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `{variable(name)}` |" in PAGES["settings.md"]
        assert field.description


def test_a_default_that_lies_in_the_home_folder_names_nobodys_home() -> None:
    """The page must be the same on every machine that writes it."""
    assert "`~/.cache/newswire`" in PAGES["settings.md"]
    assert str(Path.home()) + "/" not in PAGES["settings.md"]


def test_every_topic_has_its_row_and_every_public_one_its_schema() -> None:
    rows = {line.split("`")[1]: line for line in PAGES["topics.md"].splitlines() if line.startswith("| `")}
    assert list(rows) == [topic.name for topic in Topics().all()]
    for topic in Topics().all():
        assert ("schema.json" in rows[topic.name]) == topic.contract.startswith("public")


def test_metrics_are_named_as_prometheus_sees_them() -> None:
    assert "| `newswire_outcomes_total` | counter | `stage`, `outcome`, `kind` |" in PAGES["metrics.md"]
    assert "received = forwarded + suppressed + rejected + returned" in PAGES["metrics.md"]


def test_every_command_has_its_section() -> None:
    """`newswire topics apply` as well as `newswire topics`."""
    headings = [line[3:] for line in PAGES["cli.md"].splitlines() if line.startswith("## ")]
    assert headings == [path for path, _ in reference.helps(typer.main.get_command(assembled()))]
    assert {"newswire", "newswire demo", "newswire topics apply", "newswire ingest feeds"} <= set(headings)


def test_no_line_of_help_is_longer_than_the_page_is_wide() -> None:
    assert max(map(len, PAGES["cli.md"].splitlines())) <= reference.COLUMNS


def test_every_reason_says_what_it_means() -> None:
    """Reasons are labels and headers; somebody will look one up."""
    assert set(MEANINGS) == set(Reason)
    assert all(f"| `{reason}` | {MEANINGS[reason]} |" in PAGES["errors.md"] for reason in Reason)


def test_writing_makes_the_folder(tmp_path: Path) -> None:
    reference.write(tmp_path / "new/reference")
    assert {path.name for path in (tmp_path / "new/reference").iterdir()} == set(PAGES)
