"""How far a table's file has its changelog: as far as recovery need not read it again, and no further."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from streams.agents.tables import AHEAD_MAX, Rows
from streams.topics import JOURNAL, Topics

CHANGELOG = Topics().changelog(JOURNAL)


class Table:
    """Faust's table, store and producer in one; a row sent is confirmed at the offset that the test says."""

    def __init__(self) -> None:
        self.data = self.producer = self
        self._dbs: dict[int, dict[bytes, bytes]] = {0: {}}
        self.reached: int | None = None
        self.offset, self.is_lost = -1, False

    def Table(self, *_: Any, **__: Any) -> "Table":  # noqa: N802  Faust's name
        """As the app's."""
        return self

    def persisted_offset(self, _: TP) -> int | None:
        """As the store's."""
        return self.reached

    def set_persisted_offset(self, _: TP, offset: int) -> None:
        """As the store's."""
        self.reached = offset

    def _db_for_partition(self, partition: int) -> Any:
        rows = self._dbs[partition]
        return SimpleNamespace(put=rows.__setitem__, delete=rows.pop)

    async def send(self, *_: Any) -> "asyncio.Future[Any]":
        """As the producer's."""
        sent = asyncio.get_running_loop().create_future()
        sent.set_result(SimpleNamespace(offset=self.offset))
        if self.is_lost:
            self._dbs.clear()
        return sent


def put(offsets: list[int], table: Table) -> None:
    """Put a row for each of these offsets, confirmed in this order."""

    async def put_all() -> None:
        app: Any = table
        rows = Rows(app, JOURNAL, CHANGELOG)
        for offset in offsets:
            table.offset = offset
            await rows.put(0, b"key", b"value")

    asyncio.run(put_all())


@given(st.permutations(range(12)), st.integers(0, 12))
def test_it_is_the_last_offset_before_which_every_row_is_confirmed(order: list[int], confirmed: int) -> None:
    """Whatever order confirmations are heard in: a row skipped by recovery is a verdict forgotten."""
    table = Table()
    put(order[:confirmed], table)
    missing = min(set(range(13)) - set(order[:confirmed]))
    assert table.reached == (missing - 1 if missing else None)


def test_a_row_behind_those_of_another_worker_does_not_stand_for_them() -> None:
    """A frozen worker wrote up to 4, another up to 9; it wakes, and its last row comes to lie at 10."""
    table = Table()
    put([0, 1, 2, 3, 4, 10], table)
    assert table.reached == 4


@pytest.mark.parametrize("rows", [AHEAD_MAX, 3 * AHEAD_MAX])
def test_rows_behind_a_gap_are_kept_in_mind_up_to_a_bound(rows: int) -> None:
    table = Table()
    put([*range(1, rows + 1), 0], table)
    assert table.reached == (rows if rows <= AHEAD_MAX else 0)


def test_a_partition_that_went_to_another_worker_is_left_alone() -> None:
    table = Table()
    table.is_lost = True
    put([0], table)
    assert table.reached is None
