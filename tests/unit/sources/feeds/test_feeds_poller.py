"""One poll: what is new is sent, then remembered, in that order; and when to ask again."""

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest

from streams.domain.article import RawArticle, article_id
from streams.errors import Reason, Rejected, Unavailable
from streams.security.masking import MASK
from streams.sources.feeds.answer import FeedAway, Fetched
from streams.sources.feeds.config import Feed
from streams.sources.feeds.fetch import Fetcher
from streams.sources.feeds.hosts import Hosts
from streams.sources.feeds.poller import Outcome, Poller
from streams.sources.feeds.state import FeedState
from tests.outlet import rss

FEED = Feed(url="https://example.org/feed")


class FakeFetcher(Fetcher):
    """Gives the answers that the test lays ready, and keeps the conditions it was asked under."""

    def __init__(self) -> None:
        super().__init__(Hosts(), user_agent="test")
        self.answers: list[Fetched | Exception] = []
        self.conditions: list[tuple[str | None, str | None]] = []

    async def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Return or raise the next answer."""
        self.conditions.append((etag, last_modified))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Desk:
    """Takes deliveries, or is away."""

    def __init__(self) -> None:
        self.articles: list[RawArticle] = []
        self.away = False

    async def take(self, articles: Sequence[RawArticle]) -> None:
        """Take articles."""
        if self.away:
            raise Unavailable("Kafka is away")
        self.articles += articles

    @property
    def titles(self) -> list[str]:
        """The titles of what was taken."""
        return [article.title for article in self.articles]


@pytest.fixture
def fetcher() -> FakeFetcher:
    return FakeFetcher()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[FeedState]:
    with FeedState(tmp_path) as opened:
        yield opened


@pytest.fixture
async def poller(fetcher: FakeFetcher, state: FeedState, desk: Desk) -> AsyncIterator[Poller]:
    made = Poller(fetcher, state, desk.take, bytes_max=100_000, parse_s_max=2.0)
    yield made
    await made.aside.stop()


def got(*stories: str, fresh_s: float = 0, etag: str | None = '"1"') -> Fetched:
    return Fetched(url=FEED.url, body=rss(*stories), etag=etag, last_modified="then", fresh_s=fresh_s)


UNCHANGED = Fetched(url=FEED.url, body=None)


async def test_only_what_is_new_is_sent_and_the_older_first(
    poller: Poller, fetcher: FakeFetcher, desk: Desk
) -> None:
    fetcher.answers = [got("b", "a"), got("c", "b", "a"), got("c", "b", "a")]
    sent = [(await poller.poll(FEED)).sent for _ in range(3)]
    assert sent == [2, 1, 0]
    assert desk.titles == ["a", "b", "c"]


async def test_what_could_not_be_sent_is_not_remembered_as_sent(
    poller: Poller, fetcher: FakeFetcher, desk: Desk, state: FeedState
) -> None:
    """Remembered first, a crash or an outage of Kafka would lose articles without a trace."""
    fetcher.answers, desk.away = [got("a"), got("a")], True
    with pytest.raises(Unavailable):
        await poller.poll(FEED)
    assert state.known(FEED.url).etag is None
    desk.away = False
    assert (await poller.poll(FEED)).sent == 1
    assert desk.titles == ["a"]


async def test_the_next_poll_is_conditional_on_the_last_that_was_read(
    poller: Poller, fetcher: FakeFetcher
) -> None:
    """A failure, or an answer that is no feed, must not make the next answer "unchanged"."""
    no_feed = Fetched(url=FEED.url, body=b"<p>Welcome</p>", etag='"no feed"')
    fetcher.answers = [got("a"), UNCHANGED, no_feed, FeedAway("503"), UNCHANGED]
    outcomes = [(await poller.poll(FEED)).outcome for _ in range(5)]
    assert outcomes == ["changed", "unchanged", "failed", "failed", "unchanged"]
    assert fetcher.conditions == [(None, None)] + [('"1"', "then")] * 4


async def test_a_changed_answer_without_validators_forgets_the_old_ones(
    poller: Poller, fetcher: FakeFetcher
) -> None:
    fetcher.answers = [got("a"), got("b", etag=None), UNCHANGED]
    for _ in range(3):
        await poller.poll(FEED)
    assert fetcher.conditions[2] == (None, "then")


async def test_failures_in_a_row_are_counted_and_forgotten_after_a_success(
    poller: Poller, fetcher: FakeFetcher, state: FeedState
) -> None:
    fetcher.answers = [FeedAway("503"), FeedAway("503", asked_s=7_200), got("a"), FeedAway("503")]
    polled = [await poller.poll(FEED) for _ in range(4)]
    assert [poll.failures for poll in polled] == [1, 2, 0, 1]
    assert polled[1].wait_s == 7_200
    assert polled[0].failure == "503"
    assert state.known(FEED.url).next_at == pytest.approx(time.time() + polled[3].wait_s, abs=5)


async def test_a_feed_fails_since_the_first_of_its_failures_in_a_row(
    poller: Poller, fetcher: FakeFetcher, state: FeedState
) -> None:
    fetcher.answers = [FeedAway("503"), FeedAway("503"), got("a"), FeedAway("503")]
    first, second, well, again = [(await poller.poll(FEED)).failing_since for _ in range(4)]
    assert first == pytest.approx(time.time(), abs=5)
    assert (second, well) == (first, None)
    assert again
    assert again > (first or 0)
    assert state.known(FEED.url).failing_since == again


async def test_an_answer_that_cannot_be_used_is_a_refusal_with_the_feeds_place(
    poller: Poller, fetcher: FakeFetcher
) -> None:
    fetcher.answers = [Rejected(Reason.TOO_LARGE, "the answer is larger than 4000000 bytes")]
    polled = await poller.poll(Feed(url="https://reader:secret@example.org/feed"))
    assert polled.outcome is Outcome.FAILED
    (refused,) = polled.refused
    assert str(refused) == "https://example.org/feed: too_large: the answer is larger than 4000000 bytes"


async def test_a_feed_that_takes_hours_to_parse_is_given_up_and_the_next_is_read(
    poller: Poller, fetcher: FakeFetcher, desk: Desk
) -> None:
    """Each of these begun tags is looked for its end through all that follow, 2 MB of them for an hour."""
    bomb = Fetched(url=FEED.url, body=b"<rss version='2.0'><channel>" + b"<a" * 1_000_000)
    fetcher.answers = [bomb, got("story")]
    polled = await poller.poll(FEED)
    assert polled.outcome is Outcome.FAILED
    assert polled.failure == "the feed cannot be read: took longer than 2 s"
    assert [refused.reason for refused in polled.refused] == [Reason.UNEXTRACTABLE]
    assert (await poller.poll(FEED)).outcome is Outcome.CHANGED
    assert desk.titles == ["story"]


@pytest.mark.parametrize("error", [ValueError("a"), ExceptionGroup("b", [OverflowError()])])
async def test_what_nobody_foresaw_of_a_feed_is_its_failure_with_the_traceback_in_the_log(
    poller: Poller,
    fetcher: FakeFetcher,
    desk: Desk,
    state: FeedState,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    """Left to end the poller, one hostile feed would end it again at each restart."""
    fetcher.answers = [error, got("story")]
    polled = await poller.poll(FEED)
    assert (polled.outcome, polled.failures) == (Outcome.FAILED, 1)
    assert type(error).__name__ in polled.failure
    assert [line.exc_info[1] for line in caplog.records if line.exc_info] == [error]
    assert state.known(FEED.url).failures == 1
    assert (await poller.poll(FEED)).outcome is Outcome.CHANGED
    assert desk.titles == ["story"]


async def test_a_link_relative_to_its_feed_has_neither_the_feeds_login_nor_its_key(
    poller: Poller, fetcher: FakeFetcher, desk: Desk
) -> None:
    """An article's id is the same with and without: it is made of neither user nor password."""
    feed = Feed(url="https://reader:s3cret@example.org/feed?api_key=k3y")
    body = rss("a", "b").replace(b"https://example.org/a", b"/a").replace(b"https://example.org/b", b"#b")
    fetcher.answers = [Fetched(url=feed.url, body=body)]
    assert (await poller.poll(feed)).sent == 2
    assert [article.url for article in desk.articles] == [
        f"https://example.org/feed?api_key={MASK}#b",
        "https://example.org/a",
    ]
    assert desk.articles[1].id == article_id(
        canonical_url="https://example.org/a", source="example.org", guid=None
    )


async def test_a_bad_entry_is_reported_once_and_costs_no_other(
    poller: Poller, fetcher: FakeFetcher, desk: Desk
) -> None:
    with_bad = Fetched(
        url=FEED.url, body=rss("a").replace(b"<item>", b"<item><title>bad</title></item><item>")
    )
    fetcher.answers = [with_bad, with_bad]
    first, second = await poller.poll(FEED), await poller.poll(FEED)
    assert [refused.place for refused in first.refused] == ["https://example.org/feed entry 1"]
    assert second.refused == []
    assert desk.titles == ["a"]


async def test_the_first_poll_says_nothing_of_how_often_there_is_something(
    poller: Poller, fetcher: FakeFetcher, state: FeedState
) -> None:
    """All of a new feed is new; what comes later tells."""
    fetcher.answers = [got("a"), got("b", "a"), UNCHANGED]
    intervals = []
    for _ in range(3):
        await poller.poll(FEED)
        intervals.append(state.known(FEED.url).interval_s)
    assert intervals == [300, 150, 225]


async def test_a_server_or_feed_that_asks_for_longer_is_heard_within_the_feeds_bounds(
    poller: Poller, fetcher: FakeFetcher
) -> None:
    with_ttl = Fetched(url=FEED.url, body=rss("a").replace(b"<item>", b"<ttl>20</ttl><item>", 1))
    fetcher.answers = [got("a", fresh_s=900), with_ttl, got("a", fresh_s=9_999_999)]
    waits = [(await poller.poll(FEED)).wait_s for _ in range(3)]
    assert 900 <= waits[0] <= 990
    assert 1_200 <= waits[1] <= 1_320
    assert 3_600 <= waits[2] <= 3_960


async def test_it_is_known_since_when_a_feed_brought_nothing(poller: Poller, fetcher: FakeFetcher) -> None:
    fetcher.answers = [got("a"), UNCHANGED]
    assert (await poller.poll(FEED)).brought_s_ago == 0
    assert 0 < (await poller.poll(FEED)).brought_s_ago < 60
