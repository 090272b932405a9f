"""The watcher as a process: what it learns and tells, replaced, started again, and with Kafka away."""

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from streams.broker import admin
from streams.broker.java import find_java
from streams.broker.local import LocalBroker
from streams.domain.article import RawArticle
from streams.domain.tide import TICK_S
from streams.settings import Settings, variable
from streams.topics import SOURCES, Stage
from streams.watch.sources import GRACE_S
from streams.wire.sources import source_of, unpack_row
from tests.builders import a_raw_article
from tests.line import Worker, free_port, produce, raw_records, read_all, wait_for, workers

OK, HEARD = (
    'newswire_sources{state="ok"}',
    'newswire_outcomes_total{kind="heard",outcome="forwarded",stage="watch"}',
)
SILENT, FLOODING = 'newswire_sources{state="silent"}', 'newswire_sources{state="flooding"}'


@pytest.fixture
def line(deployment: Settings) -> Settings:
    """A deployment whose topics are made."""
    admin.apply(deployment)
    return deployment


def acting(watcher: Worker) -> bool:
    """Return whether a watcher's log says that it is the one who acts."""
    words = [line for line in watcher.log.read_text("utf-8").splitlines() if "in office" in line]
    return bool(words) and "no longer" not in words[-1]


def test_a_watcher_without_its_topics_says_which_command_makes_them(
    deployment: Settings, tmp_path: Path
) -> None:
    watcher = Worker(Stage.WATCH, deployment, tmp_path / "w", {variable("log_format"): "json"})
    with workers(watcher):
        assert watcher.ended(within_s=60) == 2
    assert "newswire topics apply" in watcher.tail()


def history(*, days: int, quiet: str, quiet_h: int, others: tuple[str, ...]) -> Iterator[RawArticle]:
    """Yield two articles an hour of each source up to now, but of the quiet one only until hours ago."""
    now = datetime.now(UTC)
    for number in range(days * 48):
        at = now - timedelta(days=days) + number * timedelta(minutes=30)
        for place, source in enumerate((quiet, *others)):
            if source != quiet or at < now - timedelta(hours=quiet_h):
                yield a_raw_article(4 * number + place, source=source, text="x", received_at=at)


def events(settings: Settings) -> list[tuple[str, str, str]]:
    """Return id, source and kind of every event that was told."""
    told = (orjson.loads(record.value) for record in read_all(settings, settings.topics().source_events))
    return [(one["id"], one["source"], one["kind"]) for one in told]


def learnt(settings: Settings, source: str) -> float:
    """Return by how many articles a source is known, as it is kept."""
    kept = {}
    for record in read_all(settings, settings.topics().changelog(SOURCES)):
        kept[source_of(record.key)] = record.value
    row = unpack_row(kept[source])
    return float(row["counts"].sum() + row["hour"])


def watching(settings: Settings, folder: Path) -> Worker:
    """Return a watcher that is missed within a second."""
    return Worker(Stage.WATCH, settings, folder, {variable("kafka_session_timeout_s"): "1"})


def flood(source: str, articles: int) -> Iterator[RawArticle]:
    """Yield so many articles, one a second, up to where every tick is judged by now, whatever the time is."""
    ended = datetime.now(UTC) - timedelta(seconds=TICK_S + 2 * GRACE_S)
    for number in range(articles):
        at = ended - timedelta(seconds=articles - number)
        yield a_raw_article(10**7 + number, source=source, text="x", received_at=at)


def test_a_source_that_floods_is_told_on_the_topic_and_as_a_metric(line: Settings, tmp_path: Path) -> None:
    """The first is for whoever alerts, the other for the alert."""
    produce(line, raw_records(history(days=21, quiet="a", quiet_h=0, others=("b", "c", "d"))))
    produce(line, raw_records(flood("c", 300)))
    watcher = watching(line, tmp_path / "w")
    with workers(watcher):
        wait_for(lambda: bool(events(line)), within_s=60, what="an event")
        wait_for(lambda: watcher.metrics().get(FLOODING) == 1, within_s=60, what="the metric shows it")
        assert [one[1:] for one in events(line)] == [("c", "flooding")]
        assert watcher.stop() == 0


def test_a_source_that_fell_silent_is_told_once_and_a_spare_goes_on_where_the_first_was_killed(
    line: Settings, tmp_path: Path
) -> None:
    """Three weeks of history in old stamps; of two watchers one acts, and what it had counted stays so."""
    sent = produce(line, raw_records(history(days=21, quiet="a", quiet_h=30, others=("b", "c", "d"))))
    first, spare = (watching(line, tmp_path / name) for name in ("first", "spare"))
    with workers(first, spare):
        wait_for(lambda: bool(events(line)), within_s=60, what="an event")
        wait_for(lambda: first.ready() and spare.ready(), within_s=60, what="both ready")
        acts, waits = (first, spare) if acting(first) else (spare, first)
        assert (acting(acts), acting(waits)) == (True, False)
        wait_for(lambda: acts.metrics().get(SILENT) == 1, within_s=60, what="the metric shows it")
        assert [one[1:] for one in events(line)] == [("a", "silent")]
        before = learnt(line, "b")
        acts.kill()
        # In the first minute of a tick it is heard once the tick before is judged.
        produce(line, raw_records([a_raw_article(10**6, source="a", received_at=datetime.now(UTC))]))
        wait_for(lambda: waits.metrics().get(HEARD, 0) > 0, within_s=GRACE_S + 30, what="the spare hears")
        assert waits.metrics()[HEARD] < sent / 10, "what was counted was not read again"
        wait_for(lambda: waits.metrics().get(SILENT) == 1, within_s=60, what="that a is silent is known")
        assert waits.stop() == 0
    assert learnt(line, "b") == pytest.approx(before, abs=1)
    assert len(events(line)) == 1


def test_while_kafka_is_away_nobody_is_accused_and_the_watcher_goes_on(
    tmp_path: Path, jars: tuple[Path, ...]
) -> None:
    """Frozen, not gone; one that is gone for a minute ends it with exit code 3, as any worker."""
    with LocalBroker(tmp_path / "kafka", java=find_java(), jars=jars, port=free_port()) as broker:
        settings = Settings(kafka_bootstrap_servers=broker.bootstrap_servers)
        admin.apply(settings)
        produce(settings, raw_records(history(days=16, quiet="a", quiet_h=0, others=("b",))))
        watcher = watching(settings, tmp_path / "w")
        with workers(watcher):
            wait_for(watcher.ready, within_s=60, what="ready")
            wait_for(lambda: watcher.metrics().get(OK) == 2, within_s=60, what="learnt")
            broker.process.send_signal(signal.SIGSTOP)
            try:
                wait_for(lambda: not watcher.ready(), within_s=60, what="not ready while Kafka is away")
            finally:
                broker.process.send_signal(signal.SIGCONT)
            # It may have lost its office meanwhile, and reads back what it knew.
            wait_for(lambda: watcher.metrics().get(OK) == 2, within_s=60, what="knows its sources again")
            wait_for(watcher.ready, within_s=60, what="ready again")
            assert events(settings) == []
            assert watcher.stop() == 0
