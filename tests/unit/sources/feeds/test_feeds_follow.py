"""Following many feeds: each when it is due, none stopped by another, all ended at once and in time."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from streams.errors import Reason, Unavailable
from streams.sources.feeds import follow as module
from streams.sources.feeds.config import Feed
from streams.sources.feeds.follow import STATES, Follower
from streams.sources.feeds.poller import Outcome, Polled, Poller
from streams.sources.feeds.state import FeedState, Known
from streams.sources.refused import Refused

FEEDS = [Feed(url=f"https://{name}.example/feed") for name in ("a", "b", "c")]
A, B, C = FEEDS


class FakePoller(Poller):
    """Answers polls as the test says, and counts them."""

    def __init__(self) -> None:
        self.polls: Counter[str] = Counter()
        self.answers: dict[str, Polled] = {}
        self.on_poll: Callable[[Feed], None] = lambda _: None
        self.takes_s = 0.0
        self.hangs: dict[str, asyncio.Event] = {}

    async def poll(self, feed: Feed) -> Polled:
        """Answer what was given for the feed, else that nothing changed."""
        self.polls[feed.url] += 1
        self.on_poll(feed)
        await asyncio.sleep(self.takes_s)
        if feed.url in self.hangs:
            await self.hangs[feed.url].wait()
        return self.answers.get(feed.url, Polled(outcome=Outcome.UNCHANGED, wait_s=3_600))


@pytest.fixture
def poller() -> FakePoller:
    return FakePoller()


@pytest.fixture
def follower(poller: FakePoller, tmp_path: Path) -> Follower:
    return Follower(poller, FeedState(tmp_path), end_s_max=5)


async def follow(follower: Follower, *, stop: asyncio.Event | None = None, once: bool = False) -> None:
    async with asyncio.timeout(10):
        await follower.follow(FEEDS, stop=stop or asyncio.Event(), once=once)


async def test_once_is_each_feed_once_whether_it_is_due_or_not(
    follower: Follower, poller: FakePoller
) -> None:
    follower.state.save(A.url, Known(next_at=time.time() + 3_600))
    await follow(follower, once=True)
    assert poller.polls == Counter({feed.url: 1 for feed in FEEDS})
    assert follower.polls == Counter({Outcome.UNCHANGED: 3})


async def test_each_feed_is_polled_when_it_is_due(follower: Follower, poller: FakePoller) -> None:
    """After a restart a feed is asked when it would have been, not all of them at once."""
    follower.state.save(A.url, Known(next_at=time.time() + 3_600))
    poller.answers[B.url] = Polled(outcome=Outcome.UNCHANGED, wait_s=0.01)
    stop = asyncio.Event()
    poller.on_poll = lambda _: stop.set() if poller.polls[B.url] == 5 else None
    await follow(follower, stop=stop)
    assert poller.polls == Counter({B.url: 5, C.url: 1})


async def test_a_feed_that_fails_stops_no_other_and_is_counted(
    follower: Follower, poller: FakePoller
) -> None:
    refused = Refused(place=A.url, reason=Reason.TOO_LARGE, detail="large")
    poller.answers = {
        A.url: Polled(outcome=Outcome.FAILED, wait_s=60, failure="large", failures=1, refused=[refused]),
        B.url: Polled(outcome=Outcome.CHANGED, wait_s=60, sent=4),
    }
    before = REGISTRY.get_sample_value(
        "newswire_ingest_refused_total", {"kind": "feeds", "reason": "too_large"}
    )
    await follow(follower, once=True)
    assert follower.polls == Counter(dict.fromkeys(Outcome, 1))
    assert (follower.sent, follower.refused) == (4, 1)
    after = REGISTRY.get_sample_value(
        "newswire_ingest_refused_total", {"kind": "feeds", "reason": "too_large"}
    )
    assert (after or 0) - (before or 0) == 1
    states = {
        state: REGISTRY.get_sample_value("newswire_feeds", {"state": state}) for state in ("ok", "failing")
    }
    assert states == {"ok": 2, "failing": 1}


async def test_a_delivery_that_fails_ends_all_with_its_error(follower: Follower, poller: FakePoller) -> None:
    """Kafka is away: nothing could be sent on, and the supervisor decides when to start again."""

    def fail(feed: Feed) -> None:
        if feed == B:
            raise Unavailable("Kafka is away")

    poller.on_poll = fail
    with pytest.raises(Unavailable, match="Kafka is away"):
        await follow(follower)


async def test_at_stop_the_polls_in_hand_are_finished(follower: Follower, poller: FakePoller) -> None:
    stop, poller.takes_s = asyncio.Event(), 0.1
    poller.on_poll = lambda _: stop.set()
    await follow(follower, stop=stop)
    assert follower.polls.total() == 3


async def test_a_poll_that_does_not_end_is_given_up(
    follower: Follower, poller: FakePoller, caplog: pytest.LogCaptureFixture
) -> None:
    follower.end_s_max = 0.05
    stop, poller.takes_s = asyncio.Event(), 3_600
    poller.on_poll = lambda _: stop.set()
    await follow(follower, stop=stop)
    assert "3 polls in hand did not end" in caplog.text


async def test_a_feed_that_goes_quiet_is_told_once(
    follower: Follower, poller: FakePoller, caplog: pytest.LogCaptureFixture
) -> None:
    """What operators of such systems ask for most: a source that has stopped looks like one with no news."""
    poller.answers[A.url] = Polled(outcome=Outcome.UNCHANGED, wait_s=0.01, brought_s_ago=90_000)
    stop = asyncio.Event()
    poller.on_poll = lambda _: stop.set() if poller.polls[A.url] == 3 else None
    await follow(follower, stop=stop)
    assert [line for line in caplog.messages if "nothing new for" in line] == [
        f"{A.url}: nothing new for 25 hours"
    ]
    assert REGISTRY.get_sample_value("newswire_feeds", {"state": "quiet"}) == 1


async def test_a_feed_is_read_while_another_hangs(follower: Follower, poller: FakePoller) -> None:
    stop, hanging = asyncio.Event(), asyncio.Event()
    poller.hangs = {A.url: hanging}
    poller.answers[B.url] = Polled(outcome=Outcome.CHANGED, wait_s=0.01, sent=1)

    def end_after_three(_: Feed) -> None:
        if poller.polls[B.url] == 3:
            stop.set()
            hanging.set()

    poller.on_poll = end_after_three
    await follow(follower, stop=stop)
    assert poller.polls[A.url] == 1
    assert follower.sent == 3


def states() -> dict[str, float | None]:
    return {state: REGISTRY.get_sample_value("newswire_feeds", {"state": state}) for state in STATES}


async def test_a_feed_is_down_once_it_has_failed_for_an_hour_though_it_is_not_polled_then(
    follower: Follower, poller: FakePoller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the same feed throughout: others that fail for a moment each are never down."""
    monkeypatch.setattr(module, "_BEAT_S", 0.01)
    poller.answers = {
        A.url: Polled(outcome=Outcome.FAILED, wait_s=3_600, failing_since=time.time() - 3_000),
        B.url: Polled(outcome=Outcome.FAILED, wait_s=3_600, failing_since=time.time()),
    }
    stop = asyncio.Event()
    following = asyncio.create_task(follow(follower, stop=stop))
    await asyncio.sleep(0.1)
    assert states() == {"ok": 1, "failing": 2, "down": 0, "quiet": 0}
    monkeypatch.setattr(module, "DOWN_S", 2_999)  # and so an hour has passed
    await asyncio.sleep(0.1)
    assert states() == {"ok": 1, "failing": 1, "down": 1, "quiet": 0}
    stop.set()
    await following
    assert poller.polls == Counter({feed.url: 1 for feed in FEEDS})


async def test_a_feed_that_can_be_read_again_is_not_down(follower: Follower, poller: FakePoller) -> None:
    poller.answers[A.url] = Polled(outcome=Outcome.FAILED, wait_s=60, failing_since=time.time() - 3_601)
    await follow(follower, once=True)
    assert states() == {"ok": 2, "failing": 0, "down": 1, "quiet": 0}
    poller.answers.clear()
    await follow(follower, once=True)
    assert states() == {"ok": 3, "failing": 0, "down": 0, "quiet": 0}


async def test_a_feed_that_was_down_is_so_after_a_restart_before_it_is_polled(
    follower: Follower, poller: FakePoller
) -> None:
    """The next try may be hours away: a restart must not end the alert."""
    since = time.time() - 3_601
    follower.state.save(A.url, Known(next_at=time.time() + 3_600, failures=9, failing_since=since))
    stop = asyncio.Event()
    poller.on_poll = lambda feed: stop.set() if feed == B else None
    await follow(follower, stop=stop)
    assert poller.polls[A.url] == 0
    assert states()["down"] == 1


async def test_no_login_or_key_is_ever_logged(
    follower: Follower, poller: FakePoller, caplog: pytest.LogCaptureFixture
) -> None:
    secret = Feed(url="https://reader:secret@a.example/feed?rss_token=secret")
    caplog.set_level("DEBUG")
    poller.answers[secret.url] = Polled(
        outcome=Outcome.CHANGED, wait_s=60, sent=1, moved_to="https://reader:secret@b.example/feed?key=secret"
    )
    await follower.follow([secret], stop=asyncio.Event(), once=True)
    assert "b.example" in caplog.text
    assert "secret" not in caplog.text
