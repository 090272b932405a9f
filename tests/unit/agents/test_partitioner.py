"""Records go where aiokafka's own partitioner, and so any Kafka client's, puts them."""

from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from streams.agents.partitioner import partition

PARTITIONS = st.integers(1, 64).map(range).map(list)


@given(keys=st.lists(st.binary(max_size=40), max_size=20), every=PARTITIONS)
def test_a_key_goes_where_it_went_before_whatever_came_between(keys: list[bytes], every: list[int]) -> None:
    wanted = DefaultPartitioner()
    assert [partition(key, every, every) for key in [*keys, *keys]] == [
        wanted(key, every, every) for key in [*keys, *keys]
    ]


@given(every=PARTITIONS, data=st.data())
def test_a_record_without_a_key_goes_to_a_partition_that_can_take_it(
    every: list[int], data: st.DataObject
) -> None:
    available = data.draw(st.lists(st.sampled_from(every), min_size=1, unique=True))
    assert partition(None, every, available) in available
