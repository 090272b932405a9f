"""docs/dependencies.md has a row for each direct dependency, and the package uses what it asks for."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

from tests.documents import ROOT, code, rows

PAGE = ROOT / "docs/dependencies.md"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# Found by the library that uses them, and imported by nobody here.
UNSAID = {"crc32c"}


def names(requirements: list[Any]) -> list[str]:
    """Return the packages that requirements name, those of a group that is included among them."""
    named: list[str] = []
    for requirement in requirements:
        if isinstance(requirement, dict):
            named += names(PROJECT["dependency-groups"][requirement["include-group"]])
        else:
            named.append(re.split(r"[\[<>=~! ]", requirement)[0])
    return named


def told(heading: str) -> list[str]:
    """Return the packages that have a row under a heading."""
    return [code(row[0])[0] for row in rows(PAGE, heading)]


def test_each_dependency_has_its_row_in_the_order_of_the_project_and_no_other_has() -> None:
    """A dependency that nobody can account for is one too many."""
    assert told("## At run time") == names(PROJECT["project"]["dependencies"])


def test_each_tool_of_development_has_its_row_and_no_other_has() -> None:
    assert sorted(told("## For development")) == sorted(names(PROJECT["dependency-groups"]["dev"]))


def test_each_package_of_the_extra_and_of_training_has_its_row_and_no_other_has() -> None:
    assert told("## By choice") == names(PROJECT["project"]["optional-dependencies"]["accurate"])
    training = [name for row in rows(PAGE, "## For training models") for name in code(row[0])]
    assert sorted(training) == sorted(names(PROJECT["dependency-groups"]["model"]))


def test_each_dependency_at_run_time_says_what_decided_it() -> None:
    assert [row[0] for row in rows(PAGE, "## At run time") if len(row) != 3 or len(row[2]) < 20] == []


def test_each_dependency_at_run_time_is_imported() -> None:
    """What nothing imports is downloaded, audited and updated for nothing."""
    imported: set[str] = set()
    for path in (ROOT / "streams").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    from_package = packages_distributions()
    used = {name.lower().replace("_", "-") for module in imported for name in from_package.get(module, ())}
    assert set(names(PROJECT["project"]["dependencies"])) - used - UNSAID == set()
