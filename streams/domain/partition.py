"""Which partition Kafka's own producers put a key into, so that one process can tell what the workers see.

Kafka's default partitioner takes the murmur2 hash of the key (org.apache.kafka.common.utils.Utils.murmur2,
seed 0x9747b28c), without its sign, modulo the number of partitions.
"""

_SEED = 0x9747B28C
_FACTOR = 0x5BD1E995
_32_BITS = 0xFFFFFFFF


def partition_of(key: bytes, partitions: int) -> int:
    """Return the partition, 0..partitions-1, of a record with this key."""
    return (_murmur2(key) & 0x7FFFFFFF) % partitions


def _murmur2(key: bytes) -> int:
    mixed = _SEED ^ len(key)
    whole = len(key) // 4 * 4
    for at in range(0, whole, 4):
        word = int.from_bytes(key[at : at + 4], "little") * _FACTOR & _32_BITS
        word = (word ^ word >> 24) * _FACTOR & _32_BITS
        mixed = (mixed * _FACTOR & _32_BITS) ^ word
    if len(key) > whole:
        mixed = (mixed ^ int.from_bytes(key[whole:], "little")) * _FACTOR & _32_BITS
    mixed = (mixed ^ mixed >> 13) * _FACTOR & _32_BITS
    return mixed ^ mixed >> 15
