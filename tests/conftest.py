"""What the rings share. Nothing here starts unless a test asks for it, so unit tests open no socket."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import tests.bytecode  # noqa: F401  before all that may be compiled

# isort: split
import hypothesis
import pytest

from streams.broker.local import local_broker
from streams.child import one_thread
from streams.settings import Settings, read, variable

# The rings run several processes; no module of the product above loads numpy, which would make this too late.
one_thread()

# What a shell starts in the background ignores Ctrl-C and hands that on: no command here would end by it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes to make or to run says how busy the machine is, and nothing of the product: on a
# machine where hypothesis had yet to build its tables, the first example alone failed its health check.
hypothesis.settings.register_profile(
    "newswire", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("newswire")


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Bootstrap servers of a real Kafka: the one the environment names, or else one started for this run."""
    given = read()
    if given.given("kafka_bootstrap_servers"):
        yield given.kafka_bootstrap_servers
        return
    with local_broker(tmp_path_factory.mktemp("kafka"), cache_dir=given.cache_dir, say=print) as broker:
        yield broker.bootstrap_servers


@pytest.fixture
def deployment(kafka: str, tmp_path: Path) -> Settings:
    """Settings of a deployment of this test's own on the shared Kafka: own topics, groups and data folder."""
    return Settings(
        kafka_bootstrap_servers=kafka, topic_prefix=f"t{uuid4().hex[:10]}.", data_dir=tmp_path / "data"
    )


@pytest.fixture
def environment(deployment: Settings) -> dict[str, str]:
    """The environment in which a `newswire` process belongs to this test's deployment."""
    names = ("kafka_bootstrap_servers", "topic_prefix", "data_dir")
    return dict(os.environ) | {variable(name): str(getattr(deployment, name)) for name in names}
