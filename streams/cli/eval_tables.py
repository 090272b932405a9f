"""What `newswire eval dedup` shows of a half: tables for people, an object for programs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from streams.evaluate.figures import Share
    from streams.evaluate.report import Line, Report


def tables(report: "Report") -> list[Any]:
    """Return the tables of one half: its copies, what is none, and all of it."""
    from streams.cli.output import table

    head = f"\n{report.half}: {report.articles:,} articles in one stream"
    copies = table(("copies", "found", "of", "recall", "95 %", "bar", ""), [*map(_row, report.copies)])
    others = table(("not copies", "flagged", "of", "share", "95 %", "bar", ""), [*map(_row, report.others)])
    whole: list[tuple[object, ...]] = [
        (name, share.count, share.of, _percent(share.value), _between(*share.interval))
        for name, share in (
            ("recall", report.recall),
            ("precision", report.precision),
            ("precision, the file's own articles aside", report.precision_labelled),
        )
    ]
    whole += [
        (name, "", "", _percent(figure.value), _between(figure.low, figure.high))
        for name, figure in (("F1", report.f1), ("adjusted Rand index", report.ari))
    ]
    return [head, "", copies, "", others, "", table(("in all", "", "of", "share", "95 %"), whole)]


def _row(line: "Line") -> tuple[object, ...]:
    share = line.share
    verdict = "" if line.met is None else "met" if line.met else "not met"
    bar = "" if line.bar is None else _percent(line.bar)
    return line.kind, share.count, share.of, _percent(share.value), _between(*share.interval), bar, verdict


def _percent(value: float) -> str:
    return f"{100 * value:.2f} %"


def _between(low: float, high: float) -> str:
    return f"{100 * low:.1f}–{100 * high:.1f}"


def as_object(report: "Report") -> dict[str, Any]:
    """Return the same for JSON; shares are 0..1."""
    return {
        "half": report.half,
        "articles": report.articles,
        "met": report.met,
        "copies": [*map(_line, report.copies)],
        "not_copies": [*map(_line, report.others)],
        "recall": _share(report.recall),
        "precision": _share(report.precision),
        "precision_labelled": _share(report.precision_labelled),
        "f1": report.f1,
        "ari": report.ari,
    }


def _line(line: "Line") -> dict[str, Any]:
    return {"kind": line.kind, **_share(line.share), "bar": line.bar, "met": line.met}


def _share(share: "Share") -> dict[str, Any]:
    low, high = share.interval
    return {"count": share.count, "of": share.of, "share": share.value, "low": low, "high": high}
