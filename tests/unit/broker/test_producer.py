"""Sending articles: what is in hand is bounded, and an error is told once and for all that follows."""

import threading
from datetime import UTC, datetime
from typing import Any

import kafka.record.util
import pytest
from crc32c import crc32c
from kafka import errors
from kafka.future import Future

from streams.broker import producer as module
from streams.broker.producer import ArticleProducer
from streams.domain.article import RawArticle
from streams.errors import Misconfigured, Unavailable
from streams.settings import Settings
from streams.sources.articles import raw_article
from streams.wire.codec import decode_raw

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


class FakeKafka:
    """A Kafka client that keeps what it was sent and answers when the test says so."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes, bytes, dict[str, bytes]]] = []
        self.answers: list[Any] = []
        self.topics = {"news.articles.raw.v1"}
        self.refuses: Exception | None = None
        self.closed = False

    def partitions_for(self, topic: str) -> set[int]:
        """Know the one topic, or wait in vain as the real one does."""
        if topic not in self.topics:
            raise errors.KafkaTimeoutError("no such topic")
        return {0}

    def send(self, topic: str, value: bytes, *, key: bytes, headers: list[tuple[str, bytes]]) -> Any:
        """Keep the record and return an answer that the test will give."""
        if self.refuses:
            raise self.refuses
        self.sent.append((topic, key, value, dict(headers)))
        self.answers.append(Future())
        return self.answers[-1]

    def close(self, timeout: float) -> None:
        """Close; as the real one, complain if something is in flight."""
        self.closed = True
        if any(not answer.is_done for answer in self.answers):
            raise errors.KafkaTimeoutError("something is in flight")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeKafka:
    kafka_ = FakeKafka()
    monkeypatch.setattr(module, "_connected", lambda *_: kafka_)
    return kafka_


@pytest.fixture
def producer(fake: FakeKafka) -> ArticleProducer:
    return ArticleProducer(Settings(), delivery_s_max=0.05)


def an_article(number: int = 1) -> RawArticle:
    return raw_article({"url": f"https://example.org/story?id={number}", "text": "x"}, received_at=NOW)


def test_checksums_are_made_by_the_c_library() -> None:
    """In pure Python they alone would hold a producer to 5,000 records a second."""
    assert kafka.record.util._crc32c is crc32c


def test_an_article_is_a_record_keyed_by_its_id_and_a_cloud_event(
    fake: FakeKafka, producer: ArticleProducer
) -> None:
    producer.send(an_article())
    topic, key, value, headers = fake.sent[0]
    assert topic == "news.articles.raw.v1"
    assert key.decode() == an_article().id
    assert decode_raw(value) == an_article()
    assert headers["ce_id"].decode() == an_article().id
    assert headers["ce_type"] == b"news.articles.raw.v1"
    assert headers["ce_source"] == b"newswire/ingest"
    assert headers["ce_time"] == b"2024-05-01T12:00:00Z"


def test_the_type_of_a_record_does_not_name_the_deployment(fake: FakeKafka) -> None:
    """A consumer of two deployments must know the same event in both."""
    fake.topics = {"test.news.articles.raw.v1"}
    ArticleProducer(Settings(topic_prefix="test.")).send(an_article())
    topic, _, _, headers = fake.sent[0]
    assert (topic, headers["ce_type"]) == ("test.news.articles.raw.v1", b"news.articles.raw.v1")


def test_only_what_the_broker_confirmed_counts(fake: FakeKafka, producer: ArticleProducer) -> None:
    producer.send(an_article(1))
    producer.send(an_article(2))
    assert (producer.confirmed, producer.in_flight) == (0, 2)
    fake.answers[0].success(None)
    assert (producer.confirmed, producer.in_flight) == (1, 1)


@pytest.mark.parametrize(("bound", "value"), [("IN_FLIGHT_RECORDS_MAX", 3), ("IN_FLIGHT_BYTES_MAX", 30)])
def test_a_send_at_the_bound_waits_until_something_is_confirmed(
    fake: FakeKafka, producer: ArticleProducer, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    monkeypatch.setattr(module, bound, value)
    for number in range(3):
        producer.send_record(str(number).encode(), b"0123456789", [])
    fourth = threading.Thread(target=producer.send_record, args=(b"4", b"0123456789", []), daemon=True)
    fourth.start()
    fourth.join(0.05)
    assert fourth.is_alive()
    assert len(fake.sent) == 3
    fake.answers[0].success(None)
    fourth.join(5)
    assert not fourth.is_alive()
    assert len(fake.sent) == 4


def test_a_record_larger_than_the_bound_goes_alone(fake: FakeKafka, producer: ArticleProducer) -> None:
    """Otherwise it would wait for room that never comes."""
    producer.send_record(b"large", bytes(module.IN_FLIGHT_BYTES_MAX + 1), [])
    assert len(fake.sent) == 1


def test_a_broker_that_confirms_nothing_is_given_up_in_time(
    fake: FakeKafka, producer: ArticleProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GRACE_S", 0.0)
    producer.send(an_article())
    with pytest.raises(Unavailable, match=r"no record confirmed for 0\.05 s"):
        producer.flush()


def test_after_a_failed_delivery_nothing_more_is_sent(fake: FakeKafka, producer: ArticleProducer) -> None:
    """What follows must not arrive where something before it did not."""
    producer.send(an_article(1))
    fake.answers[0].failure(errors.KafkaTimeoutError("expired"))
    with pytest.raises(Unavailable, match="expired"):
        producer.send(an_article(2))
    with pytest.raises(Unavailable, match="expired"):
        producer.flush()
    assert len(fake.sent) == 1
    assert (producer.confirmed, producer.in_flight) == (0, 0)


def test_what_the_client_refuses_at_once_is_told_at_once(fake: FakeKafka, producer: ArticleProducer) -> None:
    fake.refuses = errors.MessageSizeTooLargeError("2000000 bytes")
    with pytest.raises(Misconfigured, match="NEWSWIRE_ARTICLE_BYTES_MAX"):
        producer.send(an_article())
    assert producer.in_flight == 0


def test_leaving_waits_for_what_is_in_flight_and_disconnects(
    fake: FakeKafka, producer: ArticleProducer
) -> None:
    with producer:
        producer.send(an_article())
        threading.Timer(0.02, lambda: fake.answers[0].success(None)).start()
    assert producer.confirmed == 1
    assert fake.closed


def test_leaving_on_an_interrupt_waits_too(fake: FakeKafka, producer: ArticleProducer) -> None:
    """Ctrl-C ends the reading; what was read before is still delivered."""

    def interrupted() -> None:
        with producer:
            producer.send(an_article())
            threading.Timer(0.02, lambda: fake.answers[0].success(None)).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert producer.confirmed == 1


def test_leaving_after_an_error_does_not_wait_again(fake: FakeKafka, producer: ArticleProducer) -> None:
    """The bound has passed once already; the records still in flight will not fare better."""
    producer.send(an_article(1))
    producer.send(an_article(2))
    fake.answers[0].failure(errors.KafkaTimeoutError("expired"))
    with pytest.raises(Unavailable, match="expired"), producer:
        producer.flush()
    assert fake.closed


def test_an_error_that_came_before_leaving_is_told_on_leaving(
    fake: FakeKafka, producer: ArticleProducer
) -> None:
    """Nobody was waiting when it came; a record would be lost without a word."""
    producer.send(an_article())
    fake.answers[0].failure(errors.TopicAuthorizationFailedError("news.articles.raw.v1"))
    with pytest.raises(Misconfigured, match="does not permit"):
        producer.close()
    assert fake.closed


def test_a_missing_topic_is_the_operators_to_make(fake: FakeKafka) -> None:
    fake.topics = set()
    with pytest.raises(Misconfigured, match=r"has no topic news.articles.raw.v1; 'newswire topics apply'"):
        ArticleProducer(Settings())
    assert fake.closed
