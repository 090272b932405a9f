"""How commands print, whatever they print."""

import os
import sys

import pytest
import typer
from rich.text import Text

from streams.cli import output


def test_a_table_in_a_pipe_has_one_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    """`newswire topics list | grep raw` must find whole rows, without colours and blanks at the end."""
    output.show(output.table(("topic", "about"), [("raw", "w " * 120), ("unique", "[bold]y[/bold]")]))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("raw     w w")
    assert lines[2] == "unique  [bold]y[/bold]"


def test_what_is_shown_is_not_read_as_markup(capsys: pytest.CaptureFixture[str]) -> None:
    output.show(Text("[red]a headline[/red]"))
    assert capsys.readouterr().out == "[red]a headline[/red]\n"


def test_json_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    output.show_json({"title": "a\nb", "n": [1, None]})
    assert capsys.readouterr().out == '{"title":"a\\nb","n":[1,null]}\n'


def test_newlines_and_letters_of_every_script_are_harmless() -> None:
    assert output.harmless("Ærø\n\tعربي 新聞 \x1b[1m!") == "Ærø\n\tعربي 新聞 [1m!"


def test_a_reader_that_has_gone_ends_the_program_with_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """`| head` closes the pipe: neither a traceback nor a failure in the shell's eyes."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", buffering=1) as broken:
        monkeypatch.setattr(sys, "stdout", broken)
        with pytest.raises(typer.Exit) as ended:
            output.write("x\n")
    assert ended.value.exit_code == 0
