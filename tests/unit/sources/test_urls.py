"""Canonical URLs: one form per story, never one form for two."""

import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from streams.errors import Reason, Rejected
from streams.sources.tracking import NAMES, NAMES_BESIDE_A_STORY, PREFIXES
from streams.sources.urls import URL_CHARACTERS_MAX, canonical_url

STORY = "https://example.org/world/2024/05/talks-end-without-a-deal"


@pytest.mark.parametrize(
    "variant",
    [
        "https://example.org/world/2024/05/talks-end-without-a-deal/",
        "http://example.org/world/2024/05/talks-end-without-a-deal",
        "HTTPS://EXAMPLE.ORG/world/2024/05/talks-end-without-a-deal",
        "https://www.example.org/world/2024/05/talks-end-without-a-deal",
        "https://www.example.org./world/2024/05/talks-end-without-a-deal",
        "https://example.org:443/world/2024/05/talks-end-without-a-deal",
        "http://example.org:80/world/2024/05/talks-end-without-a-deal",
        "https://example.org/sport/../world/2024/./05/talks-end-without-a-deal",
        "https://example.org//world/2024/05//talks-end-without-a-deal",
        "https://example.org/world/2024/05/talks%2Dend-without-a-deal",
        "https://reader:secret@example.org/world/2024/05/talks-end-without-a-deal",
        f"{STORY}#comments",
        f"  {STORY}\n",
        f"{STORY}/index.html",
        f"{STORY};jsessionid=1A2B",
        f"{STORY}?utm_source=feed&utm_medium=rss",
        f"{STORY}?UTM_Source=feed",
        f"{STORY}?fbclid=IwAR0",
        f"{STORY}?at_medium=RSS&at_campaign=KARANGA&amp;at_link_id=7",
        f"{STORY}?ref=author&src=nl&hp",
        f"{STORY}/amp",
        f"{STORY}/amp/?amp_js_v=0.1",
        f"{STORY}.amp",
        f"{STORY}?amp=1",
        f"{STORY}?outputType=amp",
        f"{STORY}/print/",
        f"{STORY}?print=true",
        "https://www.google.com/amp/s/www.example.org/world/2024/05/talks-end-without-a-deal",
        "https://www.google.co.uk/amp/s/example.org/world/2024/05/talks-end-without-a-deal/amp/",
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/world/2024/05/"
        "talks-end-without-a-deal?usqp=mq331&amp_gsa=1",
        "https://www.google.com/url?rct=j&sa=t&url=https://example.org/world/2024/05/"
        "talks-end-without-a-deal&ct=ga&cd=CAIyH",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fworld%2F2024%2F05%2F"
        "talks-end-without-a-deal%3Ffbclid%3Dx&h=AT0",
    ],
)
def test_every_way_to_one_story_has_one_form(variant: str) -> None:
    assert canonical_url(variant) == STORY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/story?id=1", "https://example.org/story?id=2"),
        ("https://example.org/story?id=1", "https://example.org/story"),
        ("https://example.org/a/Story", "https://example.org/a/story"),
        ("https://m.example.org/story", "https://example.org/story"),
        ("https://amp.example.org/story", "https://example.org/story"),
        ("https://de.example.org/story", "https://example.org/story"),
        ("https://example.org:8443/story", "https://example.org/story"),
        ("http://example.org:443/story", "https://example.org/story"),
        ("https://example.org/a/b", "https://example.org/a%2Fb"),
        ("https://example.org/tech/amp", "https://example.org/tech"),
        ("https://example.org/topics/print", "https://example.org/topics"),
        ("https://example.org/?src=4711", "https://example.org/?src=4712"),
        ("https://example.org/read?ref=4711", "https://example.org/read?ref=4712"),
        ("https://example.org/#!/story/1", "https://example.org/#!/story/2"),
        ("https://example.org/#/story/1", "https://example.org/#/story/2"),
        ("https://example.org/story?page=2", "https://example.org/story"),
        ("https://example.org/story?print=12", "https://example.org/story"),
        ("https://example.org/caf%E9", "https://example.org/caf%C3%A9"),
        ("https://www.com/story", "https://com/story"),
    ],
)
def test_what_may_be_two_stories_stays_two(one: str, other: str) -> None:
    """Two ids for one story cost a comparison; one id for two would publish the second as a revision."""
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/?b=2&a=1", "https://example.org/?a=1&b=2"),
        ("https://example.org/?q=peace%20talks", "https://example.org/?q=peace+talks"),
        ("https://example.org/caf\u00e9", "https://example.org/caf%C3%A9"),
        ("https://b\u00fccher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://[2001:DB8:0::1]:443/a", "https://[2001:db8::1]/a"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("http://localhost/a", "https://localhost/a"),
        ("https://www.example.org/a b", "https://example.org/a%20b"),
    ],
)
def test_golden_forms(url: str, form: str) -> None:
    """These are keys on every topic: changing one means that its stories come again as new."""
    assert canonical_url(url) == form


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "   ",
        "example.org/story",
        "//example.org/story",
        "/story",
        "ftp://example.org/story",
        "mailto:desk@example.org",
        "javascript:alert(1)",
        "https://",
        "https:///story",
        "https://:443/story",
        "https://exa mple.org/story",
        "https://example.org:port/story",
        "https://example.org:0/story",
        "https://example.org:99999/story",
        "https://[::1/story",
        "https://[::1]@example.org/story",
        "https://example.org/\ud800",
        "tag:example.org,2024:1",
    ],
)
def test_what_is_no_web_address_is_refused(wrong: str) -> None:
    with pytest.raises(Rejected) as refused:
        canonical_url(wrong)
    assert refused.value.reason is Reason.INVALID


def test_a_url_may_be_long_but_not_endless() -> None:
    """The refusal goes into a log line, so it quotes the beginning alone."""
    room = URL_CHARACTERS_MAX - len("https://example.org/")
    assert canonical_url(f"https://example.org/{'a' * room}")
    with pytest.raises(Rejected, match="longer than 4096") as refused:
        canonical_url(f"https://example.org/{'a' * (room + 1)}")
    assert len(str(refused.value)) < 300


def test_urls_wrapped_in_urls_are_unwrapped_only_so_often() -> None:
    wrapped = STORY
    for _ in range(4):
        wrapped = f"https://www.google.com/amp/s/{wrapped.removeprefix('https://')}"
    assert canonical_url(wrapped) == STORY
    for _ in range(20):
        wrapped = f"https://www.google.com/amp/s/{wrapped.removeprefix('https://')}"
    with pytest.raises(Rejected, match="too deeply"):
        canonical_url(wrapped)


hosts = st.sampled_from(
    ["example.org", "www.example.org", "www.www.example.org", "a.b", "[::1]", "b\u00fc.de", "x."]
)
words = st.text(string.ascii_letters + string.digits + "-_.~%;+ \u00e9/", max_size=12)
segments = st.one_of(
    words,
    st.sampled_from(
        ["..", ".", "", "amp", "print", "index.html", "a-b-c", "a-b-c.amp.html", "12345", "%2e%2e"]
    ),
)
tracking = sorted(NAMES | NAMES_BESIDE_A_STORY) + [f"{prefix}x" for prefix in PREFIXES]
names = st.one_of(words, st.sampled_from([*tracking, "amp", "print", "id"]))
pairs = st.builds("{}={}".format, names, words)
urls = st.builds(
    "{}://{}{}/{}?{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    hosts,
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.lists(segments, max_size=5).map("/".join),
    st.lists(pairs, max_size=5).map("&".join),
    st.sampled_from(["", "#top", "#!/a", "#/a b"]),
)


def _form(url: str) -> str:
    try:
        return canonical_url(url)
    except Rejected:
        assume(False)  # not this law's business
        raise


@given(url=urls)
@example(url="https://example.org/a-b-c.amp.amp/amp/amp/")
@example(url="https://example.org/%252e%252e/a")
def test_a_canonical_url_is_its_own_form(url: str) -> None:
    """An id must not depend on how often the URL went through here."""
    assert canonical_url(_form(url)) == _form(url)


@given(url=st.one_of(st.text(max_size=60), st.text(max_size=40).map("https://example.org/{}".format)))
def test_any_text_is_a_form_or_a_refusal(url: str) -> None:
    """Feeds hold everything; what is no URL must cost one entry, never the program."""
    assert _form(url).startswith(("http://", "https://"))


@given(kept=st.lists(st.sampled_from(["id=1", "page=2", "q=x"]), unique=True), data=st.data())
def test_parameters_that_count_readers_never_change_the_form(kept: list[str], data: st.DataObject) -> None:
    counting = data.draw(st.lists(st.sampled_from(tracking).map("{}=7".format)))
    mixed = data.draw(st.permutations(kept + counting))
    assert canonical_url(f"{STORY}?{'&'.join(mixed)}") == canonical_url(f"{STORY}?{'&'.join(kept)}")
