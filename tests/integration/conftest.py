"""What integration tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.broker.jars import kafka_jars
from streams.settings import Settings, settings, variable


@pytest.fixture(scope="session")
def jars() -> tuple[Path, ...]:
    """Kafka's jars, in the cache from here on."""
    return kafka_jars(settings().cache_dir, say=print)


@pytest.fixture
def here(deployment: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What runs in this process is of this test's deployment."""
    for name in ("kafka_bootstrap_servers", "topic_prefix"):
        monkeypatch.setenv(variable(name), getattr(deployment, name))
    settings.cache_clear()
    yield
    settings.cache_clear()
