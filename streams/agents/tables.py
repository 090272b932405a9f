"""A table's rows, by partition: kept in RocksDB here, in a changelog topic for whoever comes after.

Faust's mapping interface finds the partition through the event being handled, hides when the changelog has a
row, and sends changelog records one by one through a buffer of a hundred that holds up all fetching while it
is full. Here the partition is said, rows are sent like any record, and writing ends once the broker has them.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import faust
from faust.types import TP

from streams.topic import Topic

AHEAD_MAX = 1_000  # confirmed rows that are kept in mind while an earlier one is not confirmed

# For each partition. Faust's buffer of 64 MB took seconds to be read again after a kill, eight of them one by
# one; its cache of 2 GB fills with what is read once, when the index is folded.
_ROCKSDB = {"write_buffer_size": 32 * 1024**2, "block_cache_size": 32 * 1024**2}


class Rows:
    """The rows of one Faust table with bytes for keys and values."""

    def __init__(self, app: faust.App, name: str, changelog: Topic) -> None:
        self._app, self._changelog = app, changelog.name
        self._table = app.Table(
            name, key_type=bytes, value_type=bytes, partitions=changelog.partitions, options=dict(_ROCKSDB)
        )
        self._ahead: dict[int, set[int]] = {}

    def get(self, partition: int, key: bytes) -> bytes | None:
        """Return the value, or None."""
        value: bytes | None = self._db(partition).get(key)
        return value

    async def put(self, partition: int, key: bytes, value: bytes) -> None:
        """Keep a row; returns once the changelog has it."""
        self._db(partition).put(key, value)
        await self._log(partition, key, value)

    async def delete(self, partition: int, keys: Sequence[bytes]) -> None:
        """Remove rows, all at once; returns when the changelog has their tombstones."""
        for key in keys:
            self._db(partition).delete(key)
        await asyncio.gather(*(self._log(partition, key, None) for key in keys))

    def items(self, partition: int, *, key_bytes: int, start: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield rows in the order of their keys, from `start` on; keys of other lengths are Faust's own."""
        rows = self._db(partition).items(from_key=start)
        return ((key, value) for key, value in rows if len(key) == key_bytes)

    async def _log(self, partition: int, key: bytes, value: bytes | None) -> None:
        sent = await self._app.producer.send(self._changelog, key, value, partition, None, None)
        confirmed = await sent
        self._reached(TP(self._changelog, partition), confirmed.offset)

    def _reached(self, tp: TP, offset: int) -> None:
        """Note that the file has this row of the changelog too: recovery need not read it again.

        Only as far as it has all before it. A worker that was frozen, and whose partition another one had
        meanwhile, may write a last row behind those of the other, which it has not.
        """
        store: Any = self._table.data
        if tp.partition not in store._dbs:  # it went to another worker
            return
        had = store.persisted_offset(tp)
        reached = -1 if had is None else had
        ahead = {one for one in self._ahead.pop(tp.partition, ()) if one > reached} | {offset}
        while reached + 1 in ahead:
            reached += 1
            ahead.discard(reached)
        if reached >= 0 and reached != had:
            store.set_persisted_offset(tp, reached)
        if 0 < len(ahead) <= AHEAD_MAX:
            self._ahead[tp.partition] = ahead

    def _db(self, partition: int) -> Any:
        # The store opens a partition's file when it is assigned and must be the only one to hold it: a
        # reference kept here would keep the file locked after the partition went to another worker.
        store: Any = self._table.data
        return store._db_for_partition(partition)
