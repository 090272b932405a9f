"""What is done together is bounded, whatever comes together."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from streams.domain.portions import portions


@given(st.lists(st.text(max_size=12), max_size=20), st.integers(1, 30))
def test_portions_hold_everything_in_order_and_no_more_than_is_allowed(items: list[str], most: int) -> None:
    found = list(portions(items, size=len, most=most))
    assert [item for some in found for item in some] == items
    assert all(sum(map(len, some)) <= most or len(some) == 1 for some in found)


@given(st.lists(st.text(max_size=12), max_size=20), st.integers(1, 30))
def test_a_portion_ends_only_where_the_next_item_has_no_room(items: list[str], most: int) -> None:
    found = list(portions(items, size=len, most=most))
    for some, following in pairwise(found):
        assert sum(map(len, some)) + len(following[0]) > most
