"""All feeds, each polled when it is due, for as long as the program runs.

One feed's trouble never stops another; an error of the delivery stops all, since nothing could be sent on.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from streams.errors import Reason
from streams.metrics import FEED_POLLS, FEEDS, INGEST_REFUSED, INGESTED
from streams.security.masking import shown
from streams.sources.feeds.config import Feed
from streams.sources.feeds.poller import Outcome, Polled, Poller
from streams.sources.feeds.schedule import DAY_S
from streams.sources.feeds.state import FeedState

KIND = "feeds"
STATES = ("ok", "failing", "down", "quiet")
QUIET_S = DAY_S
DOWN_S = 3_600.0
_SHOWN_MAX = 20
_BEAT_S = 1.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Follower:
    """Follows feeds; `polls`, `sent` and `refused` count what came of it, `beat` is when it last ran.

    At the end, polls in hand are given `end_s_max` seconds.
    """

    poller: Poller
    state: FeedState
    end_s_max: float
    polls: Counter[Outcome] = field(default_factory=Counter)
    sent: int = 0
    refused: int = 0
    beat: float = field(default_factory=time.monotonic)
    _states: dict[str, tuple[str, float | None]] = field(default_factory=dict)

    async def follow(self, feeds: Sequence[Feed], *, stop: asyncio.Event, once: bool = False) -> None:
        """Poll each feed when it is due until `stop`, or each of them once, now.

        At `stop` the polls in hand are finished, if they end in time. Raises what the delivery raises.
        """
        _begin_at_zero()
        self._remember_failing(feeds)
        following = {asyncio.create_task(self._follow_one(feed, stop, once=once)) for feed in feeds}
        given_up, beating = asyncio.create_task(self._give_up(stop)), asyncio.create_task(self._keep_beat())
        try:
            await self._until_done(following, given_up)
        finally:
            tasks = {*following, given_up, beating}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _until_done(self, following: set[asyncio.Task[None]], given_up: asyncio.Task[None]) -> None:
        """Wait for all that follow, or the first that fails, or the end of patience."""
        waiting = set(following)
        while waiting and not given_up.done():
            done, _ = await asyncio.wait({*waiting, given_up}, return_when=asyncio.FIRST_COMPLETED)
            waiting -= done
            for task in done:
                task.result()
        if waiting:
            log.warning(
                "%d polls in hand did not end within %g s and are given up", len(waiting), self.end_s_max
            )

    async def _follow_one(self, feed: Feed, stop: asyncio.Event, *, once: bool) -> None:
        due_in_s = 0.0 if once else self.state.known(feed.url).next_at - time.time()
        while not stop.is_set() and not await _stopped(stop, within_s=due_in_s):
            polled = await self.poller.poll(feed)
            self._account(feed, polled)
            if once:
                return
            due_in_s = polled.wait_s

    def _account(self, feed: Feed, polled: Polled) -> None:
        self.polls[polled.outcome] += 1
        self.sent += polled.sent
        self.refused += len(polled.refused)
        FEED_POLLS.labels(polled.outcome).inc()
        for refused in polled.refused:
            INGEST_REFUSED.labels(KIND, refused.reason).inc()
        self._tell(feed, polled)
        self._note_state(feed, polled)

    def _tell(self, feed: Feed, polled: Polled) -> None:
        url = shown(feed.url)
        if polled.outcome is Outcome.FAILED:
            log.warning(
                "%s: %s; failure %d in a row, next try in %.0f s",
                url,
                polled.failure,
                polled.failures,
                polled.wait_s,
            )
        else:
            level = logging.INFO if polled.sent or polled.refused else logging.DEBUG
            log.log(level, "%s: %d new, next poll in %.0f s", url, polled.sent, polled.wait_s)
            for refused in polled.refused[:_SHOWN_MAX]:
                log.warning("%s", refused)
        if polled.moved_to:
            log.warning("%s has moved for good to %s", url, shown(polled.moved_to))

    def _note_state(self, feed: Feed, polled: Polled) -> None:
        failing, quiet = polled.outcome is Outcome.FAILED, polled.brought_s_ago > QUIET_S
        now = "failing" if failing else "quiet" if quiet else "ok"
        before, _ = self._states.get(feed.url, ("", None))
        if now == "quiet" and before != "quiet":
            hours = polled.brought_s_ago / 3_600
            log.warning("%s: nothing new for %.0f hours", shown(feed.url), hours)
        self._states[feed.url] = now, polled.failing_since
        self._count()

    def _remember_failing(self, feeds: Sequence[Feed]) -> None:
        """Count the feeds that failed before a restart: the next try of one may be hours away."""
        for feed in feeds:
            since = self.state.known(feed.url).failing_since
            if since is not None:
                self._states[feed.url] = "failing", since

    def _count(self) -> None:
        """Set how many feeds are in each state; one that fails is down after an hour, polled or not."""
        down_if_before = time.time() - DOWN_S
        counted = Counter(
            "down" if since is not None and since < down_if_before else state
            for state, since in self._states.values()
        )
        for state in STATES:
            FEEDS.labels(state).set(counted[state])

    async def _give_up(self, stop: asyncio.Event) -> None:
        """Return once what was in hand at `stop` has had its time."""
        await stop.wait()
        await asyncio.sleep(self.end_s_max)

    async def _keep_beat(self) -> None:
        while True:  # until `follow` ends, which cancels it
            self.beat = time.monotonic()
            self._count()
            await asyncio.sleep(_BEAT_S)


def _begin_at_zero() -> None:
    """Have every series there before anything happens: all is well must not look like no data."""
    INGESTED.labels(KIND)
    for outcome in Outcome:
        FEED_POLLS.labels(outcome)
    for reason in Reason:
        INGEST_REFUSED.labels(KIND, reason)
    for state in STATES:
        FEEDS.labels(state)


async def _stopped(stop: asyncio.Event, *, within_s: float) -> bool:
    """Wait, and return whether `stop` came meanwhile."""
    try:
        await asyncio.wait_for(stop.wait(), max(within_s, 0.0))
    except TimeoutError:
        return False
    return True
