"""Kafka that is away while a worker asks it where partitions begin and end."""

import pytest
from aiokafka.errors import KafkaTimeoutError

from streams.agents.transport import ASKED_AGAIN_MAX, patiently


class Away:
    """A question that Kafka does not answer the first so many times."""

    def __init__(self, times: int) -> None:
        self.times, self.asked = times, 0

    async def __call__(self) -> str:
        """Return the answer. Raises KafkaTimeoutError while there is none."""
        self.asked += 1
        if self.asked <= self.times:
            raise KafkaTimeoutError("Failed to get offsets by times in 30000 ms")
        return "offsets"


@pytest.mark.parametrize("times", [0, 1, ASKED_AGAIN_MAX])
async def test_it_is_asked_again_until_it_answers(times: int) -> None:
    """A Kafka that is upgraded in the middle of a rebalance ended the worker."""
    away = Away(times)
    assert await patiently(away) == "offsets"
    assert away.asked == times + 1


async def test_one_that_does_not_come_back_ends_the_worker() -> None:
    away = Away(1_000)
    with pytest.raises(KafkaTimeoutError):
        await patiently(away)
    assert away.asked == ASKED_AGAIN_MAX + 1


async def test_any_other_failure_is_told_at_once() -> None:
    async def broken() -> None:
        raise ValueError("no such partition")

    with pytest.raises(ValueError, match="no such partition"):
        await patiently(broken)
