"""One poll of one feed: ask, read, send what is new, remember it, and say when to ask again."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial

from streams.aside import Aside, Ended
from streams.domain.article import RawArticle
from streams.errors import NewswireError, Reason, Rejected
from streams.security.masking import masked, shown, without_login
from streams.sources.feeds.answer import FeedAway, Fetched
from streams.sources.feeds.config import Feed
from streams.sources.feeds.document import Document, read_document
from streams.sources.feeds.entries import Entry, Mark, entries_of
from streams.sources.feeds.fetch import Fetcher
from streams.sources.feeds.schedule import retry_s, wait_s
from streams.sources.feeds.state import FeedState, Known
from streams.sources.refused import Refused
from streams.sources.times import Stamps

# 4 MB, the largest answer, took 1.6 s as stories and 8.2 s as 46,000 bare links. While one is read the others
# wait; one that takes too long is tried again after a minute, then after twice as long each time.
PARSE_S_MAX = 12.0
_FEED = b"<rss version='2.0'><channel><title>One feed makes the process ready.</title></channel></rss>"

log = logging.getLogger(__name__)

Deliver = Callable[[Sequence[RawArticle]], Awaitable[None]]
"""Sends articles and returns once all are confirmed. What it raises ends the run."""


class Outcome(StrEnum):
    """How a poll ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What a poll came to. `refused` holds entries and, where the poll failed on its content, the feed.

    `failing_since`: the Unix seconds of the first of its failures in a row, None where it did not fail.
    """

    outcome: Outcome
    wait_s: float
    sent: int = 0
    refused: Sequence[Refused] = field(default_factory=tuple)
    failure: str = ""
    failures: int = 0
    failing_since: float | None = None
    moved_to: str | None = None
    brought_s_ago: float = 0.0


class Poller:
    """Polls feeds, one call a poll; many may run at once, and are read in turn. Who ends it stops `aside`."""

    def __init__(
        self,
        fetcher: Fetcher,
        state: FeedState,
        deliver: Deliver,
        *,
        bytes_max: int,
        parse_s_max: float = PARSE_S_MAX,
    ) -> None:
        self._fetcher, self._state, self._deliver = fetcher, state, deliver
        self._bytes_max, self._stamps, self._parse_s_max = bytes_max, Stamps(), parse_s_max
        self.aside = Aside(partial(read_document, _FEED, url="https://example.org/"))

    async def poll(self, feed: Feed) -> Polled:
        """Poll a feed now; its own faults are returned as a failure, also those that nobody foresaw.

        Raises what `Deliver` raises, and Unavailable if no process can be started to read any feed.
        """
        known = self._state.known(feed.url)
        try:
            got = await self._fetcher.fetch(feed.url, etag=known.etag, last_modified=known.last_modified)
            got, entries = await self._read(feed, got)
        except FeedAway as away:
            return self._failed(feed, known, str(away), asked_s=away.asked_s)
        except Rejected as refused:
            place = shown(feed.url)
            refusal = Refused(place=place, reason=refused.reason, detail=refused.detail)
            return self._failed(feed, known, refused.detail, refused=[refusal])
        except NewswireError:
            raise
        except Exception as error:  # else one feed could end the polling of all, again at each restart
            log.exception("%s: a fault of newswire's own, please report it", shown(feed.url))
            return self._failed(feed, known, f"it brought up a {type(error).__name__} that nobody foresaw")
        return await self._changed(feed, known, got, entries)

    async def _read(self, feed: Feed, got: Fetched) -> tuple[Fetched, list[Entry]]:
        """Return an answer, with what the feed itself says of its freshness, and its entries."""
        if got.body is None:
            return got, []
        document = await self._document(got.body, got)
        entries = await asyncio.to_thread(
            entries_of, document, feed, stamps=self._stamps, bytes_max=self._bytes_max
        )
        return replace(got, fresh_s=max(got.fresh_s, document.ttl_s)), entries

    async def _document(self, body: bytes, got: Fetched) -> Document:
        """Return what a feed says, read in a process of its own: some markup takes hours to parse."""
        read = partial(read_document, body, url=_base(got.url), charset=got.charset)
        try:
            return await self.aside.run(read, limit_s=self._parse_s_max)
        except Ended as error:
            raise Rejected(Reason.UNEXTRACTABLE, f"the feed cannot be read: {error}") from error

    async def _changed(self, feed: Feed, known: Known, got: Fetched, entries: Sequence[Entry]) -> Polled:
        marks = [entry.mark for entry in entries]
        unsent = self._state.unsent(feed.url, marks)
        new = [entry.made for entry in entries if entry.mark in unsent]
        articles = [made for made in new if isinstance(made, RawArticle)]
        if articles:
            await self._deliver(articles)
        polled = self._succeeded(feed, known, got, brought=len(articles), marks=marks)
        return replace(polled, refused=[made for made in new if isinstance(made, Refused)])

    def _succeeded(
        self, feed: Feed, known: Known, got: Fetched, *, brought: int = 0, marks: Sequence[Mark] = ()
    ) -> Polled:
        """Remember a poll that succeeded, and when to ask again."""
        first = known.interval_s is None  # then all is new, which says nothing of how often something is
        interval_s = (
            feed.interval.first if first else feed.interval.next(known.interval_s or 0, brought=brought)
        )
        wait, now = wait_s(interval_s, asked_s=min(got.fresh_s, feed.interval.s_max)), time.time()
        brought_at = now if brought else known.brought_at
        self._state.save(
            feed.url,
            Known(
                etag=known.etag if got.body is None else got.etag,
                last_modified=known.last_modified if got.body is None else got.last_modified,
                interval_s=interval_s,
                next_at=now + wait,
                brought_at=brought_at,
            ),
            marks,
        )
        return Polled(
            outcome=Outcome.UNCHANGED if got.body is None else Outcome.CHANGED,
            wait_s=wait,
            sent=brought,
            moved_to=got.moved_to,
            brought_s_ago=now - brought_at,
        )

    def _failed(
        self, feed: Feed, known: Known, failure: str, *, asked_s: float = 0.0, refused: Sequence[Refused] = ()
    ) -> Polled:
        failures = known.failures + 1
        wait, now = retry_s(failures, asked_s=asked_s), time.time()
        since = now if known.failing_since is None else known.failing_since
        failed = replace(known, failures=failures, next_at=now + wait, failing_since=since)
        self._state.save(feed.url, failed)
        return Polled(
            outcome=Outcome.FAILED,
            wait_s=wait,
            refused=refused,
            failure=failure,
            failures=failures,
            failing_since=since,
            brought_s_ago=now - known.brought_at,
        )


def _base(url: str) -> str:
    """Return what entries' links are joined to: none may publish the login or the key of its feed."""
    before, mark, query = without_login(url).partition("?")
    return before + masked(mark + query)
