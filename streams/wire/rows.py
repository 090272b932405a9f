"""The journal's rows: the questions of many packed records as one, so that a row is folded at one go.

A record is small when little comes in. A million rows of an article or two took minutes to read back, and a
thousand rows of a thousand take seconds.
"""

import struct
from collections.abc import Sequence

from streams.domain.matching import KeysRecord, joined
from streams.wire.arrays import packed_record, unpacked_record

ARTICLES_PER_ROW_MAX = 1_000
_HEAD = struct.Struct("<BI")


def pack_row(records: Sequence[KeysRecord]) -> bytes:
    """Return a row of these records, at least one; a thousand articles make some 250 kB."""
    return packed_record(joined(records), _HEAD)


def unpack_row(packed: bytes) -> KeysRecord:
    """Return all questions of a row, in order. Raises as `unpacked_record`."""
    return unpacked_record(packed, _HEAD, articles_max=2 * ARTICLES_PER_ROW_MAX)
