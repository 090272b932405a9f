"""A record as a person reads it: one block per record, shaped by what its topic holds.

Values are shown as far as they can be read: what does not look as its topic's schema says is shown as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from rich.text import Text

from streams.broker.reader import Received
from streams.cli.output import harmless
from streams.cli.revised import changes_said
from streams.wire.dead_letter import failure
from streams.wire.headers import read

TEXT_CHARS_MAX = 240
ENTITIES_MAX = 12
LABEL_STYLES = {"PERSON": "magenta", "ORG": "cyan", "LOC": "green", "NORP": "yellow", "DATE": "blue"}

Value = Mapping[str, Any]


def as_text(record: Received, *, kind: str) -> Text:
    """Return a record for people; `kind` is its topic's name without the deployment's prefix."""
    value = _parsed(record.value)
    if failure(record.headers) is not None:
        body = _dead(record)
    elif isinstance(value, dict) and kind in _SHAPES:
        body = _SHAPES[kind](value)
    else:
        body = Text(_shown(record.value))
    return Text.assemble((_clock(record.timestamp_ms), "dim"), "  ", body)


def as_json(record: Received) -> dict[str, object]:
    """Return a record for programs; a value that is no JSON is null, beside `value_text` and `value_hex`."""
    value = _parsed(record.value)
    shown: dict[str, object] = {"value": value}
    if value is _UNREADABLE:
        raw = record.value or b""
        shown = {"value": None, "value_text": raw.decode(errors="replace"), "value_hex": raw.hex()}
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": datetime.fromtimestamp(record.timestamp_ms / 1000, UTC),
        "key": None if record.key is None else record.key.decode(errors="replace"),
        "headers": dict(read(record.headers)),
        **shown,
    }


class _Unreadable:
    """What stands for a value that is no JSON; None stands for a null value."""


_UNREADABLE = _Unreadable()


def _parsed(value: bytes | None) -> Any:
    if value is None:
        return None
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return _UNREADABLE


def _raw(value: Value) -> Text:
    body = str(value.get("text") or value.get("html") or "")
    return Text.assemble(
        ("raw ", "bold blue"),
        _headline(value),
        _line(value.get("url") or value.get("guid")),
        _line(_cut(body)),
    )


def _unique(value: Value) -> Text:
    revision = value.get("revision", 1)
    badge = ("new ", "bold green") if revision == 1 else (f"revision {revision} ", "bold cyan")
    return Text.assemble(badge, _headline(value), _line(_cut(str(value.get("text", "")))))


def _duplicate(value: Value) -> Text:
    why = (
        f"{value.get('kind')} of {value.get('original_id')}, {_seconds(value.get('seconds_behind'))} behind; "
        f"jaccard {value.get('jaccard')}, containment {value.get('containment')}, rule {value.get('rule')}"
    )
    again = f" (corrected, rev {value['rev']})" if value.get("rev") else ""
    return Text.assemble(
        ("copy ", "bold yellow"),
        _headline(value),
        _line(why + again),
        _line(_passage(value.get("passage"))),
    )


def _passage(passage: object) -> str:
    found = passage if isinstance(passage, dict) else {}
    return f"{found.get('words')} words in a row: “{_cut(str(found.get('excerpt')))}”" if found else ""


def _revision(value: Value) -> Text:
    badge = f"revision {value.get('revision')} ", "bold cyan"
    return Text.assemble(badge, _headline(value), *(_line(_cut(said)) for said in changes_said(value)))


def _enriched(value: Value) -> Text:
    named = [item for item in _list(value.get("entities")) if isinstance(item, dict)]
    line = Text("\n    ")
    for entity in named[:ENTITIES_MAX]:
        line.append_text(_entity(entity)).append("  ")
    if len(named) > ENTITIES_MAX:
        line.append(f"and {len(named) - ENTITIES_MAX} more", "dim")
    return Text.assemble(
        ("enriched ", "bold magenta"), _headline(value), line if named else _line("no entity")
    )


def _mention(value: Value) -> Text:
    title = harmless(_cut(str(value.get("title") or value.get("article_id"))))
    return Text.assemble(_entity(value), (f"  {value.get('count', '?')}x in ", "dim"), title)


def _dead(record: Received) -> Text:
    why = failure(record.headers)
    assert why is not None  # noqa: S101 (its caller asked)
    place = f"{why.topic}[{why.partition}]@{why.offset}, stage {why.stage}, attempt {why.attempt}"
    return Text.assemble(
        ("dead ", "bold red"), harmless(_cut(why.message)), _line(place), _line(_shown(record.value))
    )


_SHAPES: Mapping[str, Callable[[Value], Text]] = {
    "news.articles.raw.v1": _raw,
    "news.articles.unique.v1": _unique,
    "news.articles.duplicates.v1": _duplicate,
    "news.articles.revisions.v1": _revision,
    "news.articles.enriched.v1": _enriched,
    "news.entities.mentions.v1": _mention,
}


def _headline(value: Value) -> Text:
    title = harmless(_cut(str(value.get("title") or value.get("article_id") or value.get("id") or "")))
    return Text.assemble((title, "bold"), (f"  {harmless(str(value.get('source') or ''))}", "dim"))


def _entity(value: Value) -> Text:
    label = str(value.get("label", ""))
    return Text.assemble(
        (harmless(str(value.get("name", ""))), LABEL_STYLES.get(label, "white")),
        (f" {harmless(label)}", "dim"),
    )


def _line(text: object) -> Text:
    return Text(f"\n    {harmless(str(text))}", "dim") if text else Text("")


def _cut(text: str) -> str:
    """Return the beginning of a text on one line."""
    flat = " ".join(text[: 4 * TEXT_CHARS_MAX].split())
    return flat if len(flat) <= TEXT_CHARS_MAX else flat[:TEXT_CHARS_MAX].rstrip() + "…"


def _shown(value: bytes | None) -> str:
    if value is None:
        return "no value"
    text = value[: 4 * TEXT_CHARS_MAX].decode(errors="replace")
    return f"{len(value)} bytes: {_cut(harmless(text))}"


def _clock(timestamp_ms: int) -> str:
    return f"{datetime.fromtimestamp(timestamp_ms / 1000, UTC):%Y-%m-%d %H:%M:%S}"


def _seconds(value: object) -> str:
    return f"{value:,.0f} s" if isinstance(value, int | float) else "?"


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []
