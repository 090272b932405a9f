"""The enrich stage on a real Kafka with the shipped model: every unique article out, with its entities."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from kafka import KafkaProducer

from streams.broker import admin
from streams.domain.article import Article, article_id
from streams.settings import Settings
from streams.topics import Stage
from streams.wire.codec import encode
from tests.line import Worker, conserved, end_of, in_mid_stream, read_all, settled, wait_for, workers

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)
FRENCH = (
    "Le gouvernement discutera mercredi du budget de l'année prochaine, a dit Angela Merkel "
    "à Emmanuel Macron."
)
TEXT = (
    "Chancellor Angela Merkel met Emmanuel Macron in Berlin on Monday. Merkel said Germany and France agree."
)


@pytest.fixture
def line(deployment: Settings) -> Settings:
    """A deployment whose topics are made."""
    admin.apply(deployment)
    return deployment


def enrich(settings: Settings, folder: Path, name: str = "one", **more: str) -> Worker:
    """Return an enrich worker with a folder of its own, not started."""
    return Worker(Stage.ENRICH, settings, folder / name, more)


def articles(count: int) -> list[Article]:
    """Return so many different articles."""
    return [
        Article(
            id=article_id(canonical_url=f"https://example.org/{n}", source="Example Post", guid=None),
            source="Example Post",
            title=f"Talks in Berlin, day {n}",
            text=f"{TEXT} It was meeting number {n}.",
            received_at=BEGAN + timedelta(seconds=n),
        )
        for n in range(count)
    ]


def in_french() -> Article:
    """Return an article that the shipped pipeline does not read."""
    return Article(
        id=article_id(canonical_url="https://example.org/fr", source="Example Poste", guid=None),
        source="Example Poste",
        title="Budget : le gouvernement en débat",
        text=FRENCH,
        received_at=BEGAN,
    )


def publish(settings: Settings, some: list[Article]) -> None:
    """Put articles on the unique topic as dedup would."""
    producer = KafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers)
    for article in some:
        producer.send(settings.topics().unique.name, key=article.id.encode(), value=encode(article))
    producer.flush(60)
    producer.close()


def test_every_article_leaves_with_its_entities_and_a_mention_for_each(
    line: Settings, tmp_path: Path
) -> None:
    """What alerting services consume: one enriched article, and one record per entity keyed by its id.

    One in a language without a pipeline leaves unread: marked and counted, not dropped.
    """
    *some, french = all_of_them = [*articles(40), in_french()]
    worker = enrich(line, tmp_path)
    with workers(worker):
        publish(line, all_of_them)
        settled(line, Stage.ENRICH, len(all_of_them), worker)
        rows = [orjson.loads(record.value) for record in read_all(line, line.topics().enriched)]
        out = {row["id"]: row for row in rows}
        assert sorted(row["id"] for row in rows) == sorted(article.id for article in all_of_them)
        unread = out.pop(french.id)
        assert (unread["text"], unread["language"], unread["entities"]) == (FRENCH, "fr", [])
        assert (unread["model"], unread["unread"]) == ("none", "no pipeline for fr")
        assert worker.metrics()['newswire_unread_total{language="fr"}'] == 1
        for row in out.values():
            names = {entity["name"] for entity in row["entities"]}
            assert {"Angela Merkel", "Emmanuel Macron"} <= names
            assert {entity["country"] for entity in row["entities"]} >= {"DE", "FR"}
        mentions = read_all(line, line.topics().mentions)
        of_merkel = [record for record in mentions if orjson.loads(record.value)["name"] == "Angela Merkel"]
        assert len(of_merkel) == len(some)
        assert len({record.key for record in of_merkel}) == 1
        conserved(worker)


def test_a_killed_enrich_worker_loses_nothing(line: Settings, tmp_path: Path) -> None:
    """An article is acknowledged only once its enriched form and all its mentions are confirmed."""
    some = articles(600)
    pair = (enrich(line, tmp_path, "one"), enrich(line, tmp_path, "two"))
    with workers(*pair):
        feeding = threading.Thread(target=publish, args=(line, some))
        feeding.start()
        for number, worker in enumerate(pair):
            in_mid_stream(line, Stage.ENRICH, 100 * (number + 1))
            worker.kill()
            worker.start()
        feeding.join()
        settled(line, Stage.ENRICH, len(some), *pair)
        out = {record.key.decode() for record in read_all(line, line.topics().enriched)}
        assert out == {article.id for article in some}


def test_an_article_that_is_none_is_a_dead_letter(line: Settings, tmp_path: Path) -> None:
    """Others may write to the public topic, too."""
    worker = enrich(line, tmp_path)
    with workers(worker):
        producer = KafkaProducer(bootstrap_servers=line.kafka_bootstrap_servers)
        producer.send(line.topics().unique.name, key=b"bad", value=b'{"no": "article"}').get(30)
        producer.close()
        publish(line, articles(1))
        settled(line, Stage.ENRICH, 2, worker)
        (dead,) = read_all(line, line.topics().dead(Stage.ENRICH))
        assert (dead.key, dead.value) == (b"bad", b'{"no": "article"}')
        assert len(read_all(line, line.topics().enriched)) == 1


def test_a_list_of_aliases_is_edited_while_a_worker_runs_and_no_slip_in_it_stops_the_stream(
    line: Settings, tmp_path: Path
) -> None:
    """First one id, then a broken file that changes nothing, then the id of the mended one."""
    listed, later = tmp_path / "aliases.yaml", iter(articles(1_000))
    entry = "aliases: [{{id: 'person:{}', name: Angela Merkel}}]"

    def comes_out(id_: str) -> bool:
        article, sent = next(later), end_of(line, line.topics().unique)
        publish(line, [article])
        settled(line, Stage.ENRICH, sent + 1, worker)
        rows = [orjson.loads(record.value) for record in read_all(line, line.topics().enriched)]
        return any(e["id"] == id_ for row in rows if row["id"] == article.id for e in row["entities"])

    listed.write_text(entry.format("first"))
    worker = enrich(line, tmp_path, NEWSWIRE_ALIASES_FILE=str(listed))
    with workers(worker):
        wait_for(lambda: comes_out("person:first"), within_s=60, what="the id of the list")
        listed.write_text("aliases: [")
        wait_for(  # the list is looked at when an article comes
            lambda: comes_out("person:first") and "aliases not read" in worker.tail(),
            within_s=60,
            what="the slip is told",
        )
        assert comes_out("person:first")
        listed.write_text(entry.format("second"))
        wait_for(lambda: comes_out("person:second"), within_s=60, what="the id of the mended list")
        conserved(worker)


def test_a_model_that_is_not_installed_is_named_with_its_remedy(line: Settings, tmp_path: Path) -> None:
    """Exit code 2: somebody must install it, starting again does not help."""
    worker = enrich(line, tmp_path, NEWSWIRE_SPACY_MODEL="xx_not_there")
    with workers(worker):
        assert worker.ended(within_s=60) == 2
        assert "xx_not_there" in worker.tail()
        assert "spacy download" in worker.tail()
