"""What raw records taught, as the table keeps it: a version byte, then little-endian arrays for each."""

import struct
import sys
from array import array
from collections.abc import Iterable, Iterator

from streams.domain.paragraphs import Paragraphs
from streams.domain.repeated import Lesson
from streams.errors import Misconfigured

VERSION = 1

_HEAD = struct.Struct("<QQIIH")
_ARRAYS = ("hashes", "opens", "closes", "lengths")  # four bytes a paragraph each


def pack_lessons(lessons: Iterable[Lesson]) -> bytes:
    """Return the wire form of what records taught."""
    return bytes([VERSION]) + b"".join(map(_packed, lessons))


def unpack_lessons(packed: bytes) -> Iterator[Lesson]:
    """Yield what records taught. Raises Misconfigured on another version's bytes."""
    if packed[:1] != bytes([VERSION]):
        raise Misconfigured(
            f"a row of 'paragraphs' has version {packed[:1].hex()}, this worker knows {VERSION:02x}: "
            "workers of different releases share it; stop the older ones"
        )
    at = 1
    while at < len(packed):
        offset, source, article, headline, count = _HEAD.unpack_from(packed, at)
        at += _HEAD.size
        size = 4 * count
        arrays = [_array(packed[at + size * n : at + size * (n + 1)]) for n in range(len(_ARRAYS))]
        at += size * len(_ARRAYS)
        yield Lesson(offset, source, Paragraphs(article, headline, *arrays))


def _packed(lesson: Lesson) -> bytes:
    article = lesson.article
    head = _HEAD.pack(lesson.offset, lesson.source, article.id, article.headline, len(article.hashes))
    return head + b"".join(_bytes(getattr(article, name)) for name in _ARRAYS)


def _bytes(values: "array[int]") -> bytes:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def _array(packed: bytes) -> "array[int]":
    values = array("I", packed)
    if sys.byteorder == "big":
        values.byteswap()
    return values
