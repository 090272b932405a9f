"""Every record of the demonstration accounted for: what came of it, held against what is true of it.

The law: received = unique + duplicates + revisions + repeats + dead + lost, and lost must be 0.
"""

from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field
from functools import singledispatchmethod
from statistics import quantiles

from streams.demo import events
from streams.demo.case import Case
from streams.demo.tally import Tally

CASES_MAX = 50_000
LATENCIES_MAX = 10_000
_PERCENT = 100

DEDUP, ENRICH = "dedup", "enrich"


@dataclass(slots=True)
class StageFigures:
    """How a stage does: records through it, seconds from its source's record to its own, what waits."""

    out: int = 0
    seconds: deque[float] = field(default_factory=lambda: deque(maxlen=LATENCIES_MAX))

    def percentile(self, percent: int) -> float | None:
        """Return so many per cent's seconds, 1 to 99, of the last 10,000 records; None before the first."""
        return percentile(self.seconds, percent)


class Accounts:
    """Hears events in any order, each once or more, and knows at any time what has come of what was sent.

    Memory is bounded: of more than 50,000 articles the oldest are added up and forgotten.
    """

    def __init__(self, *, cases_max: int = CASES_MAX) -> None:
        self.stages = {DEDUP: StageFigures(), ENRICH: StageFigures()}
        self.end_to_end = StageFigures()
        self.live: Counter[str] = Counter()
        self.first_arrived_ms: int | None = None
        self.last_enriched_ms: int | None = None
        self.untimed = 0
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._cases_max, self._folded = cases_max, Tally()
        self._repeats: dict[str, int] = {}

    def start_the_clock(self) -> None:
        """Time from now on: what took how long so far was the line's warming up."""
        self.first_arrived_ms, self.untimed = None, self.live["received"]
        for figures in (*self.stages.values(), self.end_to_end):
            figures.seconds.clear()

    @property
    def repeats(self) -> int:
        """Return how many repeats the deduplication says it has suppressed."""
        return sum(self._repeats.values())

    @property
    def undecided(self) -> int:
        """Return how many records were sent and have no verdict yet; never less than 0."""
        decided = sum(self.live[what] for what in ("unique", "revisions", "duplicates", "dead at dedup"))
        return max(0, self.live["sent"] - decided - self.repeats)

    @property
    def unenriched(self) -> int:
        """Return how many articles were passed on and have no entities yet; never less than 0."""
        return max(0, self.live["passed"] - self.live["enriched"] - self.live["dead at enrich"])

    @property
    def drained(self) -> bool:
        """Return whether all that was sent has arrived, been decided and, where due, been enriched."""
        return self.live["received"] >= self.live["sent"] and not self.undecided and not self.unenriched

    def case(self, article: str) -> Case | None:
        """Return what is known of an article, None if it was never sent or is forgotten."""
        return self._cases.get(article)

    def tally(self) -> Tally:
        """Return everything added up."""
        tally = self._folded.copy()
        for case in self._cases.values():
            tally.add(case, self._cases)
        tally.repeats = min(self.repeats, tally.unaccounted)
        return tally

    @singledispatchmethod
    def hear(self, event: object) -> bool:
        """Take an event in; return whether it is news, rather than the same said again."""
        raise TypeError(f"no event of the demonstration: {event!r}")

    @hear.register
    def _(self, event: events.Sent) -> bool:
        self._cases.setdefault(event.article, Case()).sent.append(event)
        self.live["sent"] += 1
        while len(self._cases) > self._cases_max:
            _, case = self._cases.popitem(last=False)
            self._folded.add(case, self._cases)
        return True

    @hear.register
    def _(self, event: events.Arrived) -> bool:
        case = self._cases.get(event.article)
        if case is None:
            return False
        case.arrived_ms.append(event.at_ms)
        self.live["received"] += 1
        self.first_arrived_ms = self.first_arrived_ms or event.at_ms
        return True

    @hear.register
    def _(self, event: events.Passed) -> bool:
        case = self._cases.get(event.article)
        if case is None or event.revision in case.passed_ms:
            return False
        if event.revision not in case.copied:
            self._decided(case, event.revision, event.at_ms)
            self.live["revisions" if event.revision > 1 else "unique"] += 1
        case.passed_ms[event.revision] = event.at_ms
        self.live["passed"] += 1
        return True

    @hear.register
    def _(self, event: events.Copied) -> bool:
        case = self._cases.get(event.article)
        if case is None or not case.hear(event):
            return False
        if event.revision in case.passed_ms:
            self.live["corrected"] += 1
            self.live["revisions" if event.revision > 1 else "unique"] -= 1
        else:
            self._decided(case, event.revision, event.at_ms)
        self.live["duplicates"] += 1
        return True

    @hear.register
    def _(self, event: events.Enriched) -> bool:
        case = self._cases.get(event.article)
        if case is None or event.revision in case.enriched_ms:
            return False
        case.enriched_ms[event.revision] = event.at_ms
        self.live["enriched"] += 1
        self.last_enriched_ms = max(self.last_enriched_ms or 0, event.at_ms)
        _time(self.stages[ENRICH], case.passed_ms.get(event.revision), event.at_ms)
        _time(self.end_to_end, case.arrival_ms(event.revision), event.at_ms)
        return True

    @hear.register
    def _(self, event: events.Buried) -> bool:
        case = self._cases.get(event.article)
        if case is None or event.place in case.buried:
            return False
        case.buried[event.place] = event.stage
        self.live[f"dead at {event.stage}"] += 1
        return True

    @hear.register
    def _(self, event: events.Scraped) -> bool:
        self._repeats[event.worker] = event.repeats
        return True

    def _decided(self, case: Case, revision: int, at_ms: int) -> None:
        _time(self.stages[DEDUP], case.arrival_ms(revision), at_ms)


def percentile(seconds: deque[float], percent: int) -> float | None:
    """Return the value below which so many per cent lie; None of nothing."""
    if len(seconds) > 1:
        return quantiles(seconds, n=_PERCENT, method="inclusive")[percent - 1]
    return seconds[0] if seconds else None


def _time(figures: StageFigures, began_ms: int | None, ended_ms: int) -> None:
    figures.out += 1
    if began_ms is not None:
        figures.seconds.append(max(0, ended_ms - began_ms) / 1000)
