"""`newswire demo` as somebody runs it: a real Kafka, both workers, a feed whose truth is known."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kafka import KafkaAdminClient

from streams.settings import Settings
from streams.sources.synthetic import COPY_KINDS

ARTICLES = 150
RUN_S_MAX = 240
RECALL_MIN, PRECISION_MIN = 0.95, 0.97

Environment = dict[str, str]


@pytest.fixture
def environment(environment: Environment, tmp_path: Path) -> Environment:
    """That of this test's deployment, with a place of its own for what a demonstration leaves behind."""
    return environment | {"TMPDIR": str(tmp_path)}


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "streams.cli", "demo", *options]


@contextmanager
def demo(environment: Environment, folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a demonstration, its outputs in files, and see that it does not outlive the test."""
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(command(*options), env=environment, stdout=out, stderr=err)
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


def wait_for(condition: Callable[[], bool], *, what: str, within_s: float = 120) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {within_s:.0f} s: {what}"
        time.sleep(0.1)


def descendants(process: int) -> dict[int, str]:
    """Return the command of every process below this one, by its id."""
    found: dict[int, str] = {}
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found[child] = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            found |= descendants(child)
    return found


def runs(process: int) -> bool:
    """Return whether a process runs; one that has ended and was not waited for does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def said(folder: Path) -> str:
    return (folder / "err").read_text()


def test_the_summary_is_one_json_document_and_nothing_is_lost(
    environment: Environment, deployment: Settings
) -> None:
    """What a build server or a person's script relies on."""
    ended = subprocess.run(
        command("--articles", str(ARTICLES), "--json"),
        env=environment,
        capture_output=True,
        timeout=RUN_S_MAX,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    summary = json.loads(ended.stdout)
    assert summary["ok"] is True
    assert summary["lost"] == 0
    assert summary["received"] == summary["sent"] == ARTICLES
    parts = ("unique", "duplicates", "revisions", "repeats", "dead")
    assert sum(summary[part] for part in parts) == summary["received"]
    assert all(summary[part] > 0 for part in parts)
    assert summary["enriched"] == summary["unique"] + summary["revisions"] + summary["corrected"]
    assert summary["recall"] >= RECALL_MIN
    assert summary["precision"] >= PRECISION_MIN
    assert {kind["kind"] for kind in summary["kinds"] if kind["copies"]} == {k.value for k in COPY_KINDS}
    assert 0 < summary["end_to_end"]["p50_s"] <= summary["end_to_end"]["p99_s"]
    assert summary["first_enriched_s"] > 0
    progress = ended.stderr.decode()
    assert "/metrics" in progress
    assert f"sent {ARTICLES}" in progress
    leave_nothing_on_the_cluster(deployment)


def leave_nothing_on_the_cluster(deployment: Settings) -> None:
    """Somebody's Kafka is as it was: the demonstration's topics are gone."""
    client = KafkaAdminClient(bootstrap_servers=deployment.kafka_bootstrap_servers)
    try:
        wait_for(
            lambda: not any(name.startswith(deployment.topic_prefix) for name in client.list_topics()),
            what="the topics are gone",
            within_s=15,
        )
    finally:
        client.close()


def test_without_end_it_runs_until_interrupted_and_then_sums_up(
    environment: Environment, tmp_path: Path
) -> None:
    with demo(environment, tmp_path, "--forever", "--json", "--rate", "20") as process:
        wait_for(
            lambda: re.search(r"enriched \d\d", said(tmp_path)) is not None,
            what="ten or more enriched articles",
        )
        below = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(90) == 0, said(tmp_path)
    summary = json.loads((tmp_path / "out").read_text())
    assert summary["lost"] == 0
    assert summary["received"] == summary["sent"] > 10
    wait_for(lambda: not any(map(runs, below)), what="no process is left", within_s=30)


def test_a_worker_that_dies_ends_it_with_the_end_of_its_log(environment: Environment, tmp_path: Path) -> None:
    with demo(environment, tmp_path, "--articles", "4000") as process:
        wait_for(lambda: "sent " in said(tmp_path), what="the feed has begun")
        enrich = next(
            id_ for id_, name in descendants(process.pid).items() if name.endswith("worker enrich ")
        )
        os.kill(enrich, signal.SIGKILL)
        assert process.wait(90) == 3
    assert "the enrich worker has ended (exit code -9). The end of its log" in said(tmp_path)
    assert "partitions assigned" in said(tmp_path)
    kept = next(line for line in said(tmp_path).splitlines() if "are kept in" in line).rpartition(" ")[2]
    assert (Path(kept) / "enrich.log").exists()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to see the processes")
def test_kill_9_leaves_no_process_behind(environment: Environment, tmp_path: Path) -> None:
    """Kafka, the workers and their own processes end with whoever started them, however that ended."""
    environment.pop("NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS")
    with demo(environment, tmp_path, "--articles", "4000") as process:
        wait_for(lambda: "sent " in said(tmp_path), what="the feed has begun")
        below = descendants(process.pid)
        assert {"kafka.Kafka", "worker dedup", "worker enrich"} <= {
            part
            for name in below.values()
            for part in ("kafka.Kafka", "worker dedup", "worker enrich")
            if part in name
        }
        process.kill()
        wait_for(lambda: not any(map(runs, below)), what="no process is left", within_s=60)
