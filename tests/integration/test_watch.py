"""The watcher as a process: started, asked, replaced, ended, and with Kafka away."""

from pathlib import Path

import pytest

from streams.broker import admin
from streams.settings import Settings, variable
from streams.topics import Stage
from tests.line import Worker, wait_for, workers


@pytest.fixture
def line(deployment: Settings) -> Settings:
    """A deployment whose topics are made."""
    admin.apply(deployment)
    return deployment


def test_of_two_watchers_one_acts_and_the_other_takes_over(line: Settings, tmp_path: Path) -> None:
    first, spare = (Worker(Stage.WATCH, line, tmp_path / name) for name in ("first", "spare"))
    with workers(first):
        wait_for(first.ready, within_s=30, what="ready")
        with workers(spare):
            wait_for(spare.ready, within_s=30, what="the spare is ready as well")
            assert sum(acting(one) for one in (first, spare)) <= 1
            assert first.stop() == 0
            wait_for(lambda: acting(spare), within_s=10, what="the spare takes over")
            assert spare.stop() == 0


def acting(watcher: Worker) -> bool:
    """Return whether a watcher's log says that it is the one who acts."""
    words = [line for line in watcher.log.read_text("utf-8").splitlines() if "in office" in line]
    return bool(words) and "no longer" not in words[-1]


def test_a_watcher_without_its_topics_says_which_command_makes_them(
    deployment: Settings, tmp_path: Path
) -> None:
    watcher = Worker(Stage.WATCH, deployment, tmp_path / "w", {variable("log_format"): "json"})
    with workers(watcher):
        assert watcher.ended(within_s=30) == 2
    assert "newswire topics apply" in watcher.tail()
