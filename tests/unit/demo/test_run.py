"""The demonstration's own course: when it begins to time, when it ends, and what it keeps."""

import sys
import time
from concurrent.futures import Future
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from streams.broker.leashed import start
from streams.broker.removal import remove_topics
from streams.demo import run
from streams.demo.events import Event, Sent
from streams.demo.line import Line
from streams.demo.processes import LOG_LINES_SHOWN, WorkerProcess
from streams.demo.run import Demonstration, Plan
from streams.demo.traffic import WARMING_RECORDS, Traffic
from streams.demo.view import View
from streams.errors import Misconfigured, Unavailable
from streams.settings import Settings
from streams.topics import Stage
from tests.unit.demo.replay import faultless, sent


class QuietScreen:
    """Shows nothing; `said` has the lines, and `interrupts` makes the next so many turns end in Ctrl-C."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self.said: list[str] = []
        self.interrupts = 0

    def say(self, line: str) -> None:
        """Keep a line."""
        self.said.append(line)

    def begin(self, view: View) -> None:
        """Show nothing."""

    def turn(self) -> None:
        """Be interrupted, if that is due."""
        if self.interrupts:
            self.interrupts -= 1
            raise KeyboardInterrupt

    def end(self) -> None:
        """Show nothing."""

    def __enter__(self) -> "QuietScreen":
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""


class Worker(WorkerProcess):
    """A worker whose process is any program, and whose metrics are given."""

    metrics = ""

    def get(self, path: str) -> str | None:
        """Return the metrics."""
        return self.metrics if path == "/metrics" else None


def a_worker(tmp_path: Path, code: str = "import time; time.sleep(60)") -> Worker:
    log = tmp_path / "dedup.log"
    return Worker(stage=Stage.DEDUP, port=9, log=log, held=start([sys.executable, "-c", code], log=log))


@pytest.fixture
def screen() -> QuietScreen:
    return QuietScreen()


def a_demonstration(
    tmp_path: Path, screen: QuietScreen, *, articles: int | None = 60, metrics: str = ""
) -> Demonstration:
    worker = a_worker(tmp_path)
    worker.process.kill()
    worker.process.wait()
    worker.check = lambda: None  # type: ignore[method-assign]
    worker.metrics = metrics
    line = Line(Settings(data_dir=tmp_path), (worker,), None)
    return Demonstration(line, Plan(articles=articles, rate=0, seed=7), screen, time.monotonic())


def done() -> Future[None]:
    future: Future[None] = Future()
    future.set_result(None)
    return future


def traffic_of(happened: list[Event]) -> Traffic:
    traffic = Traffic(feeding=done())
    for event in happened:
        traffic.put(event, traffic.stop_reading)
    return traffic


def test_it_ends_by_itself_once_the_line_is_empty(
    tmp_path: Path, screen: QuietScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SETTLE_S", 0.2)
    repeats = sum(isinstance(e, Sent) and e.truth.outcome == "repeat" for e in faultless(60))
    metrics = f'newswire_outcomes_total{{kind="repeat",outcome="suppressed",stage="dedup"}} {repeats}.0'
    demonstration = a_demonstration(tmp_path, screen, metrics=metrics)
    demonstration.watch(traffic_of(faultless(60)))
    summary = demonstration.summary()
    assert summary.ok
    assert summary.received == 60
    assert summary.first_enriched_s is not None


def test_it_gives_up_once_nothing_has_moved_for_a_while(
    tmp_path: Path, screen: QuietScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loss must end in a summary that says so, not in waiting."""
    monkeypatch.setattr(run, "STILL_S_MAX", 0.3)
    monkeypatch.setattr(run, "SETTLE_S", 0.1)
    demonstration = a_demonstration(tmp_path, screen)
    demonstration.watch(traffic_of([sent("lost")]))
    assert demonstration.summary().lost == 1


def test_ctrl_c_ends_a_feed_without_end_with_a_summary(
    tmp_path: Path, screen: QuietScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SETTLE_S", 0.1)
    monkeypatch.setattr(run, "AFTER_STOP_S_MAX", 0.3)
    demonstration = a_demonstration(tmp_path, screen, articles=None)
    traffic = Traffic(feeding=Future())
    Thread(target=_end_once_told, args=(traffic,), daemon=True).start()
    screen.interrupts = 1
    demonstration.watch(traffic)
    assert traffic.stop_feeding.is_set()


def _end_once_told(traffic: Traffic) -> None:
    traffic.stop_feeding.wait(10)
    assert traffic.feeding is not None
    traffic.feeding.set_result(None)


def test_ctrl_c_ends_a_feed_with_an_end_at_once(tmp_path: Path, screen: QuietScreen) -> None:
    demonstration = a_demonstration(tmp_path, screen)
    screen.interrupts = 1
    with pytest.raises(KeyboardInterrupt):
        demonstration.watch(Traffic(feeding=Future()))


def test_timing_begins_once_the_first_records_are_through(
    tmp_path: Path, screen: QuietScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SETTLE_S", 0.1)
    monkeypatch.setattr(run, "STILL_S_MAX", 0.3)
    demonstration = a_demonstration(tmp_path, screen)
    traffic = traffic_of(faultless(WARMING_RECORDS))
    demonstration.watch(traffic)
    assert traffic.warm.is_set()
    assert demonstration.summary().end_to_end.p50_s is None


def test_an_error_of_a_thread_ends_the_demonstration(tmp_path: Path, screen: QuietScreen) -> None:
    failed: Future[None] = Future()
    failed.set_exception(Unavailable("Kafka is away"))
    with pytest.raises(Unavailable, match="Kafka is away"):
        a_demonstration(tmp_path, screen).watch(Traffic(feeding=done(), reading=failed))


def test_what_waits_is_taken_in_order_and_within_its_time() -> None:
    traffic = traffic_of([sent("a"), sent("b"), sent("c")])
    taken = [event.article for event in traffic.take(wait_s=0.01, events_max=2) if isinstance(event, Sent)]
    assert taken == ["a", "b"]
    assert len(list(traffic.take(wait_s=0.01))) == 1
    assert list(traffic.take(wait_s=0.01)) == []


def test_a_full_queue_holds_the_feed_back_until_it_is_told_to_stop() -> None:
    """Memory stays bounded when the picture is slower than the topics."""
    traffic, over = Traffic(), Flag()
    traffic.events.maxsize = 1
    traffic.put(sent("a"), over)
    waiting = Thread(target=traffic.put, args=(sent("b"), over), daemon=True)
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive()
    over.set()
    waiting.join(5)
    assert not waiting.is_alive()


def test_a_plan_without_a_number_is_without_end() -> None:
    assert len(list(Plan(articles=12, rate=0, seed=1).records())) == 12
    endless = Plan(articles=None, rate=0, seed=1).records()
    assert [next(endless).id for _ in range(20)]


def test_a_worker_that_ended_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    worker = a_worker(tmp_path, "for n in range(100): print('line', n)\nraise SystemExit(3)")
    worker.process.wait(20)
    with pytest.raises(Unavailable, match=r"dedup worker has ended \(exit code 3\)") as told:
        worker.check()
    assert "line 99" in str(told.value)
    assert len(worker.log_end().splitlines()) == LOG_LINES_SHOWN


def test_a_worker_is_stopped_when_its_with_ends(tmp_path: Path) -> None:
    with a_worker(tmp_path) as worker:
        worker.check()
        assert worker.log_end() == "  (empty)"
    assert worker.process.poll() is not None


def test_a_folder_is_kept_where_something_failed_and_else_removed(screen: QuietScreen) -> None:
    with run._folder(screen) as folder:
        folder.keep = False
    assert not folder.path.exists()
    with pytest.raises(Unavailable), run._folder(screen) as kept:
        raise Unavailable("gone")
    assert kept.path.exists()
    assert str(kept.path) in screen.said[-1]
    kept.path.rmdir()
    with pytest.raises(KeyboardInterrupt), run._folder(screen) as interrupted:
        raise KeyboardInterrupt
    assert not interrupted.path.exists()


def test_only_topics_under_a_prefix_are_ever_removed() -> None:
    """Without one they are the deployment that everybody else uses."""
    with pytest.raises(Misconfigured, match="NEWSWIRE_TOPIC_PREFIX is empty"):
        remove_topics(Settings(topic_prefix=""))
