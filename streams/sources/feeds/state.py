"""What the poller remembers over restarts: what it sent of each feed, and when to ask it again.

It is written only after delivery, in one transaction per poll. So a crash between the two sends articles
again, which is harmless, and never skips one. An SQLite file, so that a poll writes its own rows alone.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from streams.errors import Misconfigured, Unavailable
from streams.settings import variable
from streams.sources.feeds.entries import Mark
from streams.sources.feeds.schedule import DAY_S

KEPT_S = 30 * DAY_S
MARKS_MAX = 1_000_000
_PRUNE_EVERY = 1_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feed (
    url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT,
    interval_s REAL, next_at REAL NOT NULL, failures INTEGER NOT NULL, brought_at REAL NOT NULL,
    failing_since REAL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mark (
    feed TEXT, id TEXT, content TEXT NOT NULL, seen_at REAL NOT NULL, PRIMARY KEY (feed, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mark_by_id ON mark (id, content);
CREATE INDEX IF NOT EXISTS mark_by_age ON mark (seen_at);
SELECT failing_since FROM feed LIMIT 0; -- a file from before this column is told at the start
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a feed; times are Unix seconds. `brought_at`: when it last had something new.

    `failing_since`: when the first of its failures in a row was, None while there is none. The fields are the
    columns of the file, in their order.
    """

    etag: str | None = None
    last_modified: str | None = None
    interval_s: float | None = None
    next_at: float = 0.0
    failures: int = 0
    brought_at: float = 0.0
    failing_since: float | None = None


class FeedState:
    """The file `feeds.sqlite` of a folder, held by one process at a time. For one thread."""

    def __init__(self, folder: Path, *, now: Callable[[], float] = time.time) -> None:
        """Open or make the file. Raises Misconfigured if it cannot be had: in use, damaged, not writable."""
        self._now, self._saves = now, 0
        self._file = folder / "feeds.sqlite"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._file, timeout=1.0, isolation_level=None)
            self._db.executescript("PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL;")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        except (OSError, sqlite3.Error) as error:
            raise Misconfigured(self._why_not(error)) from error
        self._prune()

    def _why_not(self, error: Exception) -> str:
        if "locked" in str(error):
            return (
                f"{self._file} is in use by another 'newswire ingest feeds'; "
                f"give each a folder of its own by {variable('data_dir')}"
            )
        return (
            f"{self._file} cannot be used: {error}. Set {variable('data_dir')} to a folder that can be "
            "written; a damaged file may be deleted: articles are then sent again, which is harmless"
        )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def known(self, url: str) -> Known:
        """Return what is known of a feed, which is nothing of a new one."""
        row = self._db.execute(
            "SELECT etag, last_modified, interval_s, next_at, failures, brought_at, failing_since FROM feed "
            "WHERE url = ?",
            (url,),
        ).fetchone()
        return Known(*row) if row else Known(brought_at=self._now())

    def unsent(self, url: str, marks: Iterable[Mark]) -> set[Mark]:
        """Return the marks of which neither this feed, nor another, had the same content last."""
        return {mark for mark in marks if not self._was_sent(url, mark)}

    def _was_sent(self, url: str, mark: Mark) -> bool:
        own = self._db.execute(
            "SELECT content FROM mark WHERE feed = ? AND id = ?", (url, mark.id)
        ).fetchone()
        if own:
            return bool(own[0] == mark.content)
        elsewhere = "SELECT 1 FROM mark WHERE id = ? AND content = ? LIMIT 1"
        return self._db.execute(elsewhere, (mark.id, mark.content)).fetchone() is not None

    def save(self, url: str, known: Known, marks: Sequence[Mark] = ()) -> None:
        """Remember what a poll found, all at once; the marks are those of the whole document.

        Raises Unavailable where the disk does not take it: it is sent again after a start, which is harmless.
        """
        try:
            self._save(url, known, marks)
        except sqlite3.Error as error:
            raise Unavailable(
                f"{self._file} cannot be written: {error}. Make room there, or set {variable('data_dir')}"
            ) from error

    def _save(self, url: str, known: Known, marks: Sequence[Mark]) -> None:
        now = self._now()
        self._db.execute("BEGIN")
        self._db.execute(
            "INSERT OR REPLACE INTO feed VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (url, *astuple(known))
        )
        self._db.executemany(
            # An entry that stays in its feed stays marked; once a day is enough to note that.
            "INSERT INTO mark VALUES (?, ?, ?, ?) ON CONFLICT (feed, id) DO UPDATE "
            "SET content = excluded.content, seen_at = excluded.seen_at "
            "WHERE content <> excluded.content OR seen_at < excluded.seen_at - 86400",
            [(url, mark.id, mark.content, now) for mark in marks],
        )
        self._db.execute("COMMIT")
        self._saves += 1
        if self._saves % _PRUNE_EVERY == 0:
            self._prune()

    def _prune(self) -> None:
        """Forget what no feed has had for a month, and the oldest beyond the bound."""
        self._db.execute("DELETE FROM mark WHERE seen_at < ?", (self._now() - KEPT_S,))
        with closing(self._db.execute("SELECT count(*) FROM mark")) as counted:
            excess = counted.fetchone()[0] - MARKS_MAX
        if excess > 0:
            self._db.execute(
                "DELETE FROM mark WHERE (feed, id) IN (SELECT feed, id FROM mark ORDER BY seen_at LIMIT ?)",
                (excess,),
            )
