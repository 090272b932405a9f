"""The list of aliases in force: the file's newest state that could be read.

The file must be readable at the start. From then on it is looked at every few seconds at most, off the event
loop, when articles come. One that is broken, or gone, is told in the log once for each state of it, and what
was in force stays in force: no edit of it stops the stream.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from streams.domain.aliases import Aliases
from streams.errors import Misconfigured
from streams.wire.aliases import aliases_of

LOOK_S = 3.0

_log = structlog.get_logger()
State = tuple[int, int, int] | None


class AliasFile:
    """A list of aliases that is read again whenever its file changes; without a file it is empty.

    Raises Misconfigured if the file cannot be read at the start: ids would differ from what was asked for.
    """

    def __init__(self, path: Path | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._clock = path, clock
        self._state = _state(path) if path else None
        self._aliases = aliases_of(path)
        self._looked_at = clock()

    async def current(self) -> Aliases:
        """Return the list in force, having looked at the file if that was not done for three seconds."""
        if self._path and self._clock() - self._looked_at >= LOOK_S:
            self._looked_at = self._clock()
            await asyncio.to_thread(self._look, self._path)
        return self._aliases

    def _look(self, path: Path) -> None:
        state = _state(path)
        if state == self._state:
            return
        self._state = state
        try:
            self._aliases = aliases_of(path)
        except Misconfigured as error:
            _log.warning("aliases not read; what was in force stays", why=str(error))
        else:
            _log.info("aliases read", file=str(path))


def _state(path: Path) -> State:
    """Return what tells one state of a file from another, or None if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
