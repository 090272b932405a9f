"""The two threads beside the picture: one feeds the raw topic at its pace, one reads what comes out.

Both put events on one bounded queue, where a record's `Sent` is always before whatever comes of it. An error
in a thread is its future's, for whoever looks after it.
"""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from threading import Event as Flag

from streams.broker.producer import ArticleProducer
from streams.broker.reader import reading
from streams.demo.events import Event, Sent
from streams.demo.watcher import events_of, watched_topics
from streams.settings import Settings
from streams.sources.synthetic import FedRecord
from streams.topics import Stage
from streams.wire.headers import headers

QUEUE_EVENTS_MAX = 10_000
WARMING_RECORDS, WARM_S_MAX = 2, 60.0
_WAIT_S = 0.2


@dataclass(slots=True)
class Traffic:
    """The threads' common state: what has happened and was not taken yet, and whether to go on."""

    events: Queue[Event] = field(default_factory=lambda: Queue(maxsize=QUEUE_EVENTS_MAX))
    warm: Flag = field(default_factory=Flag)
    stop_feeding: Flag = field(default_factory=Flag)
    stop_reading: Flag = field(default_factory=Flag)
    feeding: Future[None] | None = None
    reading: Future[None] | None = None

    @property
    def fed(self) -> bool:
        """Return whether all of the feed is sent and confirmed. Raises what ended it, or the reading."""
        for future in (self.reading, self.feeding):
            if future is not None and future.done():
                future.result()
        return self.feeding is not None and self.feeding.done()

    def take(self, *, wait_s: float, events_max: int = 2_000) -> Iterator[Event]:
        """Yield what has happened since, at least one event unless none comes within `wait_s`."""
        try:
            yield self.events.get(timeout=wait_s)
            for _ in range(events_max - 1):
                yield self.events.get_nowait()
        except Empty:
            return

    def put(self, event: Event, unless: Flag) -> None:
        """Add an event, waiting while there is no room, unless that is over."""
        while not unless.is_set():
            try:
                self.events.put(event, timeout=_WAIT_S)
            except Full:
                continue
            return


@contextmanager
def flowing(settings: Settings, records: Iterable[FedRecord], *, rate: float) -> Iterator[Traffic]:
    """Feed these records, `rate` a second (0: as fast as Kafka takes them), and read the line's topics.

    The first two, a text and a page, go ahead alone; the others follow once `warm` is set, or after a minute.
    Both threads end with the body.
    """
    traffic = Traffic()
    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="demo") as pool:
        try:
            traffic.reading = pool.submit(_read, settings, traffic)
            traffic.feeding = pool.submit(_feed, settings, traffic, records, rate)
            yield traffic
        finally:
            traffic.stop_feeding.set()
            traffic.stop_reading.set()
            traffic.warm.set()


def _read(settings: Settings, traffic: Traffic) -> None:
    topics = settings.topics()
    with reading(settings, watched_topics(topics), from_beginning=True) as reader:
        while not traffic.stop_reading.is_set():
            for event in events_of(reader.take(wait_s=_WAIT_S), topics):
                traffic.put(event, traffic.stop_reading)


def _feed(settings: Settings, traffic: Traffic, records: Iterable[FedRecord], rate: float) -> None:
    type_ = settings.topics().raw.type
    with ArticleProducer(settings) as producer:
        began = time.monotonic()
        for number, record in enumerate(records):
            if number == WARMING_RECORDS:
                producer.flush()
                traffic.warm.wait(WARM_S_MAX)
                began = time.monotonic() - number / rate if rate else 0.0
            due = began + number / rate if rate else 0.0
            if traffic.stop_feeding.wait(max(0.0, due - time.monotonic())):
                return
            sent = Sent(record.id, record.kind, record.truth, record.title, record.source)
            traffic.put(sent, traffic.stop_feeding)
            pairs = headers(type=type_, source=f"newswire/{Stage.INGEST}", id=record.id)
            producer.send_record(record.id.encode(), record.payload, pairs)
