"""docs/runbooks.md as tests read it: the section of an alert, its parts, the commands that it shows."""

import re

from tests.documents import ROOT

RUNBOOKS = ROOT / "docs/runbooks.md"
PARTS = ("Meaning.", "First look.", "Likely causes.", "Remedy.")


def section(alert: str) -> str:
    """Return what stands under the heading of an alert; fails where there is none."""
    parts = re.split(r"^## (\S+)$", RUNBOOKS.read_text("utf-8"), flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert alert in found, f"docs/runbooks.md has nothing about {alert}"
    return found[alert]


def runbook(alert: str) -> dict[str, str]:
    """Return the parts of a runbook by their names, in their order."""
    said = re.split(r"^\*\*([A-Z][a-z ]+\.)\*\*", section(alert), flags=re.MULTILINE)
    return dict(zip(said[1::2], said[2::2], strict=True))


def shown(alert: str) -> list[str]:
    """Return the lines of a runbook's scripts, without what is only said about them."""
    scripts = re.findall(r"^```sh\n(.*?)^```$", section(alert), re.MULTILINE | re.DOTALL)
    lines = (line.partition("#")[0].strip() for script in scripts for line in script.splitlines())
    return [line for line in lines if line]
