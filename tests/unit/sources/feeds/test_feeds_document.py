"""Reading feeds as publishers write them: RSS, Atom and JSON Feed, in any encoding, without XML's dangers."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import Reason, Rejected
from streams.sources.feeds.document import ENTRIES_MAX, decoded, read_document

URL = "https://example.org/feeds/world.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>World</title><link>https://example.org/</link><language>en-GB</language><ttl>30</ttl>
  <item>
    <title>Talks end &lt;i&gt;without&lt;/i&gt; a deal &amp;amp; more</title>
    <link>/world/talks-end?utm_source=rss</link>
    <guid isPermaLink="false">talks-1</guid>
    <description>They ended.</description>
    <content:encoded><![CDATA[<p>They <b>ended</b> on Thursday.</p>]]></content:encoded>
    <dc:creator>Ann Author</dc:creator>
    <category>world</category><category>talks</category>
    <pubDate>Wed, 01 May 2024 10:30:00 +0200</pubDate>
    <source url="https://wire.example/rss">The Wire</source>
  </item>
  <item>
    <title>An older one</title>
    <link>https://example.org/world/older</link>
    <description>A plain summary &amp;amp; nothing else.</description>
    <pubDate>sometime in April</pubDate>
  </item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
  <title>Welt</title><id>urn:uuid:1</id><updated>2024-05-01T10:30:00Z</updated>
  <entry>
    <title>Gespr\u00e4che enden</title>
    <link rel="alternate" href="https://example.org/welt/gespraeche"/>
    <id>urn:uuid:2</id>
    <updated>2024-05-01T10:30:00Z</updated>
    <author><name>Bo Byline</name></author>
    <summary>Kurz.</summary>
    <content type="html">&lt;p&gt;Lang und l\u00e4nger.&lt;/p&gt;</content>
  </entry>
</feed>"""


def fields(text: str | bytes, **options: Any) -> list[dict[str, Any]]:
    body = text if isinstance(text, bytes) else text.encode()
    return [dict(entry) for entry in read_document(body, url=URL, **options).entries]


def rss(item: str) -> str:
    return f'<rss version="2.0"><channel><title>x</title><item>{item}</item></channel></rss>'


def test_an_rss_entry_in_full_and_the_older_one_first() -> None:
    """Feeds begin with the newest; the older must be received first, or a copy would be its original."""
    older, newer = fields(RSS)
    assert newer == {
        "url": "https://example.org/world/talks-end?utm_source=rss",
        "guid": "talks-1",
        "source": "The Wire",
        "title": "Talks end without a deal & more",
        "html": "<html><body><article><p>They <b>ended</b> on Thursday.</p></article></body></html>",
        "published_at": "2024-05-01T08:30:00+00:00",
        "language": "en-GB",
        "authors": ["Ann Author"],
        "tags": ["world", "talks"],
    }
    assert older["text"] == "A plain summary & nothing else."
    assert older["published_at"] == "sometime in April"
    assert "html" not in older


def test_an_rss_feed_says_how_long_to_leave_it_alone() -> None:
    assert read_document(RSS.encode(), url=URL).ttl_s == 1_800
    assert read_document(RSS.replace("<ttl>30", "<ttl>soon").encode(), url=URL).ttl_s == 0


def test_an_atom_entry_with_full_content() -> None:
    (entry,) = fields(ATOM)
    assert entry["url"] == "https://example.org/welt/gespraeche"
    assert entry["guid"] == "urn:uuid:2"
    assert entry["title"] == "Gespr\u00e4che enden"
    assert "Lang und l\u00e4nger." in entry["html"]
    assert entry["published_at"] == "2024-05-01T10:30:00+00:00"
    assert entry["authors"] == ["Bo Byline"]
    assert entry["language"] == "de"


def test_json_feed_of_either_version() -> None:
    item = {
        "id": 7,
        "url": "world/talks",
        "title": "Talks end",
        "content_html": "<p>They ended.</p>",
        "date_published": "2024-05-01T10:30:00Z",
        "tags": ["world"],
    }
    one = {"version": "https://jsonfeed.org/version/1", "author": {"name": "Ann"}, "items": [item]}
    (entry,) = fields(orjson.dumps(one))
    assert entry["url"] == "https://example.org/feeds/world/talks"
    assert entry["guid"] == "7"
    assert entry["authors"] == ["Ann"]
    assert entry["html"].count("<p>They ended.</p>") == 1
    own = item | {
        "content_html": None,
        "content_text": "They ended.",
        "authors": [{"name": "Bo"}, {"url": "x"}],
    }
    (entry,) = fields(orjson.dumps(one | {"version": "https://jsonfeed.org/version/1.1", "items": [own]}))
    assert (entry["text"], entry["authors"]) == ("They ended.", ["Bo"])
    assert "html" not in entry


@pytest.mark.parametrize(
    "wrong",
    [
        "{",
        '{"items": []}',
        '{"version": 7}',
        '{"version": "https://jsonfeed.org/version/1", "items": {}}',
        "",
        "   ",
        "just text",
        "<html><head><title>Not found</title></head><body><p>Sorry</p></body></html>",
        '<?xml version="1.0"?><sitemap><url>https://example.org</url></sitemap>',
        "\x00\x01\x02",
    ],
)
def test_what_is_no_feed_is_refused(wrong: str) -> None:
    with pytest.raises(Rejected) as refused:
        fields(wrong)
    assert refused.value.reason is Reason.INVALID


def test_an_empty_feed_is_a_feed() -> None:
    """A new outlet has one on its first day."""
    assert fields('<rss version="2.0"><channel><title>x</title></channel></rss>') == []
    assert fields('{"version": "https://jsonfeed.org/version/1.1", "items": []}') == []


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">'
    '<!ENTITY file SYSTEM "file:///etc/passwd">]>' + rss("<title>&b;&file;</title>")
)


@pytest.mark.parametrize(
    "body",
    [
        BOMB.encode(),
        BOMB.replace("ENTITY", "entity").encode(),
        BOMB.encode("utf-16"),
        BOMB.replace("<?xml", "<!-- <a> --><?xml").encode(),
        BOMB.replace('"1.0"', '"1.0" encoding="utf-7"').encode("utf-7"),
        BOMB.replace("<!ENTITY", "<!\x00ENTITY").encode(),
    ],
)
def test_a_document_that_declares_entities_is_refused_whatever_hides_it(body: bytes) -> None:
    """One that expands a thousandfold, or reads a local file, looks like any other until it is parsed."""
    with pytest.raises(Rejected, match="declares XML entities"):
        fields(body)


def test_an_old_doctype_without_entities_is_no_danger() -> None:
    """RSS 0.91 asked for it."""
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://example.org/rss.dtd">'
    )
    (entry,) = fields(
        f'<?xml version="1.0"?>{doctype}' + rss("<title>Old</title><link>https://example.org/a</link>")
    )
    assert entry["title"] == "Old"


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8-sig", "utf-8", None),
        ("utf-16", "utf-16", None),
        ("iso-8859-1", "iso-8859-1", None),
        ("windows-1252", "utf-8", "windows-1252"),
        ("windows-1252", "utf-8", None),
        ("utf-8", "no-such-encoding", "neither-this"),
        ("utf-8", "hex", None),
    ],
)
def test_encodings_as_they_come(encoding: str, declared: str, charset: str | None) -> None:
    """What the byte order mark, the server and the document say, in that order, if it can be true."""
    text = f'<?xml version="1.0" encoding="{declared}"?>' + rss("<title>Caf\u00e9 \u00fc</title>")
    (entry,) = fields(text.encode(encoding), charset=charset)
    assert entry["title"] == "Caf\u00e9 \u00fc"


def test_characters_that_xml_lacks_cost_themselves_and_not_the_feed() -> None:
    (entry,) = fields(rss("<title>A\x0b b\x00old \ufffftitle</title>"))
    assert entry["title"] == "A bold title"


def test_a_feed_with_broken_markup_still_gives_its_entries() -> None:
    """Half of what is on the net is not well-formed; the other half is the same feed on another day."""
    broken = rss(
        "<title>Salt & Pepper</title><link>https://example.org/a</link><description>A<br>b</description>"
    )
    (entry,) = fields(broken)
    assert entry["title"] == "Salt & Pepper"
    assert entry["url"] == "https://example.org/a"


ATOM_LINKS = """<feed xmlns="http://www.w3.org/2005/Atom">
  <entry><title>bad</title><link href="{bad}"/><id>1</id><summary>x</summary></entry>
  <entry><title>good</title><link href="/good"/><id>2</id><summary>x</summary></entry>
</feed>"""
RSS_LINKS = """<rss version="2.0"><channel><title>x</title>
  <item><title>bad</title><link>{bad}</link><description>x</description></item>
  <item><title>good</title><link>/good</link><description>x</description></item>
</channel></rss>"""
JSON_LINKS = """{{"version": "https://jsonfeed.org/version/1.1", "items": [
  {{"id": "1", "title": "bad", "url": "{bad}"}}, {{"id": "2", "title": "good", "url": "/good"}}
]}}"""


@pytest.mark.parametrize("bad", ["http://[bad/", "//[", "http://\N{ACCOUNT OF}.example/"])
@pytest.mark.parametrize("feed", [RSS_LINKS, ATOM_LINKS, JSON_LINKS])
def test_a_link_that_is_no_url_is_passed_on_as_it_is_and_costs_no_other_entry(feed: str, bad: str) -> None:
    """What it then is, an article by its guid or a refusal, is decided where all such are."""
    good, other = fields(feed.format(bad=bad))
    assert (good["title"], good["url"]) == ("good", "https://example.org/good")
    assert (other["title"], other["url"]) == ("bad", bad)


def test_a_script_in_an_entry_is_gone() -> None:
    (entry,) = fields(
        rss("<title>x</title><description>&lt;p&gt;a&lt;script&gt;b&lt;/script&gt;&lt;/p&gt;</description>")
    )
    assert "script" not in entry["html"]


def test_a_page_in_an_entry_stays_a_page() -> None:
    item = {"id": "a", "content_html": "<html><body><p>x</p></body></html>"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    assert fields(orjson.dumps(feed))[0]["html"] == item["content_html"]


@pytest.mark.parametrize("date", ["Wed, 31 Dec 2016 23:59:60 GMT", "0000-00-00", "99999-01-01", "yesterday"])
def test_a_strange_date_is_passed_on_as_it_is(date: str) -> None:
    """It must cost neither the entry nor the feed."""
    (entry,) = fields(rss(f"<title>x</title><pubDate>{date}</pubDate>"))
    assert entry["published_at"] is None or isinstance(entry["published_at"], str)


def test_the_newest_entries_are_read_up_to_a_bound_and_the_rest_is_counted() -> None:
    items = "".join(f"<item><title>{number}</title></item>" for number in range(ENTRIES_MAX + 5))
    document = read_document(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), url=URL)
    assert len(document.entries) == ENTRIES_MAX
    assert document.left_out == 5
    assert document.entries[-1]["title"] == "0"


@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: rss(text).encode())))
def test_any_bytes_are_a_feed_or_a_refusal(body: bytes) -> None:
    try:
        read_document(body, url=URL)
    except Rejected as refused:
        assert refused.reason is Reason.INVALID  # noqa: PT017


@given(
    body=st.binary(max_size=60),
    charset=st.none() | st.sampled_from(["utf-8", "utf-16", "utf-7", "idna", "x" * 40]),
)
def test_any_bytes_can_be_read_as_text(body: bytes, charset: str | None) -> None:
    assert isinstance(decoded(body, charset), str)


def test_a_charset_that_is_no_text_encoding_is_not_followed() -> None:
    """Python knows "encodings" that unpack; 10 kB of zlib would be 10 MB of text."""
    assert decoded(b"plain", "zlib_codec") == "plain"
