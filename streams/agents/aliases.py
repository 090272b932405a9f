"""The list of aliases in force: the file's newest state that could be read.

The file is looked at every few seconds at most, when an article asks. One that is broken, or gone, is told in
the log once for each state of it, and what was in force stays in force: no edit of it stops the stream.
"""

import time
from collections.abc import Callable
from pathlib import Path

import structlog

from streams.domain.aliases import NONE, Aliases
from streams.errors import Misconfigured
from streams.wire.aliases import read_aliases

LOOK_S = 3.0

_log = structlog.get_logger()
State = tuple[int, int, int] | None


class AliasFile:
    """A list of aliases that is read again whenever its file changes; without a file it is empty."""

    def __init__(self, path: Path | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._clock = path, clock
        self._aliases: Aliases = NONE
        self._state: State = None
        self._looked_at: float | None = None

    def current(self) -> Aliases:
        """Return the list in force, having looked at the file if that was not done for three seconds."""
        now = self._clock()
        if self._path and (self._looked_at is None or now - self._looked_at >= LOOK_S):
            first, self._looked_at = self._looked_at is None, now
            self._look(self._path, first=first)
        return self._aliases

    def _look(self, path: Path, *, first: bool) -> None:
        state = _state(path)
        if state == self._state and not first:
            return
        self._state = state
        try:
            self._aliases = read_aliases(path.read_text("utf-8"), name=str(path))
        except (OSError, UnicodeDecodeError, Misconfigured) as error:
            _log.warning("aliases not read; what was in force stays", file=str(path), why=str(error))
        else:
            _log.info("aliases read", file=str(path))


def _state(path: Path) -> State:
    """Return what tells one state of a file from another, or None if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
