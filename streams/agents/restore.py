"""Tables from their changelogs, in bulk: before Faust reads on record by record, all that is there is read.

Faust takes each changelog record through a stream, an event and two queues, some thousands a second: minutes
for a million. Here a client of its own, in a thread of its own, fetches megabytes at a time and writes each
fetch at once, with the offset that it reaches; Faust finds nothing left to do.
"""

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import aiokafka
import structlog
from faust.stores import rocksdb
from faust.tables import TableManager
from faust.tables.recovery import Recovery
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth, server_list
from faust.types import TP

from streams.errors import Unavailable

FETCH_BYTES = 4 * 1024**2
LOOK_MS = 200
SILENT_S_MAX = 60.0
# Faust takes a step that outlasts one request for the end of the service.
STEP_S_MAX = 3_600.0

log = structlog.get_logger()


class BulkRecovery(Recovery):
    """Faust's recovery, which first catches up in bulk."""

    _reading: "asyncio.Future[None] | None" = None

    async def _wait(self, coro: Any, timeout: Any = None) -> None:  # noqa: ASYNC109  Faust's signature
        await super()._wait(coro, timeout=None if timeout is None else STEP_S_MAX)

    async def _build_offsets(self, consumer: Any, tps: set[TP], destination: Any, title: str) -> None:
        """Say where each changelog partition was left; of the active ones, after all of it was read."""
        await super()._build_offsets(consumer, tps, destination, title)
        ends = {tp: self.active_highwaters[tp] + 1 for tp in tps if title == "active"}
        behind = {tp: destination[tp] + 1 for tp, end in ends.items() if destination[tp] + 1 < end}
        if self._reading is not None:  # for an assignment that was taken away while it read
            await asyncio.wait([self._reading])
        if behind:
            await self._read(behind, ends)
            for tp in behind:  # not update(): a Counter's adds
                destination[tp] = ends[tp] - 1

    async def _read(self, starts: Mapping[TP, int], ends: Mapping[TP, int]) -> None:
        abandoned = threading.Event()
        transport: Any = self.app.transport
        client = {
            "bootstrap_servers": server_list(transport.url, transport.default_port),
            **credentials_to_aiokafka_auth(self.app.conf.broker_credentials, self.app.conf.ssl_context),
        }
        tables: Mapping[TP, Any] = self.tp_to_table
        stores = {tp: tables[tp].data for tp in starts}
        began, records = time.monotonic(), sum(ends[tp] - start for tp, start in starts.items())
        reading = asyncio.to_thread(asyncio.run, read_back(client, starts, ends, stores, abandoned))
        self._reading = asyncio.ensure_future(reading)
        try:
            await asyncio.shield(self._reading)
        except asyncio.CancelledError:
            abandoned.set()
            raise
        log.info("tables read", records_max=records, seconds=round(time.monotonic() - began, 1))


class BulkTableManager(TableManager):
    """Faust's tables with that recovery."""

    @property
    def recovery(self) -> Recovery:
        """Return the recovery service, made when first asked for."""
        if self._recovery is None:
            self._recovery = BulkRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery


async def read_back(
    client: Mapping[str, Any],
    starts: Mapping[TP, int],
    ends: Mapping[TP, int],
    stores: Mapping[TP, Any],
    abandoned: threading.Event,
) -> None:
    """Return once every partition was read and written up to its end. Raises Unavailable if none comes."""
    consumer = aiokafka.AIOKafkaConsumer(
        **client, enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=LOOK_MS,
        max_partition_fetch_bytes=FETCH_BYTES,
    )  # fmt: skip
    await consumer.start()
    try:
        left = {aiokafka.TopicPartition(tp.topic, tp.partition): tp for tp in starts}
        consumer.assign(list(left))
        for place, tp in left.items():
            consumer.seek(place, starts[tp])
        moved_at = time.monotonic()
        while left and not abandoned.is_set():
            fetched = await consumer.getmany(*left, timeout_ms=LOOK_MS)
            for place, records in fetched.items():
                _write(stores[left[place]], place.partition, records)
                moved_at = time.monotonic()
            # The last offsets may be gone, compacted: what counts is where reading stands.
            left = {place: tp for place, tp in left.items() if await consumer.position(place) < ends[tp]}
            if time.monotonic() - moved_at > SILENT_S_MAX:
                raise Unavailable(f"nothing came of changelogs for {SILENT_S_MAX:.0f} s: {sorted(left)}")
    finally:
        await consumer.stop()


def _write(store: Any, partition: int, records: Sequence[Any]) -> None:
    batch: Any = vars(rocksdb)["WriteBatch"](raw_mode=True)
    for record in records:
        if record.value is None:
            batch.delete(record.key)
        else:
            batch.put(record.key, record.value)
    batch.put(store.offset_key, str(records[-1].offset).encode())
    store._db_for_partition(partition).write(batch)
