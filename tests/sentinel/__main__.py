"""Run by `python -m tests.sentinel`: a table of false alarms and of the time to notice, by kind of source.

Each kind has sources that go on for the whole time, of which every alarm is a false one, and sources that
end at random moments of the fourth fifth, of which the time to be noticed counts.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from streams.domain.sentinel import Sentinel
from streams.domain.source_event import Happening
from streams.domain.tide import TICK_S
from streams.domain.usual import Array
from tests.sentinel.sources import BEGIN, DAY_TICKS, KINDS, Kind, counts


@dataclass
class Score:
    """What came of the sources of one kind."""

    false: Counter[Happening] = field(default_factory=Counter)
    noticed_h: list[float] = field(default_factory=list)
    ended: int = 0


def play(days: int, *, each: int, seed: int, surprise_min: float) -> dict[str, Score]:
    """Return what came of `each` lasting and as many ending sources of each kind over so many days."""
    draw = np.random.default_rng(seed)
    kinds, feeds, ends = _sources(days, each, draw)
    sentinel = Sentinel(surprise_min=surprise_min, sources_max=10_000)
    scores = {kind.name: Score() for kind in KINDS}
    for name, end in ends.items():
        scores[kinds[name].name].ended += end is not None
    names, every = list(feeds), np.array(list(feeds.values()))
    noticed: set[str] = set()
    for tick in range(days * DAY_TICKS):
        at = BEGIN + tick * TICK_S
        for place in np.flatnonzero(every[:, tick]):
            for number in range(every[place, tick]):
                sentinel.hear(names[place], at + (number + 1) * TICK_S / (every[place, tick] + 1))
        if not sentinel.tick:
            continue
        for event in sentinel.judge():
            end, score = ends[event.source], scores[kinds[event.source].name]
            if end is None or tick < end:
                score.false[event.kind] += 1
            elif event.kind is Happening.SILENT and event.source not in noticed:
                noticed.add(event.source)
                score.noticed_h.append((tick - end) * TICK_S / 3600)
    return scores


def _sources(
    days: int, each: int, draw: np.random.Generator
) -> tuple[dict[str, Kind], dict[str, Array], dict[str, int | None]]:
    kinds: dict[str, Kind] = {}
    feeds: dict[str, Array] = {}
    ends: dict[str, int | None] = {}
    for kind in KINDS:
        for number in range(2 * each):
            name = f"{kind.name} {number}"
            kinds[name], feeds[name], ends[name] = kind, counts(kind, days, draw), None
            if number >= each:
                end = int(draw.integers(days * DAY_TICKS * 6 // 10, days * DAY_TICKS * 8 // 10))
                ends[name], feeds[name][end:] = end, 0
    return kinds, feeds, ends


def main(days: int = 365, each: int = 6, surprise_min: float = 12.0) -> None:
    """Print the table."""
    began = time.monotonic()
    scores = play(days, each=each, seed=1, surprise_min=surprise_min)
    print("| source | false silences a year | false floods a year | noticed after, median | not noticed |")  # noqa: T201
    print("|---|---|---|---|---|")  # noqa: T201
    years = each * days / 365 + each * days * 0.7 / 365
    for name, score in scores.items():
        silent, floods = (score.false[kind] / years for kind in (Happening.SILENT, Happening.FLOODING))
        hours = median(score.noticed_h) if score.noticed_h else float("nan")
        after = f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} d"
        print(f"| {name} | {silent:.2f} | {floods:.2f} | {after} | {score.ended - len(score.noticed_h)} |")  # noqa: T201
    print(f"\n{days} days, {2 * each} of each, {time.monotonic() - began:.0f} s", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]), *(float(word) for word in sys.argv[3:4]))
