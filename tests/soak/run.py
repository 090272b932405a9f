"""One soak run: feed, kill, wait, compare."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from itertools import chain, cycle, islice
from pathlib import Path
from threading import Thread
from uuid import uuid4

import orjson

from streams.broker import admin
from streams.settings import Settings
from streams.sources.jsonl import JsonLines
from streams.sources.refused import Refused
from streams.topics import Stage, app_id
from streams.wire.codec import encode
from tests.line import (
    Verdicts,
    Worker,
    committed,
    end_of,
    produce,
    read_all,
    settled,
    verdicts_of,
    verdicts_on_topics,
    wait_for,
    workers,
)

SETTLED_S_MAX = 300


@dataclass(frozen=True, slots=True)
class Oracle:
    """The stamped articles, as payloads, and what `newswire pipe` says of them."""

    payloads: list[tuple[str, bytes]]
    verdicts: Verdicts
    tally: str


@dataclass(slots=True)
class Report:
    """What one run came to."""

    articles: int
    seconds: float = 0.0
    kills: int = 0
    wrong: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    unique: int = 0
    enriched: int = 0
    tally: str = ""

    @property
    def ok(self) -> bool:
        """Return whether nothing was lost and no verdict differs."""
        return not self.wrong and self.unique == self.enriched

    def __str__(self) -> str:
        """Return one line for a person."""
        verdict = "agrees with newswire pipe" if self.ok else f"WRONG: {dict(islice(self.wrong.items(), 5))}"
        return (
            f"{self.articles} articles, {self.kills} kills, {self.seconds:.0f} s: {verdict}; "
            f"{self.unique} unique, {self.enriched} enriched; pipe: {self.tally}"
        )


def oracle_of(articles: Path, folder: Path) -> Oracle:
    """Stamp the articles of a file and run them through `newswire pipe`. Refused lines are left out."""
    with JsonLines(str(articles)) as lines:
        kept = [line for line in lines if not isinstance(line, Refused)]
    stamped, copies = folder / "stamped.jsonl", folder / "duplicates.jsonl"
    stamped.write_bytes(b"".join(encode(article) + b"\n" for article in kept))
    piped = subprocess.run(
        [sys.executable, "-m", "streams.cli", "pipe", stamped, "--until", "dedup", "--duplicates", copies],
        capture_output=True,
        check=True,
        env=dict(os.environ) | {"NEWSWIRE_LOG_LEVEL": "error"},
    )
    verdicts = verdicts_of(
        (orjson.loads(line) for line in piped.stdout.splitlines()),
        (orjson.loads(line) for line in copies.read_bytes().splitlines()),
    )
    payloads = [(article.id, encode(article)) for article in kept]
    return Oracle(payloads, verdicts, piped.stderr.decode().strip())


def run(bootstrap_servers: str, oracle: Oracle, folder: Path, *, kills: int) -> Report:
    """Run the articles through two workers of each stage and compare."""
    settings = Settings(kafka_bootstrap_servers=bootstrap_servers, topic_prefix=f"soak{uuid4().hex[:8]}.")
    admin.apply(settings)
    crew = [
        Worker(stage, settings, folder / f"{stage}{n}")
        for n in (1, 2)
        for stage in (Stage.DEDUP, Stage.ENRICH)
    ]
    report = Report(len(oracle.payloads), tally=oracle.tally)
    began = time.monotonic()
    with workers(*crew):
        feeding = Thread(target=produce, args=(settings, oracle.payloads))
        feeding.start()
        for number, worker in enumerate(islice(cycle(crew), kills)):
            _mid_stream(settings, worker.stage, len(oracle.payloads) * (number + 1) // (kills + 1))
            worker.kill()
            worker.start()
            report.kills += 1
        feeding.join()
        settled(settings, Stage.DEDUP, len(oracle.payloads), *crew, within_s=SETTLED_S_MAX)
        settled(
            settings, Stage.ENRICH, end_of(settings, settings.topics().unique), *crew, within_s=SETTLED_S_MAX
        )
        report.seconds = time.monotonic() - began
        _compare(settings, oracle, report)
    return report


def _mid_stream(settings: Settings, stage: Stage, records: int) -> None:
    """Return once a stage has come so far, or has nothing more to do."""
    source = settings.topics().unique if stage is Stage.ENRICH else settings.topics().raw
    group = app_id(settings.topic_prefix, stage)
    goal = records if stage is Stage.DEDUP else records // 2
    wait_for(
        lambda: committed(settings, group, source) >= goal, within_s=SETTLED_S_MAX, what=f"{stage} at {goal}"
    )


def _compare(settings: Settings, oracle: Oracle, report: Report) -> None:
    topics, found = settings.topics(), verdicts_on_topics(settings)
    for article in set(chain(found, oracle.verdicts)):
        if found.get(article) != oracle.verdicts.get(article):
            report.wrong[article] = (oracle.verdicts.get(article), found.get(article))
    report.unique = len({record.key for record in read_all(settings, topics.unique)})
    report.enriched = len({record.key for record in read_all(settings, topics.enriched)})
