"""FEEDS.yaml: what it may say, and that each fault in it is named by its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import Misconfigured
from streams.sources.feeds.config import Feed, read_feeds
from streams.sources.feeds.schedule import Interval

EXAMPLE = Path(__file__).parents[4] / "ops/feeds.example.yaml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feeds.yaml"


def test_the_example_that_ships_is_a_list_of_feeds() -> None:
    plain, full, login = read_feeds(EXAMPLE)
    assert plain == Feed(url="https://example.org/rss.xml")
    assert full == Feed(
        url="https://example.com/world/atom.xml",
        source="The Example",
        language="en",
        interval=Interval(300, 7_200),
    )
    assert login.url == "https://reader:secret@example.net/feed.json"


def test_defaults_hold_for_what_a_feed_does_not_say(file: Path) -> None:
    file.write_text(
        "defaults: {language: en, interval_s_min: 120}\n"
        "feeds:\n"
        "  - https://example.org/a\n"
        "  - {url: https://example.org/b, language: de, interval_s_min: 7200}\n"
    )
    first, second = read_feeds(file)
    assert (first.language, first.interval) == ("en", Interval(120, 3_600))
    assert (second.language, second.interval) == ("de", Interval(7_200, 7_200))


def test_a_greatest_interval_alone_moves_the_least(file: Path) -> None:
    file.write_text("feeds: [{url: https://example.org/a, interval_s_max: 30}]")
    assert read_feeds(file)[0].interval == Interval(30, 30)


def test_a_url_listed_twice_is_polled_once(file: Path) -> None:
    file.write_text("feeds: [https://example.org/a, https://example.org/b, https://example.org/a]")
    assert [feed.url for feed in read_feeds(file)] == ["https://example.org/a", "https://example.org/b"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1: the file must have keys: defaults, feeds"),
        ("- https://example.org/a", "1: the file must have keys"),
        ("feeds:", "feeds: must be a list with a feed in it"),
        ("feeds: []", "feeds: must be a list with a feed in it"),
        ("feeds: https://example.org/a", "feeds: must be a list"),
        ("feed: [https://example.org/a]", "1: feed: is unknown in the file; known: defaults, feeds"),
        ("feeds:\n- ftp://example.org/a", "2: url: 'ftp://example.org/a' is no absolute http or https URL"),
        ("feeds:\n- example.org/a", "2: url: 'example.org/a' is no absolute"),
        ("feeds:\n- 7", "2: url: '7' is no absolute"),
        ("feeds:\n- source: A", "2: url: is missing"),
        ("feeds:\n- [a]", "2: a feed must have keys: interval_s_max, interval_s_min, language, source, url"),
        ("feeds:\n- {url: https://a.example, sorce: A}", "2: sorce: is unknown in a feed; known:"),
        ("feeds:\n- {url: https://a.example, source: 7}", "2: source: must be text"),
        ("feeds:\n- {url: https://a.example, source: ''}", "2: source: must be text"),
        (
            "feeds:\n- {url: https://a.example, interval_s_min: soon}",
            "interval_s_min: must be a number of seconds",
        ),
        (
            "feeds:\n- {url: https://a.example, interval_s_min: true}",
            "interval_s_min: must be a number of seconds",
        ),
        ("feeds:\n- {url: https://a.example, interval_s_min: 1}", "must rise within 10 and 86400"),
        ("feeds:\n- {url: https://a.example, interval_s_max: 90000}", "must rise within 10 and 86400"),
        ("feeds:\n- {url: https://a.example, interval_s_min: .nan}", "must rise within 10 and 86400"),
        ("defaults: {url: https://a.example}\nfeeds: [https://a.example]", "1: url: is unknown in defaults"),
        ("feeds:\n- {[a, b]: c}", "is unknown in a feed"),
        ("feeds: [", "is no YAML: "),
        ("feeds: !!python/object:os.system x", "feeds: must be a list"),
        ("feeds:\n- {url: !!python/name:os.system x}", "2: url: must be text"),
        ("feeds:\n- {url: https://a.example, source: 2024-99-99}", "2: source: must be text"),
    ],
)
def test_a_fault_is_named_by_its_line(file: Path, text: str, says: str) -> None:
    file.write_text(text)
    with pytest.raises(Misconfigured) as faulty:
        read_feeds(file)
    assert says in str(faulty.value)


def test_all_faults_are_named_at_once(file: Path) -> None:
    """Mending one, starting, and meeting the next is nobody's idea of a good morning."""
    file.write_text("feeds:\n- nonsense\n- https://example.org/a\n- {url: https://a.example, x: 1}\n")
    with pytest.raises(Misconfigured) as faulty:
        read_feeds(file)
    lines = str(faulty.value).splitlines()
    assert lines[0] == f"{file} cannot be used:"
    assert [line.strip().removeprefix(str(file))[:3] for line in lines[1:]] == [":2:", ":4:"]


def test_a_file_that_is_not_there_or_no_text_says_so(file: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read: No such file"):
        read_feeds(file)
    file.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(Misconfigured, match="is no YAML"):
        read_feeds(file)


@given(text=st.text(max_size=80))
def test_any_text_is_a_list_or_a_misconfiguration(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(text, "utf-8", "replace")
    try:
        assert read_feeds(file)
    except Misconfigured as faulty:
        assert str(file) in str(faulty)  # noqa: PT017
