"""What every packed record has: little-endian arrays behind a version byte.

A version this code does not know means that workers of different releases share a topic: an operator's
matter. Bytes that cannot be what they claim are the record's fault.
"""

import struct

import numpy as np

from streams.domain.matching import KeysRecord
from streams.domain.row import ROW
from streams.errors import Misconfigured, Reason, Rejected

VERSION = 2


def packed_record(record: KeysRecord, head: struct.Struct) -> bytes:
    """Return the arrays of a record behind a head of version and count."""
    arrays = (record.counts, record.askers, record.rows, record.keys)
    return b"".join((head.pack(VERSION, len(record)), *(array.tobytes() for array in arrays)))


def unpacked_record(packed: bytes, head: struct.Struct, *, articles_max: int) -> KeysRecord:
    """Return the record with this head.

    Its arrays are read-only views of `packed`. Raises Misconfigured on another version, Rejected(INVALID) on
    bytes that are no such record.
    """
    _, articles = head.unpack_from(of_version(packed, head.size))
    askers_at = head.size + articles
    rows_at = askers_at + 2 * articles
    keys_at = rows_at + articles * ROW.itemsize
    if not 1 <= articles <= articles_max or len(packed) < keys_at:
        raise Rejected(
            Reason.INVALID, f"a keys record of {len(packed)} bytes cannot hold {articles} articles"
        )
    counts = np.frombuffer(packed, np.uint8, articles, head.size)
    if len(packed) != keys_at + 8 * int(counts.sum()):
        raise Rejected(Reason.INVALID, f"a keys record of {len(packed)} bytes whose keys do not add up")
    return KeysRecord(
        askers=np.frombuffer(packed, "<u2", articles, askers_at),
        rows=np.frombuffer(packed, ROW, articles, rows_at),
        counts=counts,
        keys=np.frombuffer(packed, "<u8", -1, keys_at) if counts.any() else np.empty(0, "<u8"),
    )


def of_version(packed: bytes, size_min: int) -> bytes:
    """Return the bytes if they are of this version and so many at least; raises as `unpacked_record`."""
    if packed and packed[0] != VERSION:
        raise Misconfigured(
            f"a packed record has version {packed[0]}, this worker knows {VERSION}: workers of "
            "different releases share these topics; stop the older ones, or give one release its own "
            "NEWSWIRE_TOPIC_PREFIX"
        )
    if len(packed) < size_min:
        raise Rejected(Reason.INVALID, f"a packed record of {len(packed)} bytes is cut short")
    return packed
