"""What is remembered over restarts: nothing is sent twice, nothing is skipped, and the file stays small."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from streams.errors import Misconfigured, Unavailable
from streams.sources.feeds import state as module
from streams.sources.feeds.entries import Mark
from streams.sources.feeds.schedule import DAY_S
from streams.sources.feeds.state import FeedState, Known
from tests.clock import Clock

FEED, OTHER = "https://example.org/a", "https://example.org/b"
ONE, TWO = Mark("1", "x"), Mark("2", "x")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(tmp_path: Path, clock: Clock) -> Iterator[FeedState]:
    with FeedState(tmp_path, now=clock) as opened:
        yield opened


def test_what_was_saved_is_known_after_a_restart(tmp_path: Path) -> None:
    known = Known("etag", "date", 300.0, 1_700_000_300.0, 2, 1_700_000_000.0, 1_700_000_200.0)
    with FeedState(tmp_path) as before:
        before.save(FEED, known, [ONE])
    with FeedState(tmp_path) as after:
        assert after.known(FEED) == known
        assert after.unsent(FEED, [ONE, TWO]) == {TWO}


def test_of_a_new_feed_nothing_is_known_and_it_is_due(state: FeedState, clock: Clock) -> None:
    assert state.known(FEED) == Known(brought_at=clock.now)
    assert state.known(FEED).next_at == 0


def test_what_was_not_saved_is_still_to_be_sent(state: FeedState) -> None:
    """A poll that ended between sending and saving sends again: harmless, where skipping were a loss."""
    assert state.unsent(FEED, [ONE]) == {ONE}
    assert state.unsent(FEED, [ONE]) == {ONE}


def test_a_revision_is_sent_and_so_is_its_being_taken_back(state: FeedState) -> None:
    revised = Mark(ONE.id, "y")
    state.save(FEED, Known(), [ONE])
    assert state.unsent(FEED, [revised]) == {revised}
    state.save(FEED, Known(), [revised])
    assert state.unsent(FEED, [revised]) == set()
    assert state.unsent(FEED, [ONE]) == {ONE}


def test_what_another_feed_sent_is_not_sent_again(state: FeedState) -> None:
    """Outlets list a story under "world" and under "politics"."""
    state.save(FEED, Known(), [ONE])
    assert state.unsent(OTHER, [ONE]) == set()


def test_two_feeds_with_different_texts_of_one_story_do_not_take_turns(state: FeedState) -> None:
    """One has the summary, one the whole: each is sent once, not with every poll."""
    whole = Mark(ONE.id, "whole")
    state.save(FEED, Known(), [ONE])
    assert state.unsent(OTHER, [whole]) == {whole}
    state.save(OTHER, Known(), [whole])
    assert state.unsent(FEED, [ONE]) == set()
    assert state.unsent(OTHER, [whole]) == set()


def test_an_entry_that_stays_in_its_feed_is_never_forgotten(state: FeedState, clock: Clock) -> None:
    for _ in range(8):
        state.save(FEED, Known(), [ONE])
        clock.now += module.KEPT_S / 2
        state._prune()
    assert state.unsent(FEED, [ONE, TWO]) == {TWO}


def test_what_no_feed_has_had_for_a_month_is_forgotten(state: FeedState, clock: Clock) -> None:
    state.save(FEED, Known(), [ONE])
    clock.now += module.KEPT_S + DAY_S
    state._prune()
    assert state.unsent(FEED, [ONE]) == {ONE}


def test_the_oldest_are_forgotten_beyond_the_bound(
    state: FeedState, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MARKS_MAX", 10)
    monkeypatch.setattr(module, "_PRUNE_EVERY", 5)
    for number in range(20):
        clock.now += 1
        state.save(FEED, Known(), [Mark(str(number), "x")])
    unsent = state.unsent(FEED, [Mark(str(number), "x") for number in range(20)])
    assert {int(mark.id) for mark in unsent} == set(range(10))


def test_two_processes_do_not_share_a_folder(tmp_path: Path, state: FeedState) -> None:
    """Each would send what the other sent, and ask every host twice as often."""
    with pytest.raises(Misconfigured, match=r"in use by another 'newswire ingest feeds'.*NEWSWIRE_DATA_DIR"):
        FeedState(tmp_path)


def test_a_damaged_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "feeds.sqlite").write_bytes(b"nonsense" * 1_000)
    with pytest.raises(Misconfigured, match="a damaged file may be deleted"):
        FeedState(tmp_path)


def test_a_disk_that_takes_no_more_ends_the_run_and_says_where(state: FeedState) -> None:
    """Had it gone on, all would be sent again after every poll; a limit on the file stands for the disk's."""
    state._db.execute("PRAGMA max_page_count = 1")
    marks = [Mark(f"{n:064}", "x" * 64) for n in range(1_000)]
    with pytest.raises(Unavailable, match=r"feeds\.sqlite cannot be written: .*full.*NEWSWIRE_DATA_DIR"):
        state.save(FEED, Known(), marks)


def test_a_file_of_before_it_said_since_when_a_feed_fails_says_what_to_do(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "feeds.sqlite")) as before:
        before.execute("CREATE TABLE feed (url TEXT PRIMARY KEY, brought_at REAL NOT NULL)")
    with pytest.raises(Misconfigured, match=r"failing_since.*a damaged file may be deleted"):
        FeedState(tmp_path)


def test_a_folder_that_cannot_be_made_says_which_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="NEWSWIRE_DATA_DIR"):
        FeedState(tmp_path / "file" / "folder")
