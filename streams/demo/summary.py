"""What the demonstration came to, as JSON for machines and as a table for people."""

from dataclasses import asdict, dataclass

from streams.demo.accounts import Accounts, StageFigures
from streams.demo.tally import Tally
from streams.sources.synthetic import COPY_KINDS, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Seconds at the median and at the 99th percentile; None where nothing was timed."""

    p50_s: float | None
    p99_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindResult:
    """How one kind of record did: how many were sent and how many of them were called copies."""

    kind: str
    copies: bool
    sent: int
    called_copies: int

    @property
    def right(self) -> int:
        """Return how many were judged as they should."""
        return self.called_copies if self.copies else self.sent - self.called_copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The whole run. `received` = `unique` + `duplicates` + `revisions` + `repeats` + `dead` + what is lost.

    Seconds and rate are those of the line once warm, the latter between the first arrival and the last
    article enriched; `first_enriched_s` counts from the command's start.
    """

    sent: int
    received: int
    unique: int
    duplicates: int
    revisions: int
    repeats: int
    dead: int
    dead_at_enrich: int
    enriched: int
    corrected: int
    lost: int
    recall: float | None
    precision: float | None
    articles_per_s: float | None
    end_to_end: Latency
    dedup: Latency
    enrich: Latency
    first_enriched_s: float | None
    kinds: tuple[KindResult, ...]

    @property
    def ok(self) -> bool:
        """Return whether nothing was lost."""
        return self.lost == 0

    def as_dict(self) -> dict[str, object]:
        """Return the summary as plain values, shares and seconds rounded to four places."""
        return {name: _rounded(value) for name, value in asdict(self).items()} | {"ok": self.ok}


def summarise(accounts: Accounts, *, first_enriched_s: float | None) -> Summary:
    """Return the summary of what the accounts have heard so far."""
    tally = accounts.tally()
    return Summary(
        sent=tally.sent,
        received=tally.received,
        unique=tally.unique,
        duplicates=tally.duplicates,
        revisions=tally.revisions,
        repeats=tally.repeats,
        dead=tally.dead,
        dead_at_enrich=tally.dead_at_enrich,
        enriched=tally.enriched,
        corrected=tally.corrected,
        lost=tally.lost,
        recall=tally.recall,
        precision=tally.precision,
        articles_per_s=_rate(accounts, tally),
        end_to_end=_latency(accounts.end_to_end),
        dedup=_latency(accounts.stages["dedup"]),
        enrich=_latency(accounts.stages["enrich"]),
        first_enriched_s=first_enriched_s,
        kinds=tuple(_result(kind, tally) for kind in Kind if kind in tally.kinds),
    )


def _result(kind: Kind, tally: Tally) -> KindResult:
    counts = tally.kinds[kind]
    return KindResult(
        kind=kind.value,
        copies=kind in COPY_KINDS,
        sent=counts["sent"],
        called_copies=counts["called a copy"],
    )


def _latency(figures: StageFigures) -> Latency:
    return Latency(p50_s=figures.percentile(50), p99_s=figures.percentile(99))


def _rate(accounts: Accounts, tally: Tally) -> float | None:
    began, ended = accounts.first_arrived_ms, accounts.last_enriched_ms
    timed = tally.received - accounts.untimed
    return timed / (ended - began) * 1000 if began and ended and ended > began else None


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value
