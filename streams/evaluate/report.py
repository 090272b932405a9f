"""What the verdicts come to: per kind and in all, with counts, intervals and bars.

A copy counts as found if the article that it names is its original (or the one that this was found to copy
itself): a sibling that happens to match does not help. Any other flag is false, those on the file's own
articles included, though some of them may be copies that nobody labelled: read them (`Error`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from streams.evaluate.figures import Figure, Share, agreement, f1
from streams.evaluate.judge import Judged, originals
from streams.evaluate.kinds import COPIES, LOOK_ALIKES
from streams.evaluate.stream import FROM_FILE, Half


@dataclass(frozen=True, slots=True)
class Line:
    """One kind: the share found (of copies) or flagged (of others), and its bar if it has one."""

    kind: str
    share: Share
    bar: float | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Report:
    """What one half came to."""

    half: Half
    articles: int
    copies: list[Line]
    others: list[Line]
    recall: Share
    precision: Share
    precision_labelled: Share
    f1: Figure
    ari: Figure

    @property
    def met(self) -> bool:
        """Return whether every bar is met."""
        return all(line.met is not False for line in (*self.copies, *self.others))


@dataclass(frozen=True, slots=True)
class Error:
    """A verdict to read: what was wrong, the entry, and the article it copies or was said to copy."""

    what: str
    judged: Judged
    other: str


def reported(verdicts: Sequence[Judged], *, half: Half, seed: int) -> Report:
    """Return the report on all verdicts of a half."""
    right = _found(verdicts)
    copies = [_copy_line(kind.name, kind.bar, verdicts, right) for kind in COPIES]
    others = [_flag_line(kind.name, kind.bar, verdicts) for kind in LOOK_ALIKES]
    others.append(_flag_line(FROM_FILE, None, verdicts))
    flagged = [verdict for verdict in verdicts if verdict.named]
    labelled = [verdict for verdict in flagged if verdict.entry.kind != FROM_FILE]
    wanted = sum(verdict.entry.copy_of is not None for verdict in verdicts)
    return Report(
        half=half,
        articles=len(verdicts),
        copies=[line for line in copies if line.share.of],
        others=[line for line in others if line.share.of],
        recall=Share(len(right), wanted),
        precision=Share(len(right), len(flagged)),
        precision_labelled=Share(len(right), len(labelled)),
        f1=f1(len(right), wanted - len(right), len(flagged) - len(right), seed=seed),
        ari=agreement(_true_clusters(verdicts), _found_clusters(verdicts), seed=seed),
    )


def errors(verdicts: Sequence[Judged]) -> Iterator[Error]:
    """Yield every verdict that is missed or false, in order."""
    right = _found(verdicts)
    for verdict in verdicts:
        original = verdict.entry.copy_of
        if verdict.entry.raw.id in right:
            continue
        if original and not verdict.named:
            yield Error("missed", verdict, original)
        elif verdict.named:
            what = (
                "unlabelled" if verdict.entry.kind == FROM_FILE else "other original" if original else "false"
            )
            yield Error(what, verdict, verdict.named)


def _found(verdicts: Sequence[Judged]) -> frozenset[str]:
    """Return the ids of the copies that name their original."""
    wanted = originals(verdicts)
    return frozenset(
        verdict.entry.raw.id
        for verdict in verdicts
        if verdict.entry.copy_of and verdict.named in wanted[verdict.entry.copy_of]
    )


def _copy_line(name: str, bar: float | None, verdicts: Sequence[Judged], right: frozenset[str]) -> Line:
    ids = [verdict.entry.raw.id for verdict in verdicts if verdict.entry.kind == name]
    share = Share(sum(one in right for one in ids), len(ids))
    return Line(name, share, bar, None if bar is None or not ids else share.value >= bar)


def _flag_line(name: str, bar: float | None, verdicts: Sequence[Judged]) -> Line:
    flags = [verdict.named is not None for verdict in verdicts if verdict.entry.kind == name]
    share = Share(sum(flags), len(flags))
    return Line(name, share, bar, None if bar is None or not flags else share.value <= bar)


def _true_clusters(verdicts: Sequence[Judged]) -> list[str]:
    return [verdict.entry.copy_of or verdict.entry.raw.id for verdict in verdicts]


def _found_clusters(verdicts: Sequence[Judged]) -> list[str]:
    """Return the cluster of each: the article at the end of its chain of originals."""
    named = {verdict.entry.raw.id: verdict.named for verdict in verdicts}
    found = []
    for verdict in verdicts:
        at = verdict.entry.raw.id
        while original := named.get(at):
            at = original
        found.append(at)
    return found
