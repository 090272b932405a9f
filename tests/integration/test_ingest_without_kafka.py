"""`newswire ingest feeds` while Kafka hangs: frozen, not gone, so that its connections stay open."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from streams.broker import admin
from streams.broker.java import find_java
from streams.broker.local import LocalBroker
from streams.settings import Settings, variable
from streams.wire.codec import decode_raw
from tests.line import end_of, free_port, poller, read_all, wait_for, workers
from tests.outlet import Outlet, Page, outlet, rss

LIMIT = {variable("stop_timeout_s"): "3"}
REACHABLE = 'newswire_broker_reachable{stage="ingest"}'


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory, jars: tuple[Path, ...]) -> Iterator[LocalBroker]:
    """A Kafka that nobody else uses, so that it may be frozen."""
    with LocalBroker(
        tmp_path_factory.mktemp("kafka"), java=find_java(), jars=jars, port=free_port()
    ) as running:
        yield running


@pytest.fixture
def site() -> Iterator[Outlet]:
    with outlet() as made:
        yield made


@contextmanager
def frozen(broker: LocalBroker) -> Iterator[None]:
    """Freeze a Kafka for as long as the `with` lasts."""
    broker.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        broker.process.send_signal(signal.SIGCONT)


def deployed(broker: LocalBroker, prefix: str) -> Settings:
    """Return a deployment of its own, its topics made."""
    settings = Settings(kafka_bootstrap_servers=broker.bootstrap_servers, topic_prefix=prefix)
    admin.apply(settings)
    return settings


def test_it_ends_in_its_time_and_sends_again_what_was_not_confirmed(
    broker: LocalBroker, site: Outlet, tmp_path: Path
) -> None:
    """Told to end while a delivery hangs, which is given up after a minute otherwise."""
    settings = deployed(broker, "stop.")
    site.pages |= {"/first": Page(rss("a")), "/late": Page(rss("c", "b"), takes_s=5)}
    feeds = [f"{site.url}/first", f"{site.url}/late"]
    ingest = poller(settings, tmp_path / "ingest", feeds, LIMIT)
    raw = settings.topics().raw
    with workers(ingest):
        wait_for(lambda: end_of(settings, raw) == 1, within_s=30, what="the first feed's article")
        with frozen(broker):
            wait_for(lambda: ingest.metrics().get(REACHABLE) == 0, within_s=30, what="Kafka is missed")
            assert "/late" in site.paths()
            assert ingest.stop(within_s=8) == 3
    said = ingest.log.read_text("utf-8")
    assert f"{variable('stop_timeout_s')}=3: Kafka does not answer" in said
    assert "nothing is lost" in said
    again = poller(settings, tmp_path / "ingest", feeds, LIMIT, "--once")
    with workers(again):
        assert again.ended() == 0
    assert "2 sent, 0 refused" in again.tail(), "the state claimed what was not confirmed"
    titles = [decode_raw(record.value).title for record in read_all(settings, raw)]
    assert set(titles) == {"a", "b", "c"}
    assert titles.count("a") == 1


def test_it_is_not_ready_and_says_so_for_as_long_as_kafka_does_not_answer(
    broker: LocalBroker, site: Outlet, tmp_path: Path
) -> None:
    """Also while it has nothing to send."""
    settings = deployed(broker, "ready.")
    site.pages["/first"] = Page(rss("a"))
    ingest = poller(settings, tmp_path / "ingest", [f"{site.url}/first"], LIMIT)
    with workers(ingest):
        wait_for(lambda: end_of(settings, settings.topics().raw) == 1, within_s=30, what="its article")
        wait_for(lambda: ingest.metrics().get(REACHABLE) == 1, within_s=10, what="Kafka answers it")
        assert ingest.get("/readyz").text == "ok\n"
        with frozen(broker):
            wait_for(lambda: not ingest.ready(), within_s=30, what="not ready while Kafka is away")
            assert ingest.get("/readyz").text == "Kafka does not answer\n"
            metrics = ingest.metrics()
            assert (metrics[REACHABLE], metrics['newswire_ready{stage="ingest"}']) == (0, 0)
            assert ingest.get("/livez").text == "ok\n"
        wait_for(ingest.ready, within_s=30, what="ready again")
        assert ingest.stop() == 0
