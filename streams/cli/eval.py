"""`newswire eval`: how well the line does what it is for, on articles of one's own."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli import eval_names, eval_tables

if TYPE_CHECKING:
    from streams.domain.article import RawArticle
    from streams.evaluate.judge import Judged
    from streams.evaluate.stream import Entry

HELP = """Copy the articles of a file in known ways, mix in look-alikes, and say how well copies are told.

Articles come as JSON lines from FILE or standard input (see `newswire ingest jsonl --help`); a few hundred
are enough. They are split by their ids into a half to set thresholds on (`tune`) and one to report. Every
verdict is made by the product's own functions, on one stream of everything.

Exit codes: 0 done; 1 with `--check`, a bar is not met; 2 the file cannot be read or holds too little.
"""
ARTICLES_MIN = 20


class Split(StrEnum):
    """Which half is judged."""

    TUNE = "tune"
    REPORT = "report"
    BOTH = "both"


class Script(StrEnum):
    """What the texts are written in."""

    AS_IT_IS = "as-it-is"
    ARABIC = "arabic"
    HAN = "han"


def register(app: typer.Typer) -> None:
    """Add the group to the app."""
    group = typer.Typer(no_args_is_help=True, help="Measure how well the line does what it is for.")
    group.callback()(lambda: None)
    group.command("dedup", help=HELP)(dedup)
    group.command("names", help=eval_names.HELP)(eval_names.names)
    app.add_typer(group, name="eval")


def dedup(  # noqa: PLR0913, PLR0917  a command's options, each by its name
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON lines, .gz or not.")],
    split: Annotated[Split, typer.Option(help="The half to judge.")] = Split.REPORT,
    per_kind: Annotated[int, typer.Option(min=1, help="Copies and look-alikes of each kind, a half.")] = 300,
    seed: Annotated[int, typer.Option(help="Another seed, other copies and look-alikes.")] = 1,
    script: Annotated[
        Script, typer.Option(help="Write all texts, once cleaned, without capitals, or without spaces, too.")
    ] = Script.AS_IT_IS,
    errors: Annotated[Path | None, typer.Option(help="Write what was missed or false here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1 unless every bar is met.")] = False,
) -> None:
    """Judge each half that is asked for."""
    from streams.cli.output import show, show_json
    from streams.evaluate.letters import Letters, lettered
    from streams.evaluate.report import reported
    from streams.evaluate.stream import Half, stream

    articles, reports, lines = _articles(file), [], []
    for half in [half for half in Half if split in (Split.BOTH, Split(half))]:
        entries = stream(articles, half=half, seed=seed, per_kind=per_kind)
        if script is not Script.AS_IT_IS:
            entries = [*lettered(entries, Letters(script))]
        verdicts = _judged(entries, half)
        reports.append(reported(verdicts, half=half, seed=seed))
        lines += _errors(verdicts, half) if errors else []
    if errors:
        _write(errors, lines)
    if as_json:
        said = {"file": file, "seed": seed, "per_kind": per_kind, "script": script}
        show_json(said | {"halves": [*map(eval_tables.as_object, reports)]})
    else:
        show(*(part for report in reports for part in eval_tables.tables(report)))
    if check and not all(report.met for report in reports):
        raise typer.Exit(1)


def _articles(file: str) -> list["RawArticle"]:
    """Return the file's articles with text, each id once. Raises Misconfigured where there are too few."""
    from streams.domain.article import RawArticle
    from streams.errors import Misconfigured
    from streams.sources.jsonl import JsonLines

    with JsonLines(file) as lines:
        read = {line.id: line for line in lines if isinstance(line, RawArticle) and line.text}
        if len(read) < ARTICLES_MIN:
            raise Misconfigured(
                f"{lines.name} holds {len(read)} articles with text; at least {ARTICLES_MIN} are needed"
            )
    return list(read.values())


def _judged(entries: Sequence["Entry"], half: str) -> list["Judged"]:
    from rich.console import Console
    from rich.progress import track

    from streams.evaluate.judge import judged
    from streams.settings import settings
    from streams.topic import HOUR_MS

    console = Console(stderr=True)
    verdicts = judged(entries, window_ms=int(settings().dedup_window_hours * HOUR_MS))
    return list(
        track(verdicts, half, len(entries), console=console, transient=True, disable=not console.is_terminal)
    )


def _errors(verdicts: Sequence["Judged"], half: str) -> list[dict[str, Any]]:
    from streams.evaluate.judge import why
    from streams.evaluate.report import errors

    entries = {verdict.entry.raw.id: verdict.entry for verdict in verdicts}
    return [
        {
            "half": half,
            "what": error.what,
            "kind": error.judged.entry.kind,
            "evidence": why(error.judged.entry, entries[error.other]),
            "title": error.judged.entry.raw.title,
            "other_title": entries[error.other].raw.title,
            "other_kind": entries[error.other].kind,
            "text": error.judged.entry.raw.text,
            "other_text": entries[error.other].raw.text,
        }
        for error in errors(verdicts)
    ]


def _write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    from streams.errors import Misconfigured
    from streams.wire.codec import encode

    try:
        path.write_bytes(b"".join(encode(line) + b"\n" for line in lines))
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}") from error
