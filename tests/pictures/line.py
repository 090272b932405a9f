"""A line to paint: real workers on a real Kafka under a real Prometheus, with a crash in the middle."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from threading import Thread

from streams.broker.admin import apply
from streams.broker.local import local_broker
from streams.settings import Settings, read, variable
from streams.sources.synthetic import feed
from streams.topics import Stage
from tests.line import Worker, free_port, produce, wait_for, workers
from tests.outlet import outlet
from tests.pictures.outlets import published
from tests.prometheus import Prometheus, prometheus

DASHBOARDS = ("feed", "stage", "deduplication", "entities", "kafka")
RUN_S, CRASH_S = 150, 80
WORKERS = (Stage.DEDUP, Stage.ENRICH, Stage.WATCH)
CANARIES = {variable("canary_every_s"): "5"}  # one a minute would be three in a picture
ARTICLES_PER_S = 12.0
BEFORE_S = 5  # of quiet at the left edge of the picture


@dataclass(frozen=True)
class Run:
    """What was watched, and from when to when, in Unix time."""

    server: Prometheus
    began: float
    ended: float


@contextmanager
def watched() -> Iterator[Run]:
    """Run the line for `RUN_S`, killing the enrich worker after `CRASH_S`, and give what is to be asked."""
    with tempfile.TemporaryDirectory(prefix="newswire-pictures-") as name, ExitStack() as stack:
        folder, chosen = Path(name), read()
        broker = stack.enter_context(local_broker(folder / "kafka", cache_dir=chosen.cache_dir, say=_say))
        settings = Settings(kafka_bootstrap_servers=broker.bootstrap_servers, data_dir=folder / "data")
        apply(settings)
        dedup, enrich, watch = (Worker(stage, settings, folder / stage, CANARIES) for stage in WORKERS)
        port = free_port()
        targets = [f"127.0.0.1:{at}" for at in (port, dedup.port, enrich.port, watch.port)]
        server = stack.enter_context(prometheus(folder, targets, every_s=1))
        site = stack.enter_context(outlet())
        all_workers = stack.enter_context(workers(dedup, enrich, watch))
        wait_for(
            lambda: all(worker.ready() for worker in all_workers), within_s=120, what="all workers are ready"
        )
        _say(f"the line runs for {RUN_S} s")
        published(site, folder / "feeds.yaml")
        began = time.time() - BEFORE_S
        stack.enter_context(_ingesting(settings, folder, port))
        feeding = Thread(target=_feed, args=(settings,))
        feeding.start()
        time.sleep(max(0.0, began + CRASH_S - time.time()))
        enrich.kill()
        enrich.start()
        feeding.join()
        time.sleep(max(0.0, began + RUN_S - time.time()))
        yield Run(server, began, time.time())


def _feed(settings: Settings) -> None:
    """Send the feed of `newswire demo`, in which one record of twenty is broken."""
    records = feed(round((RUN_S - BEFORE_S) * ARTICLES_PER_S), seed=3)
    produce(settings, ((record.id, record.payload) for record in records), per_s=ARTICLES_PER_S)


@contextmanager
def _ingesting(settings: Settings, folder: Path, port: int) -> Iterator[None]:
    environment = {
        variable("kafka_bootstrap_servers"): settings.kafka_bootstrap_servers,
        variable("data_dir"): str(folder / "ingest"),
        variable("web_port"): str(port),
        variable("feeds_allow_private_addresses"): "true",
    }
    command = [sys.executable, "-m", "streams.cli", "ingest", "feeds", str(folder / "feeds.yaml")]
    with (folder / "ingest.log").open("wb") as log:
        process = Popen(command, env=dict(os.environ) | environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
