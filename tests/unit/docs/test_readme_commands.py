"""Every command that the README and the other documents show is one that exists, options included."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from streams.cli import assembled, reference
from streams.cli.tail import full_names
from streams.settings import WEB_PORTS
from streams.topics import Stage, Topics
from tests.documents import DOCUMENTS, README, ROOT, commands, rows

STANDS_FOR = {"[FILE]": "articles.jsonl"}


def newswire_lines(path: Path) -> list[str]:
    """Return the lines of a document that begin with newswire and say more."""
    return [line for line in commands(path) if line.startswith("newswire ")]


SHOWN = sorted({line for path in DOCUMENTS if "reference" not in path.parts for line in newswire_lines(path)})


def parse(command: Any, words: list[str]) -> Any:
    """Return the context of the innermost command, every argument of it checked.

    A command that is only named, without any argument, need not be complete: "see `newswire tail`".
    """
    while words and hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    return command.make_context(command.name, words) if words else command


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_that_is_shown_is_one_that_newswire_has(line: str) -> None:
    """A reader copies it."""
    words = [STANDS_FOR.get(word, word) for word in shlex.split(line.partition(">")[0].rstrip(" &"))[1:]]
    assert parse(typer.main.get_command(assembled()), words)


@pytest.mark.parametrize("line", ["worker polish", "pipe --hard", "polish"])
def test_a_command_that_newswire_lacks_would_be_noticed(line: str) -> None:
    with pytest.raises(Exception, match=r"polish|--hard"):
        parse(typer.main.get_command(assembled()), line.split())


def test_every_command_has_its_row_in_the_readme() -> None:
    """What is not in the table will not be found."""
    told = [re.findall(r"`([^`]+)`", " ".join(row)) for row in rows(README, "## Commands")]
    for path, _ in reference.helps(typer.main.get_command(assembled())):
        group, _, name = path.rpartition(" ")
        of_group = (codes for codes in told if codes[0].startswith(group))
        assert any(name in code.split() for codes in of_group for code in codes), path


def test_every_target_of_make_that_is_shown_exists() -> None:
    targets = {
        line.partition(":")[0]
        for line in (ROOT / "Makefile").read_text("utf-8").splitlines()
        if ":" in line and "##" in line
    }
    shown = {
        line.split()[1]
        for path in DOCUMENTS
        for line in commands(path)
        if line.startswith("make ") and "=" not in line
    }
    assert {"demo", "test", "setup"} <= shown
    assert shown - targets == set()


def test_every_topic_to_tail_has_a_short_name() -> None:
    tailed = {line.split()[2] for line in newswire_lines(README) if line.startswith("newswire tail ")}
    assert tailed - {"TOPIC"} <= set(full_names(Topics()))
    assert "dead.dedup" in tailed


def test_the_ports_that_are_named_are_the_workers() -> None:
    trouble = " ".join(" ".join(row) for row in rows(README, "## When something is wrong"))
    assert f"ports {WEB_PORTS[Stage.DEDUP]} and {WEB_PORTS[Stage.ENRICH]}" in trouble
