"""Reports that no reader would take for copies of one another, however many are asked for.

Chance alone would now and then give two short reports mostly the same templates. So a draft that shares an
eighth of its three-word runs with an earlier report of its kind is thrown away, and written again without
what they share.
"""

import re
from collections import defaultdict, deque
from random import Random

from streams.sources.synthetic.stories import Report, report
from streams.sources.synthetic.world import Event

JACCARD_MAX = 0.125
_DRAFTS_MAX = 12
_EARLIER_MAX = 400
_WORD = re.compile(r"\w+")

Runs = frozenset[tuple[str, str, str]]


class Newsroom:
    """Writes reports and remembers the last 400 of each kind."""

    def __init__(self) -> None:
        self._earlier: dict[str, deque[tuple[Runs, Report]]] = defaultdict(lambda: deque(maxlen=_EARLIER_MAX))

    def report(
        self, event: Event, rng: Random, *, words_min: int, avoid: frozenset[str] = frozenset()
    ) -> Report:
        """Return a report of an event: of twelve drafts at most, the one least like any earlier report."""
        elsewhere: frozenset[str] = frozenset()
        drafts: list[tuple[float, int, Runs, Report]] = []
        for number in range(_DRAFTS_MAX):
            written = report(event, rng, words_min=words_min + 12 * number, avoid=avoid | elsewhere)
            runs = three_word_runs(written)
            likeness, nearest = self._nearest(runs, event.kind)
            drafts.append((likeness, number, runs, written))
            if nearest is None or likeness < JACCARD_MAX:
                break
            elsewhere = written.templates & nearest.templates
        _, _, runs, written = min(drafts, key=lambda draft: draft[:2])
        self._earlier[event.kind].append((runs, written))
        return written

    def _nearest(self, runs: Runs, kind: str) -> tuple[float, Report | None]:
        likeness, nearest = 0.0, None
        for other, earlier in self._earlier[kind]:
            shared = len(runs & other)
            alike = shared / (len(runs) + len(other) - shared)
            if alike > likeness:
                likeness, nearest = alike, earlier
        return likeness, nearest


def three_word_runs(written: Report) -> Runs:
    """Return the three-word runs of a report, without case and punctuation."""
    words = _WORD.findall(" ".join(written.paragraphs).lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))
