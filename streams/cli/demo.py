"""`newswire demo`: the whole line at work on a feed whose truth is known."""

import signal
import sys
from types import FrameType
from typing import Annotated

import typer

HELP = """Show the whole line at work: a real Kafka, both workers and a live feed, on this machine.

The feed is made up: stories by a dozen invented outlets, wire stories republished in twelve ways, revisions,
repeats and broken records. As the truth about each record is known, the summary at the end says how many
copies were found, and whether anything was lost. Needs nothing installed. A Kafka that is named by
NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS is used, under topics of their own that are removed at the end; else one is
started.

On a terminal it shows a live picture, elsewhere plain lines on standard error. With --json, standard output
is the summary as one JSON document and nothing else.

Exit codes: 0 nothing was lost; 1 something was; 2 something to configure; 3 Kafka or a worker failed; 130
interrupted.
"""


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("demo", help=HELP)(demo)


def demo(
    articles: Annotated[int, typer.Option(min=1, help="Records to feed.")] = 600,
    rate: Annotated[
        float, typer.Option(min=0, help="Records a second; 0 is as fast as Kafka takes them.")
    ] = 40,
    seed: Annotated[int, typer.Option(help="Another seed makes another feed.")] = 1,
    forever: Annotated[
        bool, typer.Option("--forever", help="Feed until Ctrl-C; the summary comes then.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the summary as JSON, and nothing else.")
    ] = False,
) -> None:
    """Run the demonstration and say what came of it."""
    import orjson
    from rich.console import Console

    from streams.demo.report import report
    from streams.demo.run import Plan, demonstrate
    from streams.demo.screen import LiveScreen, PlainScreen
    from streams.settings import settings

    signal.signal(signal.SIGTERM, _as_interrupt)
    out, err = Console(), Console(stderr=True)
    screen = LiveScreen(out) if out.is_terminal and not as_json else PlainScreen(err)
    plan = Plan(articles=None if forever else articles, rate=rate, seed=seed)
    summary = demonstrate(settings(), plan, screen)
    if as_json:
        sys.stdout.write(orjson.dumps(summary.as_dict(), option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        out.print(report(summary))
    raise typer.Exit(0 if summary.ok else 1)


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
