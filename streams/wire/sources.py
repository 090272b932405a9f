"""What the watcher keeps: a row for each source, and how far it has come; arrays behind a version byte."""

import struct
from dataclasses import dataclass

import numpy as np

from streams.domain.tide import TICKS, Tide
from streams.domain.usual import ROW, Array
from streams.errors import Misconfigured

VERSION = 1
STANDING_KEY = b"="
_HEAD = struct.Struct("<BqqI")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the watcher has come: the last tick judged, and the offset at which each partition goes on."""

    tick: int
    heard: int
    offsets: tuple[int, ...]
    tide: Tide


def row_key(source: str) -> bytes:
    """Return the key of a source's row."""
    return b"s" + source.encode()


def source_of(key: bytes) -> str | None:
    """Return the source whose row has this key, or None for another record's."""
    return key[1:].decode() if key[:1] == b"s" else None


def pack_row(row: Array) -> bytes:
    """Return a source's row as it is kept: 749 bytes."""
    return bytes([VERSION]) + row.tobytes()


def unpack_row(packed: bytes) -> Array:
    """Return the row. Raises Misconfigured on another version's bytes."""
    _of_version(packed)
    row: Array = np.frombuffer(packed, ROW, 1, 1)[0]
    return row


def pack_standing(standing: Standing) -> bytes:
    """Return how far it has come, as it is kept: 32 kB."""
    head = _HEAD.pack(VERSION, standing.tick, standing.heard, len(standing.offsets))
    return head + np.array(standing.offsets, "<i8").tobytes() + standing.tide.sums.astype("<f8").tobytes()


def unpack_standing(packed: bytes) -> Standing:
    """Return how far it has come. Raises Misconfigured on another version's bytes."""
    _of_version(packed)
    _, tick, heard, partitions = _HEAD.unpack_from(packed)
    offsets = np.frombuffer(packed, "<i8", partitions, _HEAD.size)
    sums = np.frombuffer(packed, "<f8", 2 * TICKS, _HEAD.size + 8 * partitions).reshape(2, TICKS).copy()
    return Standing(tick, heard, tuple(map(int, offsets)), Tide(sums))


def _of_version(packed: bytes) -> None:
    if packed[:1] != bytes([VERSION]):
        raise Misconfigured(
            f"a row of 'sources' has version {packed[:1].hex()}, this watcher knows {VERSION:02x}: watchers "
            "of different releases share it; stop the older ones"
        )
