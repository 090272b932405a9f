"""One article as the index knows it: a row of fixed size, which of two comes first, which are one article.

The order is (received_ms, id), total and stamped at ingest.
"""

import numpy as np
from numpy.typing import NDArray

from streams.domain.sketch import SKETCH_BYTES

# Enough for a million million records of a partition; eight would be 11 MB a million articles more.
OFFSET_BYTES = 5

# One article in a packed record and in the index: little-endian everywhere, so a row is also its wire form.
ROW = np.dtype(
    [
        ("received_ms", "<i8"),
        ("raw_offset", "u1", (OFFSET_BYTES,)),
        ("id_high", "<u8"),
        ("id_low", "<u8"),
        ("text_hash", "<u8"),
        ("whole", "<u8"),
        ("numbers", "<u8", (2,)),
        ("names", "<u8", (2,)),
        ("shingles", "<u2"),
        ("sketch", "u1", (SKETCH_BYTES,)),
    ]
)


def article_of(row: np.void) -> str:
    """Return the article id of a row: 32 hexadecimal digits."""
    return f"{int(row['id_high']):016x}{int(row['id_low']):016x}"


def offset_of(row: np.void) -> int:
    """Return where the article of a row stands in its asker's partition of the raw topic."""
    return int.from_bytes(row["raw_offset"].tobytes(), "little")


def precedes(one: NDArray[np.void], other: NDArray[np.void]) -> NDArray[np.bool_]:
    """Return, row by row, whether `one` comes before `other` by (received_ms, id)."""
    high = (one["id_high"] < other["id_high"]) | (one["id_high"] == other["id_high"]) & (
        one["id_low"] < other["id_low"]
    )
    earlier: NDArray[np.bool_] = (one["received_ms"] < other["received_ms"]) | (
        one["received_ms"] == other["received_ms"]
    ) & high
    return earlier


def same_id(one: NDArray[np.void], other: NDArray[np.void]) -> NDArray[np.bool_]:
    """Return, row by row, whether both are versions of one article."""
    same: NDArray[np.bool_] = (one["id_high"] == other["id_high"]) & (one["id_low"] == other["id_low"])
    return same
