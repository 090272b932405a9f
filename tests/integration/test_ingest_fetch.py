"""Fetching feeds over real sockets: conditional, bounded, never where no stranger's URL may lead."""

import asyncio
import gzip
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from streams.errors import Reason, Rejected
from streams.sources.feeds import fetch as module
from streams.sources.feeds.addresses import addresses_of
from streams.sources.feeds.answer import FeedAway
from streams.sources.feeds.fetch import REDIRECTS_MAX, Fetcher
from streams.sources.feeds.hosts import Hosts
from tests.line import free_port
from tests.outlet import Outlet, Page, outlet, rss


@pytest.fixture
def site() -> Iterator[Outlet]:
    with outlet() as made:
        yield made


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    made = Fetcher(Hosts(pause_s=0), user_agent="newswire-test", allow_private=True)
    yield made
    await made.close()


def redirect(to: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": to})


async def test_a_feed_is_fetched_and_then_only_if_it_changed(site: Outlet, fetcher: Fetcher) -> None:
    site.pages["/feed"] = Page(
        rss("a"), headers={"Last-Modified": "Wed, 01 May 2024 10:30:00 GMT"}, etag='"1"'
    )
    first = await fetcher.fetch(f"{site.url}/feed")
    assert first.body == rss("a")
    again = await fetcher.fetch(f"{site.url}/feed", etag=first.etag, last_modified=first.last_modified)
    assert again.body is None
    _, asked, _ = site.asked[1]
    assert asked["if-none-match"] == '"1"'
    assert asked["if-modified-since"] == "Wed, 01 May 2024 10:30:00 GMT"
    assert asked["user-agent"] == "newswire-test"


async def test_the_host_header_is_the_hosts_though_its_address_is_connected_to(
    site: Outlet, fetcher: Fetcher
) -> None:
    """Many outlets share one address; and a name may lead elsewhere by the time it is resolved again."""
    site.pages["/feed?x=1"] = Page(rss("a"))
    port = site.url.rpartition(":")[2]
    got = await fetcher.fetch(f"http://localhost:{port}/feed?x=1#top")
    assert got.url.startswith(f"http://localhost:{port}/feed")
    assert site.asked[0][0] == "/feed?x=1"
    assert site.asked[0][1]["host"] == f"localhost:{port}"


async def test_a_packed_answer_is_unpacked(site: Outlet, fetcher: Fetcher) -> None:
    site.pages["/feed"] = Page(gzip.compress(rss("a")), headers={"Content-Encoding": "gzip"})
    assert (await fetcher.fetch(f"{site.url}/feed")).body == rss("a")
    assert site.asked[0][1]["accept-encoding"] == "gzip"


async def test_a_bomb_is_left_before_it_goes_off(
    site: Outlet, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.sources.feeds.answer.BODY_BYTES_MAX", 100_000)
    site.pages["/feed"] = Page(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})
    with pytest.raises(Rejected) as refused:
        await fetcher.fetch(f"{site.url}/feed")
    assert refused.value.reason is Reason.TOO_LARGE


async def test_redirects_are_followed_and_a_move_for_good_is_told(site: Outlet, fetcher: Fetcher) -> None:
    site.pages |= {
        "/old": redirect("/new", 301),
        "/new": redirect(f"{site.url}/feed", 308),
        "/feed": Page(rss("a")),
    }
    got = await fetcher.fetch(f"{site.url}/old")
    assert got.body == rss("a")
    assert got.moved_to == got.url == f"{site.url}/feed"


async def test_what_follows_a_detour_is_no_move_for_good(site: Outlet, fetcher: Fetcher) -> None:
    site.pages |= {"/old": redirect("/new", 302), "/new": redirect("/feed", 301), "/feed": Page(rss("a"))}
    assert (await fetcher.fetch(f"{site.url}/old")).moved_to is None


async def test_redirects_in_a_circle_end(site: Outlet, fetcher: Fetcher) -> None:
    site.pages["/feed"] = redirect("/feed")
    with pytest.raises(FeedAway, match=f"more than {REDIRECTS_MAX} redirects"):
        await fetcher.fetch(f"{site.url}/feed")
    assert len(site.asked) == REDIRECTS_MAX + 1


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://example.org/feed", "gopher://127.0.0.1:1/x"])
async def test_a_redirect_leads_nowhere_but_to_the_web(site: Outlet, fetcher: Fetcher, to: str) -> None:
    site.pages["/feed"] = redirect(to)
    with pytest.raises(Rejected, match="is no absolute http or https URL"):
        await fetcher.fetch(f"{site.url}/feed")


async def test_a_redirect_without_a_place_is_a_failure(site: Outlet, fetcher: Fetcher) -> None:
    site.pages["/feed"] = Page(status=302)
    with pytest.raises(FeedAway, match="says no place"):
        await fetcher.fetch(f"{site.url}/feed")


async def test_a_redirect_to_a_private_address_is_refused(
    site: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first hop may be public; what counts is where each leads."""

    async def as_if_public(host: str, port: int, *, allow_private: bool) -> list[str]:
        return await addresses_of(host, port, allow_private=allow_private or host == "127.0.0.1")

    monkeypatch.setattr(module, "addresses_of", as_if_public)
    site.pages["/feed"] = redirect(f"http://localhost:{free_port()}/latest/meta-data/")
    fetcher = Fetcher(Hosts(pause_s=0), user_agent="newswire-test")
    with pytest.raises(Rejected, match=r"localhost is at .* which is no public address"):
        await fetcher.fetch(f"{site.url}/feed")
    await fetcher.close()


async def test_a_private_address_is_not_even_connected_to(site: Outlet) -> None:
    fetcher = Fetcher(Hosts(pause_s=0), user_agent="newswire-test")
    with pytest.raises(Rejected):
        await fetcher.fetch(f"{site.url}/feed")
    await fetcher.close()
    assert site.asked == []


async def test_a_login_goes_to_its_own_host_and_no_further(site: Outlet, fetcher: Fetcher) -> None:
    with outlet() as other:
        other.pages["/feed"] = Page(rss("a"))
        site.pages |= {"/feed": redirect("/here"), "/here": redirect(f"{other.url}/feed")}
        await fetcher.fetch(f"{site.url}/feed".replace("http://", "http://reader:sec%40ret@"))
        logins = [headers.get("authorization") for _, headers, _ in [*site.asked, *other.asked]]
    assert logins == ["Basic cmVhZGVyOnNlY0ByZXQ=", "Basic cmVhZGVyOnNlY0ByZXQ=", None]


async def test_a_server_that_asks_for_patience_is_heard(site: Outlet, fetcher: Fetcher) -> None:
    site.pages["/feed"] = Page(status=429, headers={"Retry-After": "600"})
    with pytest.raises(FeedAway) as away:
        await fetcher.fetch(f"{site.url}/feed")
    assert away.value.asked_s == 600


async def test_a_server_that_is_away_or_unknown_is_a_failure_to_try_again(fetcher: Fetcher) -> None:
    with pytest.raises(FeedAway):
        await fetcher.fetch(f"http://127.0.0.1:{free_port()}/feed")
    with pytest.raises(FeedAway, match="cannot be resolved"):
        await fetcher.fetch("http://no-such-host.invalid/feed")


async def test_where_one_address_does_not_answer_the_next_one_may(
    site: Outlet, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many hosts list an IPv6 address that does not lead to them from everywhere."""

    async def both(*_: object, **__: object) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    monkeypatch.setattr(module, "addresses_of", both)
    site.pages["/feed"] = Page(rss("a"))
    assert (await fetcher.fetch(f"{site.url}/feed")).body == rss("a")


async def test_a_url_that_is_none_is_refused(fetcher: Fetcher) -> None:
    """The list of feeds has none such, but a redirect may."""
    with pytest.raises(Rejected, match="is no URL"):
        await fetcher.fetch("http://[::1/feed")


async def test_a_server_that_dawdles_is_left(
    site: Outlet, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte a second keeps every other time limit happy."""
    monkeypatch.setattr(module, "ANSWER_S_MAX", 0.2)
    site.pages["/feed"] = Page(rss("a"), takes_s=2)
    with pytest.raises(FeedAway, match=r"no whole answer within 0\.2 s"):
        await fetcher.fetch(f"{site.url}/feed")


async def test_a_server_that_speaks_no_http_is_a_failure(fetcher: Fetcher) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.org ESMTP\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server:
        with pytest.raises(FeedAway):
            await fetcher.fetch(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed")


async def test_a_host_is_asked_one_at_a_time_with_a_pause_also_for_redirects(site: Outlet) -> None:
    fetcher = Fetcher(Hosts(pause_s=0.1), user_agent="newswire-test", allow_private=True)
    site.pages |= {"/a": redirect("/b"), "/b": Page(rss("a"))}
    await asyncio.gather(fetcher.fetch(f"{site.url}/a"), fetcher.fetch(f"{site.url}/b"))
    await fetcher.close()
    times = sorted(at for _, _, at in site.asked)
    assert len(times) == 3
    assert all(later - earlier > 0.09 for earlier, later in pairwise(times))


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate and its key for the name localhost, in one file."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("there is no openssl here to make a certificate with")
    file = tmp_path / "localhost.pem"
    command = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run(
        [openssl, *command.split(), "-keyout", file, "-out", tmp_path / "c.pem"],
        check=True,
        capture_output=True,
    )
    file.write_bytes(file.read_bytes() + (tmp_path / "c.pem").read_bytes())
    return file


async def test_a_certificate_is_checked_for_the_hosts_name_and_not_its_address(certificate: Path) -> None:
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(certificate)
    with outlet(theirs) as site:
        site.pages["/feed"] = Page(rss("a"))
        by_name = site.url.replace("127.0.0.1", "localhost")
        trusting = Fetcher(
            Hosts(pause_s=0),
            user_agent="newswire-test",
            allow_private=True,
            trust=ssl.create_default_context(cafile=str(certificate)),
        )
        assert (await trusting.fetch(f"{by_name}/feed")).body == rss("a")
        with pytest.raises(FeedAway, match="CERTIFICATE_VERIFY_FAILED"):
            await trusting.fetch(f"{site.url}/feed")
        await trusting.close()
        wary = Fetcher(Hosts(pause_s=0), user_agent="newswire-test", allow_private=True)
        with pytest.raises(FeedAway, match="CERTIFICATE_VERIFY_FAILED"):
            await wary.fetch(f"{by_name}/feed")
        await wary.close()
