"""Records of several partitions wait for each other, and no more of them than is good."""

from streams.domain.merge import WAITING_MAX, Merge, Waiting


def test_what_waits_is_counted_and_a_partition_with_enough_is_named() -> None:
    merge = Merge([0, 0])
    for offset in range(WAITING_MAX - 1):
        merge.add(Waiting(float(offset), 0, offset, "Post"))
    merge.add(Waiting(0.5, 1, 0, "Post"))
    assert (len(merge), merge.full()) == (WAITING_MAX, set())
    merge.add(Waiting(1e9, 0, WAITING_MAX - 1, "Post"))
    assert merge.full() == {0}
