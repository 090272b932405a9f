"""The key table finds what a plain dictionary of lists would, at every size."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from streams.domain.keytable import RECENT_KEYS_MAX, SMALL_KEYS_MIN, KeyTable

BLOCK = 256


def keys(*of: int) -> NDArray[np.uint64]:
    return np.array(of, np.uint64)


def slots(*of: int) -> NDArray[np.uint32]:
    return np.array(of, np.uint32)


def found(table: KeyTable, asked: NDArray[np.uint64]) -> list[tuple[int, int]]:
    places, held = table.find(asked)
    return sorted(zip(places.tolist(), held.tolist(), strict=True))


def filled(count: int, *, distinct: int, seed: int = 1) -> tuple[KeyTable, dict[int, list[int]]]:
    random, table = np.random.default_rng(seed), KeyTable()
    plain: dict[int, list[int]] = defaultdict(list)
    for start in range(0, count, 1_000):
        some = random.integers(0, distinct, 1_000).astype(np.uint64)
        at = np.arange(start, start + 1_000, dtype=np.uint32)
        table.add(some, at)
        for key, slot in zip(some.tolist(), at.tolist(), strict=True):
            plain[key].append(slot)
    return table, plain


def test_an_empty_table_finds_nothing() -> None:
    assert found(KeyTable(), keys(1, 2)) == []
    assert found(KeyTable(), keys()) == []
    assert len(KeyTable()) == 0


def test_a_key_may_have_several_slots_and_be_asked_for_twice() -> None:
    table = KeyTable()
    table.add(keys(7, 8, 7), slots(1, 2, 3))
    assert found(table, keys(7, 9, 8, 7)) == [(0, 1), (0, 3), (2, 2), (3, 1), (3, 3)]


@pytest.mark.parametrize(
    "count", [RECENT_KEYS_MAX // 1_000 * 1_000, 20_000, 2 * SMALL_KEYS_MIN + 5_000, 300_000]
)
def test_keys_are_found_wherever_they_have_moved(count: int) -> None:
    table, plain = filled(count, distinct=count // 3)
    assert len(table) == len(range(0, count, 1_000)) * 1_000
    asked = keys(*range(0, count // 3, 997), 2**63, 2**64 - 1)
    wanted = sorted((place, slot) for place, key in enumerate(asked.tolist()) for slot in plain.get(key, ()))
    assert found(table, asked) == wanted


def test_a_key_takes_little_more_than_its_own_twelve_bytes() -> None:
    table, _ = filled(200_000, distinct=2**62)
    assert table.nbytes / len(table) < 14


def test_what_is_dropped_is_found_no_more_and_the_rest_still_is() -> None:
    table, plain = filled(100_000, distinct=30_000)
    alive = np.arange(100_000 // BLOCK + 1) % 3 != 0
    table.drop(alive, slot_shift=8)
    asked = keys(*range(0, 30_000, 101))
    wanted = sorted(
        (place, slot)
        for place, key in enumerate(asked.tolist())
        for slot in plain[key]
        if alive[slot // BLOCK]
    )
    assert found(table, asked) == wanted


def test_dropping_everything_leaves_an_empty_table() -> None:
    table, _ = filled(80_000, distinct=30_000)
    table.drop(np.zeros(80_000 // BLOCK + 1, np.bool_), slot_shift=8)
    assert len(table) == 0
    assert found(table, keys(*range(100))) == []


@pytest.mark.parametrize("count", [3_000, 20_000, 2 * SMALL_KEYS_MIN + 5_000])
def test_what_is_forgotten_of_a_key_is_found_no_more_wherever_it_has_moved(count: int) -> None:
    """A hot key lets its later entries go one by one, not by segments."""
    table, plain = filled(count, distinct=count // 3)
    for key in range(0, count // 3, 7):
        gone, plain[key] = plain[key][1:], plain[key][:1]
        table.forget(keys(*[key] * len(gone)), slots(*gone))
    asked = keys(*range(0, count // 3, 3))
    wanted = sorted((place, slot) for place, key in enumerate(asked.tolist()) for slot in plain.get(key, ()))
    assert found(table, asked) == wanted
    table.drop(np.ones((count + 1_000) // BLOCK + 1, np.bool_), slot_shift=8)
    assert found(table, asked) == wanted
    assert len(table) == sum(map(len, plain.values()))


def test_a_key_that_was_forgotten_may_come_again() -> None:
    table = KeyTable()
    table.add(keys(7, 7), slots(1, 2))
    table.forget(keys(7), slots(2))
    table.forget(keys(8), slots(1))
    assert found(table, keys(7)) == [(0, 1)]
    table.add(keys(7), slots(2))
    assert found(table, keys(7)) == [(0, 1), (0, 2)]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.integers(0, 3), st.integers(0, 2**32 - 1))),
        max_size=6,
    ),
    st.lists(st.integers(0, 5)),
)
def test_any_keys_and_slots_are_found(batches: list[list[tuple[int, int]]], asked: list[int]) -> None:
    table, plain = KeyTable(), defaultdict(list)
    for number, batch in enumerate(batches):
        table.add(keys(*(key for key, _ in batch)), slots(*(slot for _, slot in batch)))
        for key, slot in batch:
            plain[key].append(slot)
        if number % 2:
            table.drop(np.ones(1, np.bool_), slot_shift=32)
    wanted = sorted((place, slot) for place, key in enumerate(asked) for slot in plain.get(key, ()))
    assert found(table, keys(*asked)) == wanted


def test_very_many_at_once_are_found_as_well() -> None:
    table, many = KeyTable(), RECENT_KEYS_MAX + 1
    table.add(keys(5), slots(9))
    table.add(np.arange(many, dtype=np.uint64), np.arange(many, dtype=np.uint32))
    assert len(table) == many + 1
    assert found(table, keys(5, many - 1, many)) == [(0, 5), (0, 9), (1, many - 1)]
