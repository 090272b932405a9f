"""A table is read back from its changelog in bulk, whatever the changelog has gone through."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faust.stores.rocksdb import RocksDBOptions
from faust.types import TP
from kafka import KafkaProducer

from streams.agents.restore import read_back
from streams.broker import admin
from streams.settings import Settings
from streams.topics import DECIDED
from tests.line import end_of


@dataclass
class Store:
    """Faust's store as far as reading back goes: a database for each partition."""

    folder: Path
    offset_key: bytes = b"offset"
    _dbs: dict[int, Any] = field(default_factory=dict)

    def _db_for_partition(self, partition: int) -> Any:
        if partition not in self._dbs:
            self._dbs[partition] = RocksDBOptions(use_rocksdict=True).open(self.folder / str(partition))
        return self._dbs[partition]

    def rows(self, partition: int) -> dict[bytes, bytes]:
        """Return what was read, the offset reached among it."""
        return dict(self._db_for_partition(partition).items())


async def test_the_last_value_of_each_key_is_read_and_what_was_deleted_is_not(
    deployment: Settings, tmp_path: Path
) -> None:
    """From where it was left, to the end, for each partition on its own; Faust reads on from there."""
    admin.apply(deployment)
    changelog = deployment.topics().changelog(DECIDED)
    producer = KafkaProducer(bootstrap_servers=deployment.kafka_bootstrap_servers)
    for key, value in ((b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"b", None), (b"c", b"3")):
        producer.send(changelog.name, key=key, value=value, partition=0)
    for n in range(5_000):
        producer.send(changelog.name, key=f"{n}".encode(), value=b"x" * 100, partition=1)
    producer.flush(timeout=30)
    producer.close()
    assert end_of(deployment, changelog) == 5_005
    store = Store(tmp_path)
    starts, ends = (
        {TP(changelog.name, n): at for n, at in pair} for pair in (((0, 2), (1, 0)), ((0, 5), (1, 5_000)))
    )
    await read_back(
        {"bootstrap_servers": deployment.kafka_bootstrap_servers},
        starts,
        ends,
        dict.fromkeys(starts, store),
        threading.Event(),
    )
    assert store.rows(0) == {b"a": b"2", b"c": b"3", b"offset": b"4"}
    assert len(store.rows(1)) == 5_001
