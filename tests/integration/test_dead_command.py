"""`newswire dead` on a real Kafka: what could not pass is counted, and passes once its cause is gone."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from streams.broker import admin
from streams.cli import dead
from streams.errors import Misconfigured
from streams.settings import Settings, variable
from streams.topics import Stage
from streams.wire.headers import read
from tests.builders import a_raw_article, a_text
from tests.line import Worker, produce, raw_records, read_all, settled, workers


@pytest.fixture
def run(here: None) -> Any:
    """Run the command in this process, as the deployment of this test."""
    app = typer.Typer()
    dead.register(app)

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(app, ["dead", *words])

    return invoke


def test_what_could_not_pass_passes_when_sent_again_once_its_cause_is_gone(
    deployment: Settings, run: Any, tmp_path: Path
) -> None:
    """A limit was too low: the story goes on as it came; what is broken is a dead letter again."""
    admin.apply(deployment)
    topics = deployment.topics()
    long = a_raw_article(1, text=a_text(1, words=900))
    records = [*raw_records([long, a_raw_article(2, text=a_text(2, words=60))]), ("bad", b"no article")]
    worker = Worker(Stage.DEDUP, deployment, tmp_path / "one", {variable("article_bytes_max"): "2000"})
    with workers(worker):
        produce(deployment, records)
        settled(deployment, Stage.DEDUP, 3, worker)
        assert worker.stop() == 0
    counted = json.loads(run("count", "dedup", "--json").stdout)["letters"]
    assert sorted((row["reason"], row["attempt"], row["letters"]) for row in counted) == [
        ("not_json", 1, 1),
        ("too_large", 1, 1),
    ]
    assert "2 of 2 records would be sent again" in run("replay", "dedup", "--dry-run").stdout
    with workers(Worker(Stage.DEDUP, deployment, tmp_path / "one")) as (worker,):
        done = run("replay", "dedup")
        assert (done.exit_code, done.stdout) == (0, "2 of 2 records sent again\n")
        settled(deployment, Stage.DEDUP, 5, worker)
        assert {record.key.decode() for record in read_all(deployment, topics.unique)} == {
            a_raw_article(n).id for n in (1, 2)
        }
        came = [read(record.headers) for record in read_all(deployment, topics.raw)]
        assert not any("error" in name for headers in came for name in headers)
        assert sorted(headers.get("attempt", "") for headers in came) == ["", "", "", "1", "1"]
        letters = read_all(deployment, topics.dead(Stage.DEDUP))
        failed = [read(record.headers)["attempt"] for record in letters if record.key == b"bad"]
        assert failed == ["1", "2"]
        assert {record.value for record in letters if record.key == b"bad"} == {b"no article"}
    assert run("replay", "dedup", "--reason", "not_json").exit_code == 1  # has failed twice
    assert "1 of 2" in run("replay", "dedup", "--reason", "not_json", "--attempts", "2", "--dry-run").stdout
    assert run("count", "enrich").stdout == "enrich has no dead letters\n"


def test_without_its_topics_it_says_which_command_makes_them(run: Any) -> None:
    assert isinstance(run("count", "dedup").exception, Misconfigured)
    assert "newswire topics apply" in str(run("replay", "enrich").exception)
