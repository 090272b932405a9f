"""Where a redirect may lead: whatever a server says there, it is a refusal of its feed and no other error."""

import httpx
import pytest

from streams.errors import Reason, Rejected
from streams.sources.feeds import fetch as module
from streams.sources.feeds.fetch import Fetcher
from streams.sources.feeds.hosts import Hosts

NO_URLS = [
    "http://[::1/feed",
    "//[",
    "http://a..b/",
    "http://./",
    f"http://{'a' * 64}.example/",
    "http://xn--zzzzzzzz99999999999/",
    "http://\N{ACCOUNT OF}.example/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:0/",
    "/" + "x" * 70_000,
]


@pytest.fixture
def location() -> list[str]:
    """Where the server sends whoever asks it."""
    return []


@pytest.fixture
def any_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every host has an address."""

    async def any_address(*_: object, **__: object) -> list[str]:
        return ["192.0.2.1"]

    monkeypatch.setattr(module, "addresses_of", any_address)


@pytest.fixture
def fetcher(location: list[str], any_host: None, monkeypatch: pytest.MonkeyPatch) -> Fetcher:
    """A fetcher whom every host answers with the redirect."""

    def redirect(_: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers=[(b"location", location[0].encode())])

    monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda **_: httpx.MockTransport(redirect))
    return Fetcher(Hosts(pause_s=0), user_agent="test")


@pytest.mark.parametrize("to", NO_URLS)
async def test_a_redirect_to_what_is_no_url_is_a_refusal_that_says_so_in_short(
    fetcher: Fetcher, location: list[str], to: str
) -> None:
    location.append(to)
    with pytest.raises(Rejected, match=r"is no URL|is no absolute http or https URL") as refused:
        await fetcher.fetch("https://example.org/feed")
    assert refused.value.reason is Reason.INVALID
    assert len(refused.value.detail) < 300


async def test_a_validator_that_cannot_be_sent_back_is_left_out(
    monkeypatch: pytest.MonkeyPatch, any_host: None
) -> None:
    """It is remembered over restarts, so an error here would come again at every poll."""
    asked: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers)
        return httpx.Response(304)

    monkeypatch.setattr(httpx, "AsyncHTTPTransport", lambda **_: httpx.MockTransport(answer))
    fetcher = Fetcher(Hosts(pause_s=0), user_agent="test")
    await fetcher.fetch("https://example.org/feed", etag='"caf\u00e9"', last_modified="1 May\n")
    await fetcher.fetch("https://example.org/feed", etag='"cafe"')
    assert ["if-none-match" in headers for headers in asked] == [False, True]
    assert "if-modified-since" not in asked[0]


async def test_a_refused_redirect_shows_neither_login_nor_key(fetcher: Fetcher, location: list[str]) -> None:
    location.append("ftp://reader:s3cret@example.org/feed?user_key=k3y")
    with pytest.raises(Rejected, match=r"'ftp://example\.org/feed\?user_key=\*+'"):
        await fetcher.fetch("https://example.org/feed")
