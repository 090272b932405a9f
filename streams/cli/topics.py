"""`newswire topics`: make the topics, compare them with what they should be, list them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.output import show, show_json, table
from streams.topic import DAY_MS, HOUR_MS

if TYPE_CHECKING:
    from streams.broker.admin import Listed
    from streams.broker.differences import Difference


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    group = typer.Typer(
        no_args_is_help=True, help="Make the topics, compare them with what they should be, list them."
    )
    group.command("apply")(apply_topics)
    group.command("check")(check_topics)
    group.command("list")(list_topics)
    app.add_typer(group, name="topics")


def apply_topics(as_json: AsJson = False) -> None:
    """Make missing topics and change what may be changed; a second time does nothing.

    Refuses, with exit code 2 and nothing changed, another number of partitions: it would move keys.
    """
    from streams.broker import admin
    from streams.settings import settings

    done = admin.apply(settings())
    if as_json:
        show_json(done)
    elif done:
        show(_table(done))
    else:
        show("nothing to do: all topics are as they should be")


def check_topics(as_json: AsJson = False) -> None:
    """Compare the topics with what they should be; exit code 1 where they differ. Changes nothing."""
    from streams.broker import admin
    from streams.settings import settings

    found = admin.check(settings())
    if as_json:
        show_json(found)
    elif found:
        show(_table(found))
    else:
        show("all topics are as they should be")
    if found:
        raise typer.Exit(1)


def list_topics(as_json: AsJson = False) -> None:
    """List every topic of this deployment: what it holds, how it is keyed, how long it keeps."""
    from streams.broker import admin
    from streams.settings import settings

    topics = admin.overview(settings())
    if as_json:
        show_json([_listed(item) for item in topics])
        return
    rows = [
        (
            item.topic.name,
            item.found.partitions if item.found else "missing",
            kept(item.topic.retention_ms, compact=item.topic.compact),
            "" if item.records is None else f"{item.records:,}",
            item.topic.contract,
            f"{item.topic.about} (key: {item.topic.key})",
        )
        for item in topics
    ]
    show(table(("topic", "partitions", "kept", "records", "contract", "one record is"), rows))


def kept(retention_ms: int, *, compact: bool) -> str:
    """Return in words how long a topic keeps its records."""
    if compact:
        return "last of each key"
    days, rest = divmod(retention_ms, DAY_MS)
    return f"{days} d" if not rest else f"{retention_ms / HOUR_MS:g} h"


def _table(found: Sequence["Difference"]) -> Any:
    return table(
        ("topic", "what", "found", "wanted", "remedy"),
        [(item.topic, item.aspect, item.found or "missing", item.wanted, item.remedy) for item in found],
    )


def _listed(item: "Listed") -> dict[str, object]:
    topic = item.topic
    return {
        "name": topic.name,
        "key": topic.key,
        "about": topic.about,
        "contract": topic.contract,
        "partitions_wanted": topic.partitions,
        "partitions": item.found.partitions if item.found else None,
        "replication": item.found.replication if item.found else None,
        "retention_ms": None if topic.compact else topic.retention_ms,
        "compact": topic.compact,
        "records": item.records,
    }
