"""What `newswire ingest feeds` does: poller, producer and web server, put together and ended well."""

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from streams import time_limit
from streams.beside import through
from streams.broker.admission import admission
from streams.broker.cluster import require_rights
from streams.broker.contact import Contact
from streams.broker.producer import ArticleProducer
from streams.domain.article import RawArticle
from streams.health import measure, serve
from streams.metrics import INGESTED
from streams.settings import Settings
from streams.sources.feeds.config import Feed, read_feeds
from streams.sources.feeds.fetch import Fetcher
from streams.sources.feeds.follow import KIND, Follower
from streams.sources.feeds.hosts import Hosts
from streams.sources.feeds.poller import Outcome, Poller
from streams.sources.feeds.state import FeedState
from streams.topics import Stage

FOLDER = "ingest"
BEAT_S_MAX = 60.0
_THREADS_MAX = 32  # they resolve names and parse feeds; a slow resolver must not hold up the rest


def run(path: Path, settings: Settings, *, once: bool) -> tuple[int, str]:
    """Poll a list of feeds until told to stop, or once, and return the exit code and the closing sentence.

    Raises Misconfigured for a list or setting that is wrong, Unavailable once Kafka is given up.
    """
    feeds, began = read_feeds(path), time.monotonic()
    with FeedState(settings.data_dir / FOLDER) as state, ArticleProducer(settings) as producer:
        follower = asyncio.run(_follow(feeds, settings, state, producer, once=once))
    polls = follower.polls
    summary = (
        f"{path}: {polls.total():,} polls of {len(feeds):,} feeds, {polls[Outcome.FAILED]:,} failed; "
        f"{follower.sent:,} sent, {follower.refused:,} refused in {time.monotonic() - began:.1f} s"
    )
    return int(once and polls[Outcome.FAILED] == len(feeds)), summary


async def _follow(
    feeds: Sequence[Feed], settings: Settings, state: FeedState, producer: ArticleProducer, *, once: bool
) -> Follower:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    limit = partial(time_limit.begin, Stage.INGEST, after_s=settings.stop_timeout_s)

    def told() -> None:
        limit()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told)
    loop.set_default_executor(ThreadPoolExecutor(_THREADS_MAX, thread_name_prefix="feeds"))
    fetcher = Fetcher(
        Hosts(),
        user_agent=settings.feeds_user_agent,
        allow_private=settings.feeds_allow_private_addresses,
    )
    contact = Contact(settings, Stage.INGEST, ask=_asking(settings))
    # One thread, as the producer is for one; a poll waits there until its articles are confirmed.
    with ThreadPoolExecutor(1, thread_name_prefix="deliver") as one_thread:

        async def deliver(articles: Sequence[RawArticle]) -> None:
            await loop.run_in_executor(one_thread, _send, producer, articles)

        poller = Poller(fetcher, state, deliver, bytes_max=settings.article_bytes_max)
        follower = Follower(poller, state, end_s_max=settings.stop_timeout_s / 2)
        if not once:  # one that ends by itself is missed by nobody
            measure(Stage.INGEST, ready=contact.not_ready, data_dir=settings.data_dir)
        port = settings.web_port_of(Stage.INGEST)
        try:
            with serve(settings.web_host, port, live=partial(_stuck, follower), ready=contact.not_ready):
                following = follower.follow(feeds, stop=stop, once=once)
                await through(following, contact.answered(), contact.admitted(), failing=limit)
        finally:
            await fetcher.close()
            await poller.aside.stop()
    return follower


def _asking(settings: Settings) -> Callable[[], None]:
    """Return what asks Kafka whether it would let us in again, and permits us to write."""
    enter = admission(settings)

    def ask() -> None:
        enter()
        require_rights(settings, Stage.INGEST)

    return ask


def _send(producer: ArticleProducer, articles: Sequence[RawArticle]) -> None:
    for article in articles:
        producer.send(article)
    producer.flush()
    INGESTED.labels(KIND).inc(len(articles))


def _stuck(follower: Follower) -> str | None:
    """Return why the poller is not alive, or None: its loop runs every second unless something holds it."""
    idle_s = time.monotonic() - follower.beat
    return f"the poller has not run for {idle_s:.0f} s" if idle_s > BEAT_S_MAX else None
