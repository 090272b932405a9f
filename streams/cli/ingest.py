"""`newswire ingest`: articles from files and feeds into the raw topic."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from streams.broker.producer import ArticleProducer
    from streams.cli.interrupts import Interrupts
    from streams.cli.report import Report
    from streams.domain.article import RawArticle
    from streams.sources.jsonl import JsonLines
    from streams.sources.refused import Refused

T = TypeVar("T")
INTERRUPTED = 130

JSONL_HELP = """Send the articles of a file of JSON lines, plain or gzipped, or of standard input ('-').

One object a line: `url` or `guid`; `text` or `html`; and, if known, `source`, `title`, `published_at`
(RFC 3339 or a date), `received_at` (for backfills: kept as it is), `language`, `authors`. Whatever else is in
it travels along under `extra`.

A line that is no article is reported as FILE:LINE: REASON on standard error and never stops the rest. To send
a file twice is harmless. Ctrl-C delivers what was read and says how far it came.

Exit codes: 0 sent, also if some lines were refused; 1 nothing in it was an article, or `--strict` and a line
was refused; 2 a file or setting is wrong; 3 Kafka is away; 130 interrupted.
"""

FEEDS_HELP = """Poll RSS, Atom and JSON feeds and send what is new, for as long as it runs.

FEEDS.yaml lists their URLs; `ops/feeds.example.yaml` shows all there is to say of each. A feed is asked
more often the more it publishes, never while its server asks to be left alone, and one at a time per host.
What was sent is remembered in NEWSWIRE_DATA_DIR, so a restart sends nothing twice. A feed that fails is
logged, tried again ever later, and never stops the others.

/metrics, /livez and /readyz are on NEWSWIRE_WEB_PORT (9460). Ctrl-C and SIGTERM end it after the polls in
hand, within NEWSWIRE_STOP_TIMEOUT_S; what Kafka has not confirmed by then is sent again after the next start.

Exit codes: 0 ended; 1 with `--once`, if every feed failed; 2 the list or a setting is wrong; 3 Kafka is away,
also where it hangs and time to end is up.
"""


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    group = typer.Typer(no_args_is_help=True, help="Send articles of files and feeds to the raw topic.")
    group.command("jsonl", help=JSONL_HELP)(jsonl)
    group.command("feeds", help=FEEDS_HELP)(feeds)
    app.add_typer(group, name="ingest")


def jsonl(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="JSON lines, .gz or not; '-': standard input.")
    ],
    source: Annotated[str, typer.Option(help="Source of lines that name none; else their URL's host.")] = "",
    rate: Annotated[float, typer.Option(min=0, help="Articles a second at most; 0: as fast as Kafka.")] = 0,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if any line is refused.")] = False,
) -> None:
    """Send a file's articles."""
    from streams.cli.interrupts import Interrupts
    from streams.log import configure
    from streams.settings import settings
    from streams.sources.jsonl import JsonLines

    configure(settings())
    try:
        with (
            JsonLines(file, source=source or None, bytes_max=settings().article_bytes_max) as lines,
            Interrupts() as interrupts,
        ):
            code = _send(lines, interrupts, rate=rate, strict=strict)
    except KeyboardInterrupt as error:
        raise typer.Exit(INTERRUPTED) from error
    raise typer.Exit(code)


def _send(lines: "JsonLines", interrupts: "Interrupts", *, rate: float, strict: bool) -> int:
    """Send the lines' articles and return the exit code; how far it came is said however it ends."""
    from streams.broker.producer import ArticleProducer
    from streams.cli.report import Report
    from streams.settings import settings

    producer, total = ArticleProducer(settings()), lines.bytes_total()
    report = Report(lambda: producer.confirmed, total=total)
    ended = False
    try:
        with report, producer:
            for made in interrupts.each(_paced(lines, rate)):
                _take(made, producer, report)
                report.progress(lines.bytes_read() if total else 0)
        ended = not interrupts.asked
    finally:
        place = "" if ended else f"; stopped at line {lines.line:,}"
        unsure = f", {producer.in_flight:,} in flight and not confirmed" if producer.in_flight else ""
        typer.echo(f"{lines.name}: {report.summary()}{place}{unsure}")
    refused = report.refusals.total()
    if interrupts.asked:
        return INTERRUPTED
    return int(bool(refused and (strict or not producer.confirmed)))


def _take(made: "RawArticle | Refused", producer: "ArticleProducer", report: "Report") -> None:
    from streams.sources.refused import Refused

    if isinstance(made, Refused):
        report.refused(made)
    else:
        producer.send(made)


def _paced(items: Iterable[T], rate: float) -> Iterator[T]:
    """Yield the items, at most `rate` a second on average since the first; 0: without waiting."""
    began = time.monotonic()
    for number, item in enumerate(items):
        if rate:
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
        yield item


def feeds(
    file: Annotated[Path, typer.Argument(metavar="FEEDS.yaml", help="The list of feeds.")],
    once: Annotated[bool, typer.Option("--once", help="Poll every feed once, now, and end.")] = False,
) -> None:
    """Poll feeds and send their articles."""
    from streams.cli.ingest_feeds import run
    from streams.log import configure
    from streams.settings import settings

    configure(settings())
    code, summary = run(file, settings(), once=once)
    typer.echo(summary)
    raise typer.Exit(code)
