"""`newswire tail`: the records of a topic as they come."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.output import show, show_json

if TYPE_CHECKING:
    from streams.broker.reader import Received
    from streams.settings import Settings
    from streams.topics import Topics

WAIT_S = 0.5


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("tail")(tail)


def tail(
    topic: Annotated[
        str,
        typer.Argument(
            help="raw, keys, votes, unique, duplicates, revisions, enriched, mentions, sources.events, "
            "canary.unique, canary.enriched, dead.dedup, dead.enrich, or a full name."
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="Begin with the oldest record kept, not with the next.")
    ] = False,
    records: Annotated[
        int | None, typer.Option("-n", "--records", min=1, help="Stop after so many records.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0, help="Stop after so many seconds.")
    ] = None,
) -> None:
    """Print the records of a topic readably as they come, until Ctrl-C.

    Nothing is consumed: no group, no offsets, so it never takes a record from a worker.
    """
    from streams import log
    from streams.settings import settings

    chosen = settings()
    log.configure(chosen)
    names = full_names(chosen.topics())
    try:
        _follow(
            chosen,
            names.get(topic, topic),
            as_json=as_json,
            from_beginning=from_beginning,
            records_max=records,
            seconds_max=seconds,
        )
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def full_names(topics: "Topics") -> dict[str, str]:
    """Return the full name of each topic by its short one."""
    from streams.topics import Stage

    return {
        "raw": topics.raw.name,
        "keys": topics.keys.name,
        "votes": topics.votes.name,
        "unique": topics.unique.name,
        "duplicates": topics.duplicates.name,
        "revisions": topics.revisions.name,
        "enriched": topics.enriched.name,
        "mentions": topics.mentions.name,
        "sources.events": topics.source_events.name,
        "canary.unique": topics.canary(Stage.DEDUP).name,
        "canary.enriched": topics.canary(Stage.ENRICH).name,
        **{f"dead.{stage}": topics.dead(stage).name for stage in (Stage.DEDUP, Stage.ENRICH)},
    }


def _follow(
    settings: "Settings",
    name: str,
    *,
    as_json: bool,
    from_beginning: bool,
    records_max: int | None,
    seconds_max: float | None,
) -> None:
    from streams.broker.reader import reading

    ends = None if seconds_max is None else time.monotonic() + seconds_max
    shown = 0
    with reading(settings, [name], from_beginning=from_beginning) as reader:
        typer.echo(f"{name} from {'its beginning' if from_beginning else 'now'}; Ctrl-C ends", err=True)
        while records_max is None or shown < records_max:
            left = WAIT_S if ends is None else min(WAIT_S, ends - time.monotonic())
            if left < 0:
                return
            for record in reader.take(wait_s=left)[: None if records_max is None else records_max - shown]:
                _print(record, settings, as_json=as_json)
                shown += 1


def _print(record: "Received", settings: "Settings", *, as_json: bool) -> None:
    from streams.cli import records

    if as_json:
        show_json(records.as_json(record))
    else:
        show(records.as_text(record, kind=record.topic.removeprefix(settings.topic_prefix)))
