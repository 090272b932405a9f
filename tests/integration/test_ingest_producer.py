"""The producer against a real Kafka: what it calls confirmed is there, and what is away is said in time."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.broker import producer as producer_module
from streams.broker.admin import apply
from streams.broker.jars import kafka_jars
from streams.broker.java import find_java
from streams.broker.local import LocalBroker
from streams.broker.producer import ArticleProducer
from streams.domain.article import RawArticle
from streams.errors import Misconfigured, Unavailable
from streams.settings import Settings
from streams.sources.articles import raw_article
from streams.wire.codec import decode_raw
from streams.wire.headers import read as read_headers
from tests.line import free_port, read_all

NOW = datetime(2018, 5, 1, 12, 0, tzinfo=UTC)


def articles(count: int) -> list[RawArticle]:
    return [
        raw_article({"url": f"https://example.org/story?id={n}", "text": f"text {n} " * 50}, received_at=NOW)
        for n in range(count)
    ]


def test_every_confirmed_article_is_on_the_topic_once_with_its_headers(deployment: Settings) -> None:
    apply(deployment)
    sent = articles(2_000)
    with ArticleProducer(deployment) as producer:
        for article in sent:
            producer.send(article)
    records = read_all(deployment, deployment.topics().raw)
    assert producer.confirmed == len(records) == 2_000
    assert {decode_raw(record.value).id for record in records} == {article.id for article in sent}
    for record in records[:10]:
        headers = read_headers(record.headers)
        assert record.key.decode() == headers["ce_id"] == decode_raw(record.value).id
        assert headers["ce_time"] == "2018-05-01T12:00:00Z"


def test_a_backfill_is_not_old_to_the_broker(deployment: Settings) -> None:
    """Kafka's retention goes by the record's time: with the article's, a year-old one is deleted unread."""
    apply(deployment)
    with ArticleProducer(deployment) as producer:
        producer.send(articles(1)[0])
    (record,) = read_all(deployment, deployment.topics().raw)
    assert abs(record.timestamp / 1000 - time.time()) < 300


def test_an_article_as_large_as_allowed_is_taken(deployment: Settings) -> None:
    apply(deployment)
    room = deployment.article_bytes_max - 500
    large = raw_article({"url": "https://example.org/a", "text": "x" * room}, received_at=NOW)
    with ArticleProducer(deployment) as producer:
        producer.send(large)
    assert producer.confirmed == 1


def test_without_its_topic_nothing_is_sent(deployment: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producer_module, "_TOPIC_S_MAX", 1.0)
    with pytest.raises(Misconfigured, match="'newswire topics apply' makes it"):
        ArticleProducer(deployment)


def test_no_broker_is_said_within_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producer_module, "CONNECT_S_MAX", 2.0)
    settings = Settings(kafka_bootstrap_servers=f"127.0.0.1:{free_port()}")
    began = time.monotonic()
    with pytest.raises(Unavailable, match="'newswire broker' starts one"):
        ArticleProducer(settings)
    assert time.monotonic() - began < 10


@pytest.fixture
def own_broker(tmp_path: Path) -> LocalBroker:
    """A broker that the test may stop and start, on a port that stays its own."""
    jars = kafka_jars(Settings().cache_dir, say=print)
    return LocalBroker(tmp_path / "kafka", java=find_java(), jars=jars, port=free_port())


def _settings(broker: LocalBroker) -> Settings:
    settings = Settings(kafka_bootstrap_servers=broker.bootstrap_servers, topic_prefix="own.")
    apply(settings)
    return settings


def test_a_broker_that_restarts_in_mid_stream_loses_nothing(own_broker: LocalBroker) -> None:
    """A rolling upgrade of the cluster is everyday work."""
    with own_broker:
        settings = _settings(own_broker)
        sent = articles(3_000)
        with ArticleProducer(settings) as producer:
            for number, article in enumerate(sent):
                if number == 1_500:
                    own_broker.stop()
                    again = threading.Thread(target=own_broker.start)
                    again.start()
                producer.send(article)
            again.join(60)
        records = read_all(settings, settings.topics().raw)
        assert producer.confirmed == 3_000
        assert {record.key.decode() for record in records} == {article.id for article in sent}


def test_a_broker_that_goes_away_for_good_is_given_up(own_broker: LocalBroker) -> None:
    with own_broker:
        settings = _settings(own_broker)
        with ArticleProducer(settings) as patient:  # until each partition has its leader
            for article in articles(40):
                patient.send(article)
        producer = ArticleProducer(settings, delivery_s_max=5)
        producer.send(articles(1)[0])
        producer.flush()
        own_broker.stop()
        began = time.monotonic()
        with pytest.raises(Unavailable), producer:
            producer.send(articles(2)[1])
        assert time.monotonic() - began < 20
        assert producer.confirmed == 1
