"""Articles into the raw topic, or records into another: each confirmed by all in-sync replicas, or told of.

Idempotent, so what kafka-python sends again is written once. What is in hand is bounded in number and bytes:
`send` waits at the bound, so a broker slower than the source slows the source, not this process's memory.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError

from streams.broker.connection import admitted_options, answered, kafka_errors
from streams.domain.article import RawArticle
from streams.errors import Misconfigured, Unavailable
from streams.settings import Settings
from streams.topic import Topic
from streams.topics import Stage
from streams.wire.codec import encode
from streams.wire.headers import Pairs, headers

CONNECT_S_MAX = 10.0
DELIVERY_S_MAX = 60.0
IN_FLIGHT_RECORDS_MAX = 5_000
IN_FLIGHT_BYTES_MAX = 64_000_000

# One batch per partition is on its way at a time, so its size is the throughput: 256 KB gave 4,400 articles
# (5 KB) a second, kafka-python's 16 KB gave 1,300. What comes meanwhile fills the next batch, so waiting for
# company gains nothing: with a linger of 5 ms a lone article took 8 ms instead of 1.
_BATCH_BYTES = 262_144
_LINGER_MS = 0
# Beside the value there are key, headers and a batch's own head.
_OVERHEAD_BYTES = 10_000
_REQUEST_S_MAX = 30.0
_TOPIC_S_MAX = 5.0
_GRACE_S = 5.0


class ArticleProducer:
    """Sends articles to the raw topic, or to `topic`; use it in `with`, whose end waits for confirmation.

    For one thread. `confirmed` counts the records that the broker has for good, `in_flight` those sent and
    not confirmed. After an error nothing more can be sent.
    """

    def __init__(
        self, settings: Settings, *, topic: Topic | None = None, delivery_s_max: float = DELIVERY_S_MAX
    ) -> None:
        """Connect. Raises Unavailable if Kafka does not answer, Misconfigured if its topic is missing."""
        self.confirmed = self.in_flight = self._in_flight_bytes = 0
        to = topic or settings.topics().raw
        self._settings, self._topic, self._type = settings, to.name, to.type
        self._delivery_s_max = delivery_s_max
        self._changed = threading.Condition()
        self._error: BaseException | None = None
        self._told = False
        self._client = _connected(settings, delivery_s_max)
        self._require_topic()

    def send(self, article: RawArticle) -> None:
        """Take an article up, waiting while too many are in flight. Raises as `flush`, for earlier ones."""
        made = headers(
            type=self._type, source=f"newswire/{Stage.INGEST}", id=article.id, time=article.received_at
        )
        self.send_record(article.id.encode(), encode(article), made)

    def send_record(self, key: bytes | None, value: bytes | None, record_headers: Pairs) -> None:
        """Take up a record whose bytes are already made, as they are. Raises as `flush` does.

        Its timestamp is now, not the article's: Kafka's retention goes by it, and would delete a backfill of
        old articles before it is read.
        """
        size = len(value or b"")
        with self._changed:
            self._wait(lambda: self._has_room(size))
            self.in_flight += 1
            self._in_flight_bytes += size
        try:
            future = self._client.send(self._topic, value, key=key, headers=list(record_headers))
        except KafkaError as error:
            self._settle(size, error)
            self._told = True
            raise answered(error, self._settings) from error
        future.add_callback(lambda _: self._settle(size))
        future.add_errback(lambda error: self._settle(size, error))

    def flush(self) -> None:
        """Wait until all that was sent is confirmed.

        Raises Unavailable once Kafka has not taken a record for `delivery_s_max`, Misconfigured where it
        refuses to, and does so from then on. What was in flight may have arrived; it may be sent again.
        """
        with self._changed:
            self._wait(lambda: not self.in_flight)

    def close(self) -> None:
        """Wait as `flush` does, and disconnect; at once if an error was raised before. Raises as `flush`."""
        try:
            if not self._told:  # an error may have come since anybody waited
                self.flush()
        finally:
            _disconnect(self._client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _require_topic(self) -> None:
        try:
            with kafka_errors(self._settings):
                self._client.partitions_for(self._topic)
        except Unavailable as error:  # it has just answered, so it is the topic that is not there
            _disconnect(self._client)
            raise Misconfigured(
                f"Kafka at {self._settings.kafka_bootstrap_servers} has no topic {self._topic}; "
                "'newswire topics apply' makes it"
            ) from error

    def _has_room(self, size: int) -> bool:
        if not self.in_flight:
            return True
        return self.in_flight < IN_FLIGHT_RECORDS_MAX and self._in_flight_bytes + size <= IN_FLIGHT_BYTES_MAX

    def _settle(self, size: int, error: BaseException | None = None) -> None:
        """Count a record as confirmed or failed; called in kafka-python's own thread."""
        with self._changed:
            self.in_flight -= 1
            self._in_flight_bytes -= size
            self.confirmed += error is None
            self._error = self._error or error
            self._changed.notify_all()

    def _wait(self, done: Callable[[], bool]) -> None:
        """Return once `done`; the lock is held. Each record in flight ends in time, so this does."""
        while self._error is None and not done():
            if not self._changed.wait(self._delivery_s_max + _GRACE_S):
                self._error = KafkaTimeoutError(f"no record confirmed for {self._delivery_s_max:g} s")
        if self._error is not None:
            self._told = True
            raise answered(self._error, self._settings) from self._error


def _connected(settings: Settings, delivery_s_max: float) -> KafkaProducer:
    with kafka_errors(settings):
        return KafkaProducer(
            **admitted_options(settings, name=Stage.INGEST),
            enable_idempotence=True,
            acks="all",
            bootstrap_timeout_ms=_ms(CONNECT_S_MAX),
            delivery_timeout_ms=_ms(delivery_s_max),
            request_timeout_ms=_ms(min(_REQUEST_S_MAX, delivery_s_max / 2)),
            max_block_ms=_ms(_TOPIC_S_MAX),
            max_request_size=max(settings.article_bytes_max + _OVERHEAD_BYTES, 4 * _BATCH_BYTES),
            batch_size=_BATCH_BYTES,
            linger_ms=_LINGER_MS,
            reconnect_backoff_max_ms=1_000,
            allow_auto_create_topics=False,
        )


def _disconnect(client: KafkaProducer) -> None:
    with suppress(KafkaTimeoutError):  # something was in flight still; the error said so before
        client.close(timeout=1)


def _ms(seconds: float) -> int:
    # An integer: a fraction goes onto the wire as it is, and every request fails to encode.
    return round(seconds * 1000)
