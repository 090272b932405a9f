"""The watcher's canary: an article of its own through the whole line once a minute, measured and missed.

Onto the raw topic like any article, so that it takes the way of one. Read back without a group, from what
comes after the start: canaries of an earlier life are nobody's any more.
"""

import asyncio
import time
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaTimeoutError

from streams import metrics
from streams.broker.aio import aio_options
from streams.domain.canary import canary
from streams.domain.latency import Reached
from streams.settings import Settings
from streams.topics import Stage
from streams.watch.awaited import Awaited, Unmeasured
from streams.wire.canary import MARK
from streams.wire.codec import encode
from streams.wire.headers import Pairs, headers, read, trace_id

log = structlog.get_logger()

LOOK_S_MAX = 1.0  # between two looks at what is lost


class Canaries:
    """Sends canaries, one every NEWSWIRE_CANARY_EVERY_S, and tells what becomes of each."""

    def __init__(self, settings: Settings) -> None:
        topics = settings.topics()
        self._settings, self._raw, self._mentions = settings, topics.raw, topics.mentions
        self._exits = {
            topics.canary(Stage.DEDUP): Reached.UNIQUE,
            topics.canary(Stage.ENRICH): Reached.ALERTED,
        }
        self._awaited = Awaited(lost_s=settings.canary_lost_s)
        self._connected = False
        for reached in self._exits.values():
            metrics.CANARY_SECONDS.labels(reached)

    def not_ready(self) -> str | None:
        """Return why no canary can be sent yet, or None."""
        return None if self._connected or not self._settings.canary_every_s else "canaries: not connected yet"

    async def run(self) -> None:
        """Send and hear of canaries until cancelled; raises KafkaError where Kafka refuses it."""
        if not self._settings.canary_every_s:
            await asyncio.Event().wait()
        options = aio_options(self._settings, name=Stage.WATCH)
        producer = AIOKafkaProducer(**options, acks="all", enable_idempotence=True)
        consumer = AIOKafkaConsumer(**options, enable_auto_commit=False, auto_offset_reset="latest")
        try:
            await producer.start()
            await consumer.start()
            await self._to_the_end(consumer)
            self._connected = True
            await self._go_on(producer, consumer)
        finally:
            await consumer.stop()
            await producer.stop()

    async def _go_on(self, producer: Any, consumer: Any) -> None:
        reached = {topic.name: where for topic, where in self._exits.items()}
        next_s = time.monotonic()
        while True:
            if time.monotonic() >= next_s:
                next_s = time.monotonic() + self._settings.canary_every_s
                await self._send(producer)
            wait_s = min(LOOK_S_MAX, max(0.0, next_s - time.monotonic()))
            for place, records in (await consumer.getmany(timeout_ms=int(wait_s * 1000))).items():
                for record in records:
                    self._hear(record, reached[place.topic])
            self._miss()

    async def _send(self, producer: Any) -> None:
        article = canary(uuid4().hex, now=datetime.now(UTC))
        metrics.CANARY_SENT.inc()
        self._awaited.sent(article.id, at_s=time.monotonic())
        try:
            sent = await producer.send(
                self._raw.name,
                encode(article),
                key=article.id.encode(),
                headers=self._headers(article.id) + MARK,
            )
        except (KafkaConnectionError, KafkaTimeoutError) as error:
            log.warning(
                "canary not sent", canary=article.id, trace_id=self._trace(article.id), reason=str(error)
            )
        else:
            sent.add_done_callback(partial(_said, trace=self._trace(article.id)))

    def _hear(self, record: Any, reached: Reached) -> None:
        """Take note of a canary; its mentions are there before the enriched article, and are passed over."""
        if read(record.headers).get("ce_type") == self._mentions.type:
            return
        name = (record.key or b"").decode(errors="replace")
        found = self._awaited.came(name, reached, at_s=time.monotonic())
        if not isinstance(found, Unmeasured):
            metrics.CANARY_SECONDS.labels(reached).observe(found)
            return
        if found is Unmeasured.REPEATED:
            metrics.CANARY_REPEATED.inc()
        log.info(
            "canary not measured",
            canary=name,
            trace_id=self._trace(name),
            reached=reached,
            reason=found.value,
        )

    def _miss(self) -> None:
        for name, last in self._awaited.lost(now_s=time.monotonic()).items():
            metrics.CANARY_LOST.inc()
            log.warning("canary lost", canary=name, trace_id=self._trace(name), last_seen=last or "nowhere")

    def _trace(self, name: str) -> str | None:
        return trace_id(self._headers(name))

    def _headers(self, name: str) -> Pairs:
        return headers(type=self._raw.type, source=f"newswire/{Stage.WATCH}", id=name)

    async def _to_the_end(self, consumer: Any) -> None:
        """Read on from what is there now, so that a canary sent from here on is not missed."""
        places = [TopicPartition(topic.name, n) for topic in self._exits for n in range(topic.partitions)]
        consumer.assign(places)
        await consumer.seek_to_end(*places)
        for place in places:
            await consumer.position(place)


def _said(sent: "asyncio.Future[Any]", *, trace: str | None) -> None:
    """Say why a canary was not taken by Kafka; it is told as lost in its time."""
    error = None if sent.cancelled() else sent.exception()
    if error is not None:
        log.warning("canary not taken by Kafka", trace_id=trace, reason=str(error))
