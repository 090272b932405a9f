"""What the documents name exists: tests, files, links, settings, metrics, who may import whom."""

import ast
import re
from pathlib import Path

import pytest

from streams.catalogue import catalogue
from streams.settings import Settings, variable
from tests.documents import DOCUMENTS, ROOT, code, links, prose, rows
from tests.unit.test_architecture import MAY_IMPORT

ARCHITECTURE = ROOT / "docs/ARCHITECTURE.md"
every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def named_tests(path: Path) -> list[tuple[str, str]]:
    """Return (file, test) of every test that a document names."""
    return re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", path.read_text("utf-8"))


def functions(path: Path) -> set[str]:
    """Return the names of a file's functions."""
    tree = ast.parse(path.read_text("utf-8"))
    return {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}


@every_document
def test_every_test_that_is_named_exists(path: Path) -> None:
    """A promise whose test has gone is no promise."""
    missing = [
        f"{file}::{test}"
        for file, test in named_tests(path)
        if not (ROOT / file).is_file() or test not in functions(ROOT / file)
    ]
    assert missing == []


def test_every_promise_names_its_test() -> None:
    promises = rows(ARCHITECTURE, "## 6. What is promised, and the test that proves it")
    assert len(promises) >= 10
    assert [promise for promise, test in promises if "::test_" not in test] == []


def test_every_failure_names_its_tests() -> None:
    section = ARCHITECTURE.read_text("utf-8").split("## 7. ")[1].split("\n## ")[0]
    failures = section.split("\n### ")[1:]
    assert len(failures) >= 6
    assert [failure.splitlines()[0] for failure in failures if "::test_" not in failure] == []


@every_document
def test_every_link_leads_to_a_file_and_its_heading(path: Path) -> None:
    wrong = []
    for link in links(path):
        if link.startswith("http"):
            continue
        target, _, anchor = link.partition("#")
        found = (path.parent / target).resolve() if target else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            wrong.append(link)
    assert wrong == []


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page: headings in small letters, words joined by dashes."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_document
def test_every_file_that_is_named_exists(path: Path) -> None:
    named = [
        word for word in code(prose(path)) if re.fullmatch(r"(streams|tests|ops|schemas|docs)/[\w./-]+", word)
    ]
    assert [word for word in named if not (ROOT / word).exists()] == []


@every_document
def test_every_setting_that_is_named_exists(path: Path) -> None:
    known = {variable(name) for name in Settings.model_fields}
    named = set(re.findall(r"\bNEWSWIRE_[A-Z_]*[A-Z]\b", path.read_text("utf-8")))
    assert named - known == set()


@every_document
def test_every_metric_that_is_named_exists(path: Path) -> None:
    known = {metric.name for metric in catalogue()}
    named = set(re.findall(r"`(newswire_\w+)", path.read_text("utf-8")))
    assert named - known == set()


def test_the_table_of_imports_is_the_one_that_is_enforced() -> None:
    """A newcomer reads it here and is held to the one in tests/unit/test_architecture.py."""
    everything = set(MAY_IMPORT) - {"cli", "demo"}
    for row in rows(ARCHITECTURE, "## 5. Who may import whom"):
        (place,), allowed = code(row[0]), set(code(row[1]))
        if row[1] == "everything":
            assert everything <= MAY_IMPORT[place] | {place}
        else:
            assert allowed == MAY_IMPORT[place], place
    assert {code(row[0])[0] for row in rows(ARCHITECTURE, "## 5. Who may import whom")} == set(MAY_IMPORT)


def test_the_newest_entry_of_the_changelog_is_this_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    entry = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert version
    assert entry
    assert entry[1] == version[1]
