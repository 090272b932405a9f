"""What all cases add up to: what came out, and how the deduplication did on each kind of record.

A duplicate is found where a copy is called one. It counts as right where it is laid to its own story: to the
original, or to another copy of it.
"""

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from streams.demo.case import Case
from streams.sources.synthetic import COPY_KINDS as COPIES
from streams.sources.synthetic import Kind, Outcome


@dataclass(slots=True)
class Tally:
    """Sums over cases. `kinds[kind]` counts a kind's records: sent, called a copy, rightly placed."""

    sent: int = 0
    received: int = 0
    unique: int = 0
    duplicates: int = 0
    revisions: int = 0
    repeats: int = 0
    dead: int = 0
    dead_at_enrich: int = 0
    unaccounted: int = 0
    enriched: int = 0
    unenriched: int = 0
    corrected: int = 0
    kinds: dict[Kind, Counter[str]] = field(default_factory=dict)

    @property
    def lost(self) -> int:
        """Return how many records nothing came of: never arrived, never decided or never enriched."""
        return (self.sent - self.received) + (self.unaccounted - self.repeats) + self.unenriched

    def copy(self) -> "Tally":
        """Return a tally of its own with the same sums."""
        return deepcopy(self)

    def add(self, case: Case, cases: Mapping[str, Case]) -> None:
        """Add a case; `cases` knows which article a wrongly named original copies itself."""
        self.sent += len(case.sent)
        self.received += len(case.arrived_ms)
        self.unique += 1 in case.passed_ms and 1 not in case.copied
        self.duplicates += len(case.copied)
        self.revisions += sum(revision > 1 for revision in case.passed_ms.keys() - case.copied.keys())
        self.dead += case.dead_at("dedup")
        self.dead_at_enrich += case.dead_at("enrich")
        self.unaccounted += case.unaccounted
        self.enriched += len(case.enriched_ms)
        self.unenriched += case.unenriched
        self.corrected += len(case.passed_ms.keys() & case.copied.keys())
        for sent in case.sent:
            kind = self.kinds.setdefault(sent.kind, Counter())
            kind["sent"] += 1
            if sent.truth.outcome in (Outcome.UNIQUE, Outcome.COPY) and case.verdict is not None:
                kind["called a copy"] += 1
                kind["right"] += sent.truth.of is not None and sent.truth.of in {
                    case.verdict.original,
                    _story(case.verdict.original, cases),
                }

    @property
    def recall(self) -> float | None:
        """Return the share of true copies that were called copies; None of none."""
        sent, found = self._of(COPIES, "sent"), self._of(COPIES, "called a copy")
        return found / sent if sent else None

    @property
    def precision(self) -> float | None:
        """Return the share of what was called a copy that was one, and of the right story; None of none."""
        every = tuple(self.kinds)
        called, right = self._of(every, "called a copy"), self._of(every, "right")
        return right / called if called else None

    def _of(self, kinds: tuple[Kind, ...], what: str) -> int:
        return sum(self.kinds[kind][what] for kind in kinds if kind in self.kinds)


def _story(article: str, cases: Mapping[str, Case]) -> str | None:
    """Return which story an article is a copy of in truth; the article itself where it is an original."""
    case = cases.get(article)
    return case.sent[0].truth.of or article if case is not None and case.sent else article
