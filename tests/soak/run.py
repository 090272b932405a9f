"""One soak run: feed, let workers come and go, wait, compare."""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from threading import Thread
from uuid import uuid4

import orjson

from streams.broker import admin
from streams.settings import Settings
from streams.topics import Stage
from tests.line import (
    Row,
    Worker,
    end_of,
    in_mid_stream,
    produce,
    read_all,
    settled,
    verdicts_of,
    wait_for,
    workers,
)
from tests.soak.oracle import Oracle

SETTLED_S_MAX = 300


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to a worker, by its number, once its stage has come through so much of the feed."""

    at: float
    worker: int
    act: Callable[[Worker], object]


@dataclass(slots=True)
class Report:
    """What one run came to, as the topics have it; `repeats` leave no record and are those of the oracle."""

    articles: int
    repeats: int
    seconds: float = 0.0
    turns: int = 0
    wrong: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    versions: int = 0
    dead: int = 0
    unique: int = 0
    enriched: int | None = None

    @property
    def ok(self) -> bool:
        """Return whether nothing was lost and no verdict differs."""
        return not self.wrong and not self.lost and self.enriched in {None, self.unique}

    @property
    def lost(self) -> int:
        """Return how many records became nothing, or more than one thing."""
        return abs(self.articles - self.versions - self.repeats - self.dead)

    def __str__(self) -> str:
        """Return one line for a person."""
        verdict = "agrees with newswire pipe" if self.ok else f"WRONG: {dict(islice(self.wrong.items(), 5))}"
        return (
            f"{self.articles:,} received = {self.versions:,} versions decided + {self.repeats} repeats + "
            f"{self.dead} dead + {self.lost} lost; {self.unique:,} ids on unique, "
            f"{'none was to be' if self.enriched is None else f'{self.enriched:,}'} enriched; "
            f"{self.turns} kills, joins and leaves, {self.seconds:.0f} s: {verdict}"
        )


def kills(count: int, crew: Sequence[object]) -> list[Turn]:
    """Return turns that kill workers with -9, one after the other, and start each again at once."""
    return [Turn((n + 1) / (count + 1), n % len(crew), _killed) for n in range(count)]


def joins(worker: Worker) -> None:
    """Start a worker and wait until it has its share of the partitions."""
    worker.start()
    wait_for(worker.ready, within_s=SETTLED_S_MAX, what="the worker has joined")


def run(
    bootstrap_servers: str,
    oracle: Oracle,
    folder: Path,
    *,
    stages: Sequence[Stage],
    turns: Iterable[Turn] = (),
) -> Report:
    """Run the articles through a worker of each of these stages, more of one where it stands twice; compare.

    A worker whose first turn is to join is started then, all others together with the feed.
    """
    settings = Settings(
        kafka_bootstrap_servers=bootstrap_servers,
        topic_prefix=f"soak{uuid4().hex[:8]}.",
        topic_partitions=oracle.partitions,
        dedup_shards=oracle.partitions,
    )
    admin.apply(settings)
    crew = [Worker(stage, settings, folder / f"{stage}{n}") for n, stage in enumerate(stages)]
    report = Report(len(oracle.payloads), oracle.repeats)
    first = {turn.worker: turn.act for turn in sorted(turns, key=lambda turn: -turn.at)}
    began = time.monotonic()
    with workers(*(worker for n, worker in enumerate(crew) if first.get(n) is not joins)):
        try:
            feeding = Thread(target=produce, args=(settings, oracle.payloads), kwargs={"per_s": oracle.per_s})
            feeding.start()
            for turn in sorted(turns, key=lambda turn: turn.at):
                _mid_stream(settings, crew[turn.worker].stage, turn.at, len(oracle.payloads))
                turn.act(crew[turn.worker])
                report.turns += 1
            feeding.join()
            _all_settled(settings, len(oracle.payloads), crew)
        finally:
            for worker in crew:
                if worker.process is not None and not worker.has_ended:
                    worker.kill()
    report.seconds = time.monotonic() - began
    _compare(settings, oracle, report, enriches=Stage.ENRICH in stages)
    return report


def _killed(worker: Worker) -> None:
    worker.kill()
    worker.start()


def _mid_stream(settings: Settings, stage: Stage, share: float, records: int) -> None:
    """Return once a stage has come so far, or has nothing more to do."""
    goal = int(records * share / (2 if stage is Stage.ENRICH else 1))
    in_mid_stream(settings, stage, goal, within_s=SETTLED_S_MAX)


def _all_settled(settings: Settings, records: int, crew: Iterable[Worker]) -> None:
    running = [worker for worker in crew if worker.process is not None and not worker.has_ended]
    settled(settings, Stage.DEDUP, records, *running, within_s=SETTLED_S_MAX)
    if any(worker.stage is Stage.ENRICH for worker in running):
        records = end_of(settings, settings.topics().unique)
        settled(settings, Stage.ENRICH, records, *running, within_s=SETTLED_S_MAX)


def _compare(settings: Settings, oracle: Oracle, report: Report, *, enriches: bool) -> None:
    topics = settings.topics()
    unique = [orjson.loads(record.value) for record in read_all(settings, topics.unique)]
    duplicates = [orjson.loads(record.value) for record in read_all(settings, topics.duplicates)]
    found = verdicts_of(unique, duplicates)
    for article in set(chain(found, oracle.verdicts)):
        if found.get(article) != oracle.verdicts.get(article):
            report.wrong[article] = (oracle.verdicts.get(article), found.get(article))
    report.versions = _versions(unique, duplicates)
    report.unique = len({row["id"] for row in unique})
    report.dead = len({_origin(record.headers) for record in read_all(settings, topics.dead(Stage.DEDUP))})
    if enriches:
        report.enriched = len({record.key for record in read_all(settings, topics.enriched)})


def _versions(unique: Iterable[Row], duplicates: Iterable[Row]) -> int:
    """Return how many versions of articles a verdict was published about."""
    told = [(row["id"], row["revision"]) for row in unique]
    told += [(row["article_id"], row["revision"]) for row in duplicates]
    return len(set(told))


def _origin(headers: Iterable[tuple[str, bytes]]) -> tuple[bytes, ...]:
    """Return where a dead letter came from: published twice, it is still one record."""
    return tuple(value for name, value in headers if re.search(r"errors\.(topic|partition|offset)$", name))
