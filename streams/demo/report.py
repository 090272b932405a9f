"""The summary for people: the sum that must come out even, how the copies were found, how fast it went."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from streams.demo import paint
from streams.demo.paint import QUIET
from streams.demo.summary import KindResult, Summary


def report(summary: Summary) -> RenderableType:
    """Return the summary as a panel, red where something was lost."""
    colour = "green" if summary.ok else "red"
    parts = (_sum(summary), Text(), _speed(summary), Text(), _copies(summary), Text(), _kinds(summary))
    return Panel(Group(*parts), title="[bold]what came of it", title_align="left", border_style=colour)


def _sum(summary: Summary) -> Text:
    text = Text.assemble((f"{summary.received:,} received", "bold white"), " = ")
    parts = [
        (f"{summary.unique:,} unique", "green"),
        (f"{summary.duplicates:,} duplicates", "yellow"),
        (f"{summary.revisions:,} revisions", "default"),
        (f"{summary.repeats:,} repeats", "default"),
        (f"{summary.dead:,} dead", "red"),
        (f"{summary.lost:,} lost", "bold green" if summary.ok else "bold white on red"),
    ]
    text.append_text(Text(" + ").join(Text(part, style) for part, style in parts))
    if summary.dead_at_enrich:
        text.append(f"; {summary.dead_at_enrich:,} more died in enrich", "red")
    return text


def _speed(summary: Summary) -> RenderableType:
    table = Table(box=None, padding=(0, 3, 0, 0), header_style=QUIET)
    table.add_column("how fast")
    table.add_column("p50", justify="right")
    table.add_column("p99", justify="right")
    for name, latency in (
        ("raw to enriched", summary.end_to_end),
        ("dedup", summary.dedup),
        ("enrich", summary.enrich),
    ):
        table.add_row(name, paint.seconds(latency.p50_s), paint.seconds(latency.p99_s))
    rate = f"{summary.articles_per_s:.0f}" if summary.articles_per_s else "–"
    told = Text.assemble(
        (rate, "bold white"), " articles a second\n", "first enriched after ",
        (paint.seconds(summary.first_enriched_s), "bold white"), "\nfrom nothing running",
    )  # fmt: skip
    return _beside(table, told)


def _copies(summary: Summary) -> Text:
    return Text.assemble(
        "copies: recall ", (paint.share(summary.recall), "bold white"),
        ", precision ", (paint.share(summary.precision), "bold white"),
        (f"   {summary.corrected} verdicts corrected afterwards" if summary.corrected else "", QUIET),
    )  # fmt: skip


def _kinds(summary: Summary) -> RenderableType:
    copies = _table("copies of a wire story", "found", [k for k in summary.kinds if k.copies])
    others = _table("not copies", "let pass", [k for k in summary.kinds if not k.copies and _judged(k)])
    return _beside(copies, others)


def _beside(left: RenderableType, right: RenderableType) -> Table:
    grid = Table.grid(padding=(0, 3))
    grid.add_row(left, right)
    return grid


def _judged(kind: KindResult) -> bool:
    return kind.kind not in ("revision", "exact repeat", "broken")


def _table(title: str, done: str, kinds: list[KindResult]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style=QUIET)
    table.add_column(title, no_wrap=True)
    table.add_column(done, justify="right")
    table.add_column("of", justify="right")
    for kind in kinds:
        style = "default" if kind.right == kind.sent else "yellow"
        table.add_row(kind.kind, str(kind.right), str(kind.sent), style=style)
    return table
