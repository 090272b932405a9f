"""The partition of a key, which one process must know as Kafka does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2

from streams.domain.partition import partition_of


@pytest.mark.parametrize(
    ("key", "partition"),
    [
        (b"", 275646681),
        (b"a", 584102524),
        (b"21", 1173551340),
        (b"0123456789abcdef0123456789abcdef", 81657833),
    ],
)
def test_a_key_has_the_partition_that_kafka_gives_it(key: bytes, partition: int) -> None:
    assert partition_of(key, 2**31) == partition


@given(key=st.binary(max_size=80), partitions=st.integers(1, 512))
def test_any_key_goes_where_the_producer_puts_it(key: bytes, partitions: int) -> None:
    assert partition_of(key, partitions) == (murmur2(key) & 0x7FFFFFFF) % partitions
