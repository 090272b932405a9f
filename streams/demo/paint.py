"""Small painted things: an article with its names in colour, a copy with its reasons, readable numbers."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.text import Text

from streams.demo.board import CopyShown

COLOURS = {
    "PERSON": "bold cyan",
    "ORG": "bold magenta",
    "LOC": "bold green",
    "NORP": "bold yellow",
    "DATE": "blue",
}
LABELS = {"PERSON": "person", "ORG": "organisation", "LOC": "place", "NORP": "group", "DATE": "date"}
QUIET = "bright_black"
SNIPPET_CHARS = 420
_SECOND, _MINUTE = 1, 60


def legend() -> Text:
    """Return what each colour means."""
    return Text("  ").join(Text(label, style=COLOURS[name]) for name, label in LABELS.items())


def article(record: Mapping[str, Any], *, lines: int, width: int) -> Text:
    """Return an article's source, headline and first words in so many lines, its names in colour."""
    entities = record["entities"]
    title = Text(record["title"], style="bold white")
    text = Text(record["text"][:SNIPPET_CHARS].replace("\n", " "), style="default")
    for entity in entities:
        style = COLOURS.get(entity["label"], "bold")
        _colour(title, entity["title_mentions"], style)
        _colour(text, entity["mentions"], style)
    head = Text(f"{record['source']}  ", style=QUIET)
    if record["revision"] > 1:
        head.append(f" revision {record['revision']} ", style="black on yellow").append("  ")
    whole = Text("\n").join([head + title, text])
    return _fitted(whole, lines=lines, width=width)


def copy(shown: CopyShown) -> Text:
    """Return a copy in three lines: who published what, whose story it is, and why the line thinks so."""
    record = shown.record
    text = Text(f"{record.get('source') or 'an outlet'}  ", style=QUIET, no_wrap=True, overflow="ellipsis")
    text.append(record.get("title") or record["article_id"], style="white")
    text.append("\n  ↳ copies ", style="yellow")
    text.append(shown.original_source or "an earlier article", style="bold yellow")
    text.append(f", {seconds(record['seconds_behind'])} earlier", style="yellow")
    text.append(f"\n    {reason(record)}", style="default")
    text.append(f"  · really: {shown.made}" if shown.made else "", style=QUIET)
    return text


def reason(record: Mapping[str, Any]) -> str:
    """Return in words why a verdict says "copy"."""
    alike, inside = f"{record['jaccard']:.0%} alike", f"{record['containment']:.0%} contained"
    return {"exact": "the same text", "contained_in": f"{inside}, {alike}"}.get(record["kind"], alike)


def seconds(value: float | None) -> str:
    """Return a time as one reads it: 41 ms, 1.2 s, 3 min; a dash for none."""
    if value is None:
        return "–"
    if value < _SECOND:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < _MINUTE else f"{value / _MINUTE:.0f} min"


def share(value: float | None) -> str:
    """Return a share as per cent, a dash for none; never 100 % for less than all."""
    if value is None:
        return "–"
    return f"{int(value * 1000) / 10:g} %"


def _colour(text: Text, mentions: Iterable[Mapping[str, Any]], style: str) -> None:
    for mention in mentions:
        if mention["end"] <= len(text):
            text.stylize(style, mention["start"], mention["end"])


def _fitted(text: Text, *, lines: int, width: int) -> Text:
    """Return the first lines of a text wrapped to a width, the last one ending in an ellipsis if cut."""
    from rich.console import Console  # noqa: PLC0415  only to measure

    wrapped = text.wrap(Console(width=width, file=None), width)
    if len(wrapped) <= lines:
        return text
    kept = wrapped[:lines]
    kept[-1].rstrip()
    kept[-1].truncate(width - 1)
    kept[-1].append("…")
    return Text("\n").join(kept)
