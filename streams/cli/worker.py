"""`newswire worker`: one long-running process of a stage."""

from typing import TYPE_CHECKING, Annotated

import typer

from streams.topics import Stage

if TYPE_CHECKING:
    from streams.agents.dedup import Dedup
    from streams.agents.enrich import Enrich
    from streams.settings import Settings

HELP = """Run one worker of a stage until it is stopped.

Workers of a stage share its partitions; start as many as there are cores, up to NEWSWIRE_TOPIC_PARTITIONS.
Each on one machine needs its own NEWSWIRE_DATA_DIR and NEWSWIRE_WEB_PORT.

dedup: raw articles in, unique ones, duplicates and revisions out. enrich: unique articles in, entities out.
watch: looks on beside the line and keeps nothing on disk; of several, one acts and the others are spare.

Serves /metrics, /livez and /readyz. Ends cleanly on Ctrl-C or SIGTERM; exit code 2 names a setting to mend,
3 says that something outside failed: start it again, nothing is lost.
"""


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("worker", help=HELP)(worker)


def worker(
    stage: Annotated[
        Stage, typer.Argument(help="Which stage: dedup, enrich or watch.", metavar="dedup|enrich|watch")
    ],
) -> None:
    """Check what the worker stands on, then run it."""
    from streams import log
    from streams.agents import worker as agents
    from streams.broker import cluster
    from streams.broker.admission import admission
    from streams.errors import Misconfigured
    from streams.settings import settings

    if stage is Stage.INGEST:
        raise Misconfigured("there is no worker for ingest; see 'newswire ingest --help'")
    chosen = settings()
    log.configure(chosen)
    if stage is Stage.WATCH:
        raise typer.Exit(_watch(chosen))
    with agents.state_folder(chosen, stage, cluster=cluster.require(chosen, stage)):
        part = _made(stage, chosen)
        ask = admission(chosen)
        raise typer.Exit(agents.run(part.app, part.flow, chosen, ask=ask, loglevel=chosen.log_level))


def _watch(chosen: "Settings") -> int:
    from streams.broker import cluster
    from streams.watch import process

    cluster.require(chosen, Stage.WATCH)
    return process.run(chosen)


def _made(stage: Stage, chosen: "Settings") -> "Dedup | Enrich":
    if stage is Stage.DEDUP:
        from streams.agents.dedup import Dedup

        return Dedup(chosen)
    from streams.agents.enrich import Enrich

    return Enrich(chosen)
