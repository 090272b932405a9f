"""What integration tests of the local broker share."""

from pathlib import Path

import pytest

from streams.broker.jars import kafka_jars
from streams.settings import settings


@pytest.fixture(scope="session")
def jars() -> tuple[Path, ...]:
    """Kafka's jars, in the cache from here on."""
    return kafka_jars(settings().cache_dir, say=print)
