"""What is known of one article: what was sent of it, what is true of that, and what came out."""

from dataclasses import dataclass, field

from streams.demo.events import Copied, Sent
from streams.sources.synthetic import Outcome


@dataclass(slots=True)
class Case:
    """One article's record, from which every count of the summary follows.

    Every number is of distinct things, since a line that promises "at least once" may say one twice.
    """

    sent: list[Sent] = field(default_factory=list)
    arrived_ms: list[int] = field(default_factory=list)
    passed_ms: dict[int, int] = field(default_factory=dict)
    copied: dict[int, Copied] = field(default_factory=dict)
    enriched_ms: dict[int, int] = field(default_factory=dict)
    buried: dict[tuple[str, int, int], str] = field(default_factory=dict)

    @property
    def is_copy(self) -> bool:
        """Return whether the last word on the article is that it copies another."""
        return bool(self.copied) and max(self.copied) >= max(self.passed_ms, default=0)

    @property
    def verdict(self) -> Copied | None:
        """Return the last verdict "copy", or None where the article is nobody's."""
        return self.copied[max(self.copied)] if self.is_copy else None

    @property
    def versions(self) -> set[int]:
        """Return which revisions have come out of the deduplication, whatever the verdict."""
        return set(self.passed_ms) | set(self.copied)

    @property
    def unaccounted(self) -> int:
        """Return how many records have arrived of which nothing came out: repeats, or losses."""
        return max(0, len(self.arrived_ms) - len(self.versions) - self.dead_at("dedup"))

    @property
    def unenriched(self) -> int:
        """Return how many versions passed the deduplication and came out of the enrichment in no way."""
        return max(0, len(self.passed_ms) - len(self.enriched_ms) - self.dead_at("enrich"))

    def dead_at(self, stage: str) -> int:
        """Return how many dead letters a stage made of this article's records."""
        return sum(buried == stage for buried in self.buried.values())

    def hear(self, verdict: Copied) -> bool:
        """Note a verdict; return whether it is news."""
        known = self.copied.get(verdict.revision)
        if known is not None and verdict.rev <= known.rev:
            return False
        self.copied[verdict.revision] = verdict
        return known is None

    def arrival_ms(self, revision: int) -> int | None:
        """Return when the record arrived that this revision comes from, None where that is not known."""
        at = 0
        if revision > 1:
            revised = [n for n, sent in enumerate(self.sent) if sent.truth.outcome is Outcome.REVISION]
            if len(revised) < revision - 1:
                return None
            at = revised[revision - 2]
        return self.arrived_ms[at] if at < len(self.arrived_ms) else None
