"""Where what the sentinel knows is kept: it connects to a Kafka that is only just back."""

from typing import Any

import pytest

from streams.errors import Unavailable
from streams.settings import Settings
from streams.watch import store as module
from streams.watch.store import Store


class Producer:
    """Starts once Kafka has named its brokers, after so many tries; aiokafka asserts that they are known."""

    tries_left = 0
    stopped = 0

    def __init__(self, **_: Any) -> None:
        pass

    async def start(self) -> None:
        """Start, or fail as aiokafka does."""
        Producer.tries_left -= 1
        assert Producer.tries_left < 0, "Did we not perform bootstrap?"

    async def stop(self) -> None:
        """Note that it was stopped."""
        Producer.stopped += 1


@pytest.fixture(autouse=True)
def _of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AIOKafkaProducer", Producer)
    monkeypatch.setattr(module, "AGAIN_S", 0.0)
    monkeypatch.setattr(Producer, "stopped", 0)


async def test_a_kafka_that_names_no_broker_yet_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """After half a minute away it names none for a moment; a watcher that ended for it would be missed."""
    monkeypatch.setattr(Producer, "tries_left", 3)
    async with Store(Settings()):
        assert Producer.stopped == 3


async def test_one_that_never_names_any_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Producer, "tries_left", 10**9)
    monkeypatch.setattr(module, "RESTORE_S_MAX", 0.01)
    with pytest.raises(Unavailable, match="named no broker"):
        async with Store(Settings()):
            pass
