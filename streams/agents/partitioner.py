"""Which partition a record goes to: Kafka's default one, worked out once for a key that comes often."""

from collections.abc import Sequence
from functools import lru_cache

from aiokafka.partitioner import DefaultPartitioner

from streams.domain.partition import partition_of

KEYS_REMEMBERED_MAX = 16_384

_keyless = DefaultPartitioner()


def partition(key: bytes | None, every: Sequence[int], available: Sequence[int]) -> int:
    """Return the one of a topic's partitions for a key, or an available one, at random, where there is none.

    A dozen mentions an article have entities' ids for keys, most of which came before; aiokafka hashes each
    key anew in Python.
    """
    return every[_place(key, len(every))] if key is not None else _keyless(key, every, available)


_place = lru_cache(maxsize=KEYS_REMEMBERED_MAX)(partition_of)
