"""A feed and what a line without fault would make of it, as the events that the demonstration would see."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from streams.demo import events
from streams.demo.accounts import Accounts
from streams.sources.synthetic import FedRecord, Kind, Outcome, Truth, feed

ARRIVAL_MS, DEDUP_MS, ENRICH_MS, EVERY_MS = 1_000_000, 40, 100, 25


def faultless(articles: int = 200, seed: int = 7) -> list[events.Event]:
    """Return all events of a feed, in the order of their times."""
    return list(_of_feed(articles, seed))


@cache
def _of_feed(articles: int, seed: int) -> tuple[events.Event, ...]:
    began = datetime(2026, 5, 4, tzinfo=UTC)
    ticks = count()
    records = feed(articles, seed, clock=lambda: began + timedelta(milliseconds=next(ticks) * EVERY_MS))
    return tuple(_events(records))


def heard(happened: list[events.Event]) -> Accounts:
    """Return accounts that have heard these."""
    accounts = Accounts()
    for event in happened:
        accounts.hear(event)
    return accounts


def sent(article: str, kind: Kind = Kind.STORY, *, of: str | None = None) -> events.Sent:
    """Return that the feed sends a record of a kind, true as its kind is."""
    outcomes = {Kind.REVISION: Outcome.REVISION, Kind.REPEAT: Outcome.REPEAT, Kind.BROKEN: Outcome.DEAD}
    outcome = Outcome.COPY if of else outcomes.get(kind, Outcome.UNIQUE)
    return events.Sent(article, kind, Truth(outcome, of), f"Headline of {article}", "Meridian Wire")


def passed(article: str, *, revision: int = 1, at_ms: int = 40) -> events.Passed:
    """Return that an article is on the unique topic."""
    return events.Passed(article, revision, at_ms)


def copied(article: str, original: str, *, rev: int = 0, revision: int = 1, at_ms: int = 40) -> events.Copied:
    """Return that a verdict "copy" is on its topic."""
    record = {
        "article_id": article,
        "original_id": original,
        "kind": "near",
        "jaccard": 0.87,
        "containment": 0.99,
        "seconds_behind": 3.2,
        "source": "Valley Ledger",
        "title": f"Headline of {article}",
    }
    return events.Copied(article, original, revision, rev, at_ms, record)


def enriched(article: str, *, revision: int = 1, at_ms: int = 140) -> events.Enriched:
    """Return that an article with two entities is on the enriched topic."""
    title, text = "Ann Marwick leaves Riga", "Ann Marwick left Riga on Friday.\n\nShe was not alone."
    person = {
        "label": "PERSON",
        "mentions": [{"start": 0, "end": 11}],
        "title_mentions": [{"start": 0, "end": 11}],
    }
    place = {"label": "LOC", "mentions": [{"start": 17, "end": 21}], "title_mentions": []}
    record = {
        "id": article,
        "revision": revision,
        "source": "Meridian Wire",
        "title": title,
        "text": text,
        "entities": [person, place],
    }
    return events.Enriched(article, revision, at_ms, record)


def buried(article: str, *, stage: str = "dedup", offset: int = 0) -> events.Buried:
    """Return that a record of an article is a dead letter."""
    return events.Buried(article, stage, ("raw", 0, offset), "no_text: nothing is left", 40)


def _events(records: Iterator[FedRecord]) -> Iterator[events.Event]:
    repeats, revisions = 0, dict[str, int]()
    for number, record in enumerate(records):
        at_ms = ARRIVAL_MS + number * EVERY_MS
        yield events.Sent(record.id, record.kind, record.truth, record.title, record.source)
        yield events.Arrived(record.id, at_ms)
        outcome, decided_ms = record.truth.outcome, at_ms + DEDUP_MS
        if outcome is Outcome.DEAD:
            yield buried(record.id, offset=number)
        elif outcome is Outcome.REPEAT:
            repeats += 1
            yield events.Scraped("dedup", repeats)
        elif outcome is Outcome.COPY:
            yield copied(record.id, record.truth.of or "", at_ms=decided_ms)
        else:
            revision = revisions[record.id] = revisions.get(record.id, 0) + 1
            yield passed(record.id, revision=revision, at_ms=decided_ms)
            yield enriched(record.id, revision=revision, at_ms=decided_ms + ENRICH_MS)
