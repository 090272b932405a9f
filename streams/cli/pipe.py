"""`newswire pipe`: the whole line in one process, to try it on a file and as the oracle of the workers."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from streams.child import one_thread

if TYPE_CHECKING:
    from streams.cli.piping import Told
    from streams.settings import Settings
    from streams.sources.jsonl import JsonLines

HELP = """Run articles through the whole line in this process, without Kafka.

Articles come as JSON lines from FILE or standard input (see `newswire ingest jsonl --help` for their fields)
and leave enriched, as JSON lines, on standard output. What is suppressed is not lost: `--duplicates` and
`--dead` say where to write it; `--revisions`, where to write what changed in new versions. The counts come
last, on standard error.

The verdicts are those of the workers on the same input with the same settings: use it to try a file, a
window or a model.

Exit codes: 0 done, also if some lines are dead; 2 a file or setting is wrong; 130 interrupted.
"""


class Until(StrEnum):
    """Where a run ends."""

    DEDUP = "dedup"
    ENRICH = "enrich"


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("pipe", help=HELP)(pipe)


def pipe(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON lines, .gz or not.")] = "-",
    duplicates: Annotated[Path | None, typer.Option(help="Write who copies whom, and why, here.")] = None,
    revisions: Annotated[Path | None, typer.Option(help="Write what changed in new versions here.")] = None,
    dead: Annotated[Path | None, typer.Option(help="Write lines that can never pass here.")] = None,
    until: Annotated[Until, typer.Option(help="dedup: write the unique articles.")] = Until.ENRICH,
) -> None:
    """Run a file through."""
    one_thread()
    from streams.cli.on_disk import ArticlesOnDisk
    from streams.cli.piping import Tally, deduplicated
    from streams.log import configure
    from streams.settings import settings
    from streams.sources.jsonl import JsonLines
    from streams.topic import HOUR_MS

    chosen, tally = settings(), Tally()
    configure(chosen)
    enrich = _enricher(chosen) if until is Until.ENRICH else list
    # What is typed or comes through a pipe is answered line by line.
    batch = chosen.enrich_batch_articles if Path(file).is_file() else 1
    with JsonLines(file, bytes_max=chosen.article_bytes_max) as lines, ExitStack() as stack:
        outputs = Outputs(*(_opened(stack, path) for path in (duplicates, revisions, dead)))
        told = deduplicated(
            stack.enter_context(_progress(lines)),
            window_ms=int(chosen.dedup_window_hours * HOUR_MS),
            shards=chosen.dedup_shards,
            partitions=chosen.topic_partitions,
            tally=tally,
            texts=ArticlesOnDisk() if duplicates or revisions else None,
        )
        while some := list(islice(told, batch)):
            outputs.write(some, enrich)
    typer.echo(tally, err=True)


class Outputs:
    """Where each kind of result goes: articles to standard output, the others where asked."""

    def __init__(
        self, duplicates: IO[bytes] | None, revisions: IO[bytes] | None, dead: IO[bytes] | None
    ) -> None:
        self._duplicates, self._revisions, self._dead = duplicates, revisions, dead

    def write(self, told: list["Told"], enrich: Callable[[list[Any]], list[Any]]) -> None:
        """Write a batch, each kind in its order; raises Misconfigured where a file cannot take it."""
        from streams.cli.piping import DeadLine
        from streams.domain.article import Article
        from streams.domain.duplicate import DuplicateRecord
        from streams.domain.revision import RevisionRecord
        from streams.wire.codec import encode

        articles = enrich([one for one in told if isinstance(one, Article)])
        kinds = {DuplicateRecord: self._duplicates, RevisionRecord: self._revisions, DeadLine: self._dead}
        outs: list[tuple[IO[bytes] | None, list[Any]]] = [(sys.stdout.buffer, articles)]
        outs += [(out, [one for one in told if isinstance(one, kind)]) for kind, out in kinds.items()]
        for out, some in outs:
            if out and some:
                out.write(b"".join(encode(one) + b"\n" for one in some))
                out.flush()


def _enricher(chosen: "Settings") -> Callable[[list[Any]], list[Any]]:
    from streams.domain.entities import enriched, model_input
    from streams.nlp.pipelines import Pipelines
    from streams.wire.aliases import aliases_of

    aliases, pipelines = aliases_of(chosen.aliases_file), Pipelines(chosen.spacy_model)

    def enrich(articles: list[Any]) -> list[Any]:
        inputs = [model_input(article) for article in articles]
        named = pipelines.read_whole(inputs, chars_max=chosen.enrich_chars_max)
        return [enriched(a, n, aliases=aliases) for a, n in zip(articles, named, strict=True)]

    return enrich


def _opened(stack: ExitStack, path: Path | None) -> IO[bytes] | None:
    from streams.errors import Misconfigured

    try:
        return stack.enter_context(path.open("wb")) if path else None
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}") from error


@contextmanager
def _progress(lines: "JsonLines") -> Iterator[Iterable[Any]]:
    """Yield the lines, with a bar while they are read if there is a terminal to show it on."""
    from rich.console import Console
    from rich.progress import Progress

    console, total = Console(stderr=True), lines.bytes_total()
    if total is None or not console.is_terminal or sys.stdout.isatty():
        yield lines
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("articles", total=total)

        def told() -> Iterator[Any]:
            for line in lines:
                progress.update(task, completed=lines.bytes_read())
                yield line

        yield told()
