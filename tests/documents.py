"""The written documents as tests read them: code blocks by language, rows of tables, links."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def blocks(path: Path, language: str) -> list[str]:
    """Return the code blocks of a language, in their order."""
    return [body for said, body in _BLOCK.findall(path.read_text("utf-8")) if said == language]


def prose(path: Path) -> str:
    """Return what is outside code blocks."""
    return _BLOCK.sub("", path.read_text("utf-8"))


def rows(path: Path, heading: str) -> list[list[str]]:
    """Return the cells of each row of the tables under a heading, down to the next one of its kind."""
    level = heading.split(maxsplit=1)[0]
    after = path.read_text("utf-8").split(f"\n{heading}\n")[1]
    section = re.split(rf"^{level} ", after, flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for at, row in enumerate(cells) if not _is_head(lines, at)]


def links(path: Path) -> Iterator[str]:
    """Yield the targets of links."""
    yield from _LINK.findall(prose(path))


def code(text: str) -> list[str]:
    """Return what a text has between backticks."""
    return re.findall(r"`([^`]+)`", text)


def session(block: str) -> list[tuple[str, str]]:
    """Return each command of a terminal session and what it printed."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command, printed) for command, _, printed in (part.partition("\n") for part in parts)]


def commands(path: Path) -> Iterator[str]:
    """Yield every command line that a document shows: of sessions, scripts, and in backticks."""
    for block in blocks(path, "console"):
        yield from (command for command, _ in session(block))
    for block in blocks(path, "sh"):
        yield from (line.partition("#")[0].strip() for line in block.splitlines() if line)
    yield from code(prose(path))


def _is_head(lines: list[str], at: int) -> bool:
    ruled = [set(line) <= set("|- :") for line in lines]
    return ruled[at] or (at + 1 < len(lines) and ruled[at + 1])
