"""A batch that is half a minute in the model, through a worker on a real Kafka: nobody takes it for dead."""

from pathlib import Path

import httpx
import orjson

from streams.broker import admin
from streams.settings import Settings
from streams.topics import Stage
from tests.builders import an_article
from tests.integration.test_enrich_worker import publish
from tests.line import Worker, conserved, end_of, members, read_all, settled, wait_for, workers

TAKES_S = 30


def test_heartbeats_and_health_stay_live_through_a_batch_of_thirty_seconds(
    failing: str, deployment: Settings, tmp_path: Path
) -> None:
    """The batch takes five times what Kafka waits for a silent worker, and what health is asked about."""
    admin.apply(deployment)
    long = an_article(0, text="Jane Doe had a LONG day.", language="en")
    worker = Worker(Stage.ENRICH, deployment, tmp_path / "one", {"NEWSWIRE_SPACY_MODEL": failing})
    assert deployment.kafka_session_timeout_s * 4 < TAKES_S < deployment.enrich_timeout_s
    topics, answers = deployment.topics(), list[httpx.Response]()

    def in_the_model() -> bool:
        return worker.metrics().get('newswire_in_hand{stage="enrich"}') == 1

    def out() -> bool:
        answers.extend(worker.get(path) for path in ("/livez", "/readyz"))
        return end_of(deployment, topics.enriched) > 0

    with workers(worker):
        wait_for(worker.ready, within_s=60, what="the model is loaded")
        joined = members(deployment, Stage.ENRICH)
        publish(deployment, [long])
        wait_for(in_the_model, within_s=30, what="the article is in the model")
        wait_for(out, within_s=2 * TAKES_S, what="the article is enriched")
        settled(deployment, Stage.ENRICH, 1, worker)
        assert members(deployment, Stage.ENRICH) == joined, "it was never missed: no rebalance"
        assert {answer.status_code for answer in answers} == {200}
        assert max(answer.elapsed.total_seconds() for answer in answers) < TAKES_S / 6, "not once it is over"
        (record,) = read_all(deployment, topics.enriched)
        assert [one["name"] for one in orjson.loads(record.value)["entities"]] == ["Jane Doe"]
        conserved(worker)
