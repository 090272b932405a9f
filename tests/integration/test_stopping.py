"""A worker that is told to end while Kafka hangs."""

import signal
from pathlib import Path

from streams.broker import admin
from streams.broker.java import find_java
from streams.broker.local import LocalBroker
from streams.settings import Settings, variable
from streams.topics import Stage
from tests.line import Worker, free_port, wait_for, workers


def test_a_worker_ends_in_its_time_though_kafka_hangs(tmp_path: Path, jars: tuple[Path, ...]) -> None:
    """Frozen, not gone: connections stay open, and each table that is closed would wait for an answer."""
    limit = {variable("stop_timeout_s"): "3"}
    with LocalBroker(tmp_path / "kafka", java=find_java(), jars=jars, port=free_port()) as broker:
        settings = Settings(kafka_bootstrap_servers=broker.bootstrap_servers)
        admin.apply(settings)
        worker = Worker(Stage.DEDUP, settings, tmp_path / "worker", limit)
        with workers(worker):
            wait_for(worker.ready, within_s=60, what="ready")
            broker.process.send_signal(signal.SIGSTOP)
            try:
                assert worker.stop(within_s=20) == 3
            finally:
                broker.process.send_signal(signal.SIGCONT)
            said = worker.log.read_text("utf-8")
            assert f"{variable('stop_timeout_s')}=3" in said
            assert "nothing is lost" in said
            worker.start()
            wait_for(worker.ready, within_s=60, what="ready again, on the folder that was left open")
            assert worker.stop() == 0
