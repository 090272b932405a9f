"""Where names stand in a text, whether there are few to look for, or thousands, as in a list of graduates."""

import re
from collections.abc import Iterator

_RUN = re.compile(r"[^\W_]+")


class Places:
    """A text to look for names in; for many it is read once, and each is sought by its rarest word."""

    def __init__(self, text: str, *, many: bool) -> None:
        self._text = text
        self._runs: dict[str, list[int]] | None = None
        if many:
            self._runs = {}
            for run in _RUN.finditer(text):
                self._runs.setdefault(run[0], []).append(run.start())

    def of(self, name: str) -> Iterator[int]:
        """Yield where a name stands, in order; of many, only where its words are whole ones."""
        runs = list(_RUN.finditer(name))
        if self._runs is None or not runs:
            yield from self._found(name)
            return
        starts = ((self._runs.get(run[0], []), run.start()) for run in runs)
        rarest, before = min(starts, key=lambda pair: len(pair[0]))
        yield from (
            start - before
            for start in rarest
            if start >= before and self._text.startswith(name, start - before)
        )

    def _found(self, name: str) -> Iterator[int]:
        start = self._text.find(name)
        while start >= 0:
            yield start
            start = self._text.find(name, start + len(name))
