"""From entries to articles: what the list of feeds adds, and by what an entry is known again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from streams.domain.article import RawArticle
from streams.errors import Reason
from streams.security.masking import MASK
from streams.sources.feeds.config import Feed
from streams.sources.feeds.document import Document
from streams.sources.feeds.entries import Entry, entries_of
from streams.sources.refused import Refused
from streams.sources.times import Stamps

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
FEED = Feed(url="https://feeds.example.org/world.xml")


def entries(*said: Mapping[str, Any], feed: Feed = FEED, left_out: int = 0) -> list[Entry]:
    document = Document(entries=list(said), left_out=left_out)
    return entries_of(document, feed, stamps=Stamps(lambda: NOW), bytes_max=100_000)


def article(feed: Feed = FEED, **said: Any) -> RawArticle:
    (entry,) = entries({"url": "https://example.org/a", "text": "x", **said}, feed=feed)
    assert isinstance(entry.made, RawArticle), entry.made
    return entry.made


def test_what_the_list_says_counts_above_the_feed() -> None:
    feed = Feed(url=FEED.url, source="The Example", language="de")
    made = article(feed, source="Elsewhere", language="en")
    assert (made.source, made.language) == ("The Example", "de")
    made = article(source="Elsewhere", language="en")
    assert (made.source, made.language) == ("Elsewhere", "en")
    assert article().source == "feeds.example.org"


def test_an_article_says_from_which_feed_it_came_and_never_the_login() -> None:
    made = article(Feed(url="https://reader:secret@feeds.example.org/world.xml"), tags=["talks"])
    assert made.extra == {"feed": "https://feeds.example.org/world.xml", "tags": ["talks"]}


def test_the_key_of_a_feed_is_neither_in_its_articles_nor_in_its_refusals_and_makes_no_other_id() -> None:
    feed = Feed(url="https://example.org/rss?lang=en&api_key=k3y")
    made = article(feed)
    assert made.extra == {"feed": f"https://example.org/rss?lang=en&api_key={MASK}"}
    assert made.id == article(Feed(url="https://example.org/rss?lang=en&api_key=other")).id == article().id
    (entry,) = entries({"url": "https://example.org/a"}, feed=feed)
    assert isinstance(entry.made, Refused)
    assert entry.made.place == f"https://example.org/rss?lang=en&api_key={MASK} entry 1"


def test_a_guid_that_is_a_url_stands_in_for_a_link_that_is_none() -> None:
    assert article(url="javascript:void(0)", guid="https://example.org/b").url == "https://example.org/b"
    made = article(url=None, guid="talks-1")
    assert (made.url, made.guid) == (None, "talks-1")


def test_a_link_that_is_none_is_a_refusal_only_where_nothing_else_tells_the_entry_apart() -> None:
    made = article(url="http://[bad/", guid="talks-1")
    assert (made.url, made.guid) == (None, "talks-1")
    (entry,) = entries({"url": "http://[bad/", "text": "x"})
    assert isinstance(entry.made, Refused)
    assert entry.made.detail == "url: 'http://[bad/' is no URL: Invalid IPv6 URL"


def test_lesser_flaws_of_feeds_do_not_cost_the_article() -> None:
    made = article(
        title=None, language="e" * 60, source="s" * 300, authors=["a" * 500] * 200, published_at="some day"
    )
    assert made.title == ""
    assert made.language is None
    assert len(made.source) == 200
    assert len(made.authors) == 100
    assert made.extra["published_at"] == "some day"


def test_a_refused_entry_is_named_by_its_place_in_the_document() -> None:
    """Places count from the top, as a reader of the feed does; entries come oldest first."""
    oldest, middle, newest = entries(
        {"url": "https://example.org/a", "text": "x"},
        {"url": "https://example.org/b"},
        {"url": "https://example.org/c", "text": "x"},
    )
    assert isinstance(oldest.made, RawArticle)
    assert isinstance(newest.made, RawArticle)
    assert oldest.made.received_at < newest.made.received_at
    assert isinstance(middle.made, Refused)
    assert middle.made.place == "https://feeds.example.org/world.xml entry 2"
    assert middle.made.reason is Reason.NO_TEXT


def test_entries_left_out_are_one_refusal() -> None:
    (entry,) = entries(left_out=7)
    assert isinstance(entry.made, Refused)
    assert entry.made.reason is Reason.TOO_LARGE
    assert "7 entries" in entry.made.detail


def test_of_entries_with_one_id_the_newest_counts() -> None:
    """Else the two would take turns at being new, with every poll."""
    (entry,) = entries(
        {"url": "https://example.org/a", "text": "first"}, {"url": "https://example.org/a/", "text": "second"}
    )
    assert isinstance(entry.made, RawArticle)
    assert entry.made.text == "second"


def mark(**said: Any) -> tuple[str, str]:
    (entry,) = entries({"url": "https://example.org/a", "title": "T", **said})
    return entry.mark.id, entry.mark.content


def test_an_entry_is_known_again_by_what_a_reader_sees() -> None:
    """Counting pixels, markup and dates change with every poll; a corrected figure is a revision."""
    first = mark(html="<p>One  two</p><img src='https://count.example/1'>", published_at="2024-05-01")
    assert first == mark(
        html="<div>One two <img src='https://count.example/2'></div>", published_at="2024-05-02"
    )
    revised = mark(html="<p>One three</p>")
    assert revised[0] == first[0]
    assert revised[1] != first[1]


def test_a_refused_entry_is_known_again_too() -> None:
    """It is reported once, not with every poll."""
    (one,) = entries({"url": "https://example.org/a"})
    (again,) = entries({"url": "https://example.org/a"})
    (other,) = entries({"url": "https://example.org/b"})
    assert one.mark == again.mark != other.mark


json_values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.lists(st.text(max_size=3), max_size=2)
)
NAMES = ["url", "guid", "source", "title", "text", "html", "published_at", "language", "authors", "tags"]


@given(said=st.dictionaries(st.sampled_from(NAMES), json_values))
def test_whatever_an_entry_holds_it_is_an_article_or_a_refusal(said: dict[str, Any]) -> None:
    """JSON Feed's fields may have any type."""
    assert len(entries(said)) == 1
