"""The pages of docs/reference, made from what they describe: settings, topics, metrics, commands, errors.

`make docs` writes them; a unit test compares them with what this would write now, so none can fall behind.
Written out by `python -m streams.cli.reference FOLDER`.
"""

import inspect
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from streams import errors, metrics
from streams.catalogue import catalogue
from streams.cli import __doc__ as exit_codes
from streams.cli import assembled
from streams.cli.topics import kept
from streams.errors import MEANINGS, Reason
from streams.settings import WEB_PORTS, Settings, variable
from streams.topic import Contract, Topic
from streams.topics import Topics
from streams.wire import schemas

COLUMNS = 100
_MADE = "<!-- Made by `make docs` from the source; edit that instead. -->\n"
_WORDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "pattern": "matches `{}`",
}


def pages() -> dict[str, str]:
    """Return every page by its file name."""
    made = {
        "settings.md": settings_page(),
        "topics.md": topics_page(),
        "metrics.md": metrics_page(),
        "cli.md": cli_page(),
        "errors.md": errors_page(),
    }
    return {name: f"{_MADE}{text.rstrip()}\n" for name, text in made.items()}


def settings_page() -> str:
    """Return the table of every setting."""
    properties = Settings.model_json_schema()["properties"]
    rows = [
        (f"`{variable(name)}`", _default(name), _allowed(properties[name]), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return (
        "# Settings\n\nEach is an environment variable, read once, when a command starts. Every bad value is "
        "reported at once, with exit code 2. `newswire config` prints what each one is now, and where that "
        "came from.\n\n" + _table(("variable", "default", "allowed", "meaning"), rows)
    )


def topics_page() -> str:
    """Return what each topic holds, and the setting that each number follows."""
    topics = Topics()
    parts = [
        "# Topics\n\nMade by `newswire topics apply`, never by a worker. Names are without "
        f"`{variable('topic_prefix')}`; partitions are those of the default settings. Events carry "
        "CloudEvents headers in Kafka's binary mode and a `traceparent` "
        "([schema](../../schemas/headers.event.schema.json)); dead letters carry the error headers of Kafka "
        "Connect ([schema](../../schemas/headers.dead.schema.json)). "
        "[asyncapi.yaml](../../schemas/asyncapi.yaml) says the same for programs.\n"
    ]
    told = {
        Contract.PUBLIC_IN: "write to it, as `newswire ingest` does",
        Contract.PUBLIC: "read it; its records are versioned by the name, so v1 stays readable",
        Contract.INTERNAL: "leave it alone: its format may change with any release",
        Contract.PEOPLE: "look into it with `newswire tail`",
    }
    parts.append(_table(("contract", "what others may do"), [(c.value, told[c]) for c in Contract]))
    rows = [
        (f"`{t.name}`", t.key, t.about, t.contract, str(t.partitions), _kept(t), _schema(t))
        for t in topics.all()
    ]
    parts.append(_table(("topic", "key", "one record is", "contract", "partitions", "kept", "schema"), rows))
    return "\n".join(parts)


def metrics_page() -> str:
    """Return every metric with what it says and when to act."""
    rows = [
        (f"`{metric.name}`", metric.type, ", ".join(f"`{label}`" for label in metric.labels), metric.help)
        for metric in catalogue()
    ]
    ports = ", ".join(f"{stage} on {port}" for stage, port in WEB_PORTS.items())
    return (
        "# Metrics\n\nEvery worker, and `newswire ingest feeds`, serves them on `/metrics`: "
        f"{ports}, unless `{variable('web_port')}` says otherwise. Once a stage is idle:\n\n"
        f"```text\n{_law()}\n```\n\n" + _table(("metric", "type", "labels", "meaning"), rows)
    )


def cli_page() -> str:
    """Return what every command says to `--help`."""
    commands = "\n".join(
        f"## {name}\n\n```text\n{text}\n```\n" for name, text in helps(typer.main.get_command(assembled()))
    )
    return f"# Commands\n\nWhat each says to `--help`.\n\n{commands}"


def errors_page() -> str:
    """Return who must act on each family of errors, the exit codes, and every reason of a dead letter."""
    tree = inspect.cleandoc((errors.__doc__ or "").split("\n\n")[1])
    codes = (exit_codes or "").rpartition("Exit codes: ")[2].strip()
    rows = [(f"`{reason.value}`", MEANINGS[reason]) for reason in Reason]
    return (
        f"# Errors\n\nThree families, told apart by who must act:\n\n```text\n{tree}\n```\n\n"
        f"Exit codes of every command: {codes}\n\n## Reasons\n\nWhy an article was refused or became a dead "
        'letter. The same word is the label `kind` of `newswire_outcomes_total{outcome="rejected"}`, begins '
        "the header `__connect.errors.exception.message`, and stands in the line that `newswire ingest` "
        "prints.\n\n" + _table(("reason", "meaning"), rows)
    )


def helps(command: Any, parent: Any = None) -> Iterator[tuple[str, str]]:
    """Yield each command and its help as plain text, in the order in which `--help` lists them."""
    command.rich_markup_mode = None
    name = command.name if parent else "newswire"
    context = command.context_class(command, info_name=name, parent=parent, terminal_width=COLUMNS)
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    yield context.command_path, text.strip()
    for under in getattr(command, "commands", {}).values():
        yield from helps(under, context)


def write(folder: Path) -> None:
    """Write every page into a folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _default(name: str) -> str:
    value = Settings.model_fields[name].default
    if isinstance(value, Path) and value.is_relative_to(Path.home()):
        value = f"~/{value.relative_to(Path.home())}"
    return f"`{value}`" if value or value == 0 else "none"


def _allowed(schema: dict[str, Any]) -> str:
    kinds = [schema, *schema.get("anyOf", ())]
    words = [_WORDS[key].format(kind[key]) for kind in kinds for key in _WORDS if key in kind]
    choices = [f"`{choice}`" for kind in kinds for choice in kind.get("enum", ())]
    if not words and not choices and schema.get("type") == "boolean":
        choices = ["`true`", "`false`"]
    return ", ".join(words + choices)


def _kept(topic: Topic) -> str:
    return kept(topic.retention_ms, compact=topic.compact)


def _schema(topic: Topic) -> str:
    name = topic.type + schemas.SUFFIX
    return f"[{name}](../../schemas/{name})" if topic.type in schemas.names() else ""


def _law() -> str:
    return next(line for line in (metrics.__doc__ or "").splitlines() if "received =" in line).strip()


if __name__ == "__main__":
    write(Path(sys.argv[1]))
