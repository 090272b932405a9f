"""Articles from a file of JSON lines, plain or gzipped: one a line, each an article or a refusal.

A bad line never stops the rest, and memory is bounded by one line, however the file is made.
"""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import orjson

from streams.domain.article import RawArticle
from streams.errors import Misconfigured, Reason, Rejected
from streams.sources.articles import ARTICLE_BYTES_MAX, raw_article
from streams.sources.refused import Refused
from streams.sources.times import Stamps

STANDARD_INPUT = "-"
# JSON may write a character of two bytes as six ("\u00e9"): a line may be so much longer than its record.
_LINE_PER_RECORD_BYTES = 3
_SKIP_BYTES = 1 << 20
_GZIP = b"\x1f"  # no JSON begins with this byte, so one is enough to tell
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_Stream = gzip.GzipFile | io.BufferedReader


class JsonLines:
    """The articles of one input: iterate once, within `with`. `line` counts those read, blank ones too."""

    def __init__(
        self,
        path: str,
        *,
        source: str | None = None,
        bytes_max: int = ARTICLE_BYTES_MAX,
        stamps: Stamps | None = None,
    ) -> None:
        self.name = "standard input" if path == STANDARD_INPUT else path
        self.line = 0
        self._path, self._source, self._bytes_max = path, source, bytes_max
        self._line_bytes_max = bytes_max * _LINE_PER_RECORD_BYTES
        self._stamps = stamps or Stamps()
        self._file: io.BufferedReader

    def __enter__(self) -> Self:
        """Open the input. Raises Misconfigured if it cannot be read."""
        try:
            self._file = self._open()
        except OSError as error:
            raise Misconfigured(f"{self.name} cannot be read: {error.strerror or error}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._path != STANDARD_INPUT:
            self._file.close()

    def _open(self) -> io.BufferedReader:
        if self._path == STANDARD_INPUT:
            given = sys.stdin.buffer
            return (
                given
                if isinstance(given, io.BufferedReader)
                else io.BufferedReader(cast(io.RawIOBase, given))
            )
        return Path(self._path).open("rb")

    def bytes_total(self) -> int | None:
        """Return the size of the input, gzipped as it lies there; None where it has none, as a pipe."""
        return Path(self._path).stat().st_size if Path(self._path).is_file() else None

    def bytes_read(self) -> int:
        """Return how many of `bytes_total` were read; only of an input that has a total."""
        return self._file.tell()

    def __iter__(self) -> Iterator[RawArticle | Refused]:
        """Yield one for each line that is not blank. Raises Misconfigured if the input breaks off."""
        try:
            for line in self._lines():
                if made := self._made_of(line):
                    yield made
        except (OSError, EOFError, zlib.error) as error:
            raise Misconfigured(
                f"{self.name} cannot be read any further than line {self.line}: {error}; the articles "
                "before were taken"
            ) from error

    def _lines(self) -> Iterator[bytes]:
        zipped = self._file.peek(1)[:1] == _GZIP
        stream: _Stream = gzip.GzipFile(fileobj=self._file) if zipped else self._file
        while line := stream.readline(self._line_bytes_max + 1):
            self.line += 1
            yield line
            if len(line) > self._line_bytes_max and not line.endswith(b"\n"):
                _skip_line(stream)

    def _made_of(self, line: bytes) -> RawArticle | Refused | None:
        line = line.removeprefix(_BYTE_ORDER_MARK) if self.line == 1 else line
        if not line.strip():
            return None
        try:
            return raw_article(
                self._fields(line),
                received_at=self._stamps(),
                source=self._source,
                bytes_max=self._bytes_max,
            )
        except Rejected as refused:
            place = f"{self.name}:{self.line}"
            return Refused(place=place, reason=refused.reason, detail=refused.detail, original=line)

    def _fields(self, line: bytes) -> dict[str, object]:
        if len(line) > self._line_bytes_max:
            raise Rejected(Reason.TOO_LARGE, f"the line is longer than {self._line_bytes_max} bytes")
        try:
            fields = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise Rejected(Reason.NOT_JSON, f"{error.msg} at column {error.colno}") from error
        if not isinstance(fields, dict):
            raise Rejected(Reason.INVALID, "a line must hold one JSON object")
        return fields


def _skip_line(stream: _Stream) -> None:
    while (rest := stream.readline(_SKIP_BYTES)) and not rest.endswith(b"\n"):
        pass
