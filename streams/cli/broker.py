"""`newswire broker`: a real Kafka on this machine, in the foreground."""

import signal
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from streams.broker.local import LocalBroker

_CHECK_S = 0.5

HELP = """Run a real Kafka on this machine, without Docker, until Ctrl-C or SIGTERM.

One node of Apache Kafka 4.3, on loopback only, with its data in a folder that a later run goes on with.
Nothing needs to be installed: Java comes with newswire, and Kafka's 45 MB are fetched once, checked against
the sums that newswire carries, and kept in NEWSWIRE_CACHE_DIR.

It prints the variable by which other commands find it. Whoever has a Kafka of their own sets that and never
runs this. Exit codes: 0 stopped; 2 something to configure, such as a taken port; 3 no network, a full disk,
or Kafka failed.
"""


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("broker", help=HELP)(broker)


def broker(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 is any free one.", show_default=True)
    ] = 9092,
    data_dir: Annotated[
        Path | None,
        typer.Option(
            file_okay=False, help="Folder for Kafka's data and log; by default 'kafka' in NEWSWIRE_DATA_DIR."
        ),
    ] = None,
) -> None:
    """Run Kafka until told to stop."""
    from streams.broker.local import local_broker
    from streams.settings import settings

    chosen = settings()
    folder = data_dir or chosen.data_dir / "kafka"
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        with local_broker(
            folder, port=port, cache_dir=chosen.cache_dir, java_home=chosen.java_home, say=_say
        ) as kafka:
            _attend(kafka)
    except KeyboardInterrupt:
        _say("stopped")


def _attend(kafka: "LocalBroker") -> None:
    from streams.settings import variable

    typer.echo(f"export {variable('kafka_bootstrap_servers')}={kafka.bootstrap_servers}")
    _say(f"Kafka runs, with its data and log in {kafka.folder}; Ctrl-C stops it")
    while True:
        kafka.check()
        time.sleep(_CHECK_S)


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    """Tell the person at the terminal; standard output is for the variable alone."""
    typer.echo(line, err=True)
