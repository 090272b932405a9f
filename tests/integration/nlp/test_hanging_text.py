"""A text that hangs the model, through a worker on a real Kafka: it is put aside, all else goes on."""

from pathlib import Path

import httpx
import orjson

from streams.broker import admin
from streams.settings import Settings
from streams.topics import Stage
from tests.builders import an_article
from tests.integration.test_enrich_worker import publish
from tests.line import Worker, conserved, read_all, settled, wait_for, workers

TIMEOUT_S = 3


def test_a_text_that_hangs_costs_nothing_of_its_batch_but_itself_and_health_stays_live(
    failing: str, deployment: Settings, tmp_path: Path
) -> None:
    """One bad page must cost itself only: neither its neighbours nor the worker, which nobody restarts."""
    admin.apply(deployment)
    good = [an_article(n, text=f"Jane Doe spoke {n} times.", language="en") for n in range(6)]
    hangs = an_article(9, text="Please HANG.", language="en")
    publish(deployment, [*good[:3], hangs, *good[3:]])
    more = {"NEWSWIRE_SPACY_MODEL": failing, "NEWSWIRE_ENRICH_TIMEOUT_S": str(TIMEOUT_S)}
    worker = Worker(Stage.ENRICH, deployment, tmp_path / "one", more)
    topics, answers = deployment.topics(), list[httpx.Response]()

    def buried() -> bool:
        if worker.ready() and worker.metrics().get('newswire_in_hand{stage="enrich"}'):
            answers.append(worker.get("/livez"))
        return len(read_all(deployment, topics.dead(Stage.ENRICH))) > 0

    with workers(worker):
        wait_for(buried, within_s=60, what="the text that hangs is on the dead letters")
        settled(deployment, Stage.ENRICH, len(good) + 1, worker)
        (dead,) = read_all(deployment, topics.dead(Stage.ENRICH))
        assert (dead.key, orjson.loads(dead.value)["text"]) == (hangs.id.encode(), hangs.text)
        assert b"over 3 s" in b" ".join(value for _, value in dead.headers)
        out = [orjson.loads(record.value) for record in read_all(deployment, topics.enriched)]
        assert sorted(row["id"] for row in out) == [article.id for article in good]
        assert [[one["name"] for one in row["entities"]] for row in out] == [["Jane Doe"]] * len(good)
        assert len(answers) > 1, "asked while the model hangs, in its batch and alone"
        assert {answer.status_code for answer in answers} == {200}
        assert max(answer.elapsed.total_seconds() for answer in answers) < TIMEOUT_S, "not once it is over"
        conserved(worker)
