"""One conditional GET of a feed, bounded in every direction: time, size, redirects, decompression, addresses.

httpx's transport is used without its client, which would follow redirects, keep cookies, read proxies from
the environment and unpack answers of any size by itself.
"""

import asyncio
import ssl
from base64 import b64encode
from urllib.parse import urljoin, urlsplit

import httpx

from streams.errors import Reason, Rejected
from streams.security.masking import shown
from streams.sources.feeds.addresses import addresses_of
from streams.sources.feeds.answer import OK, Answer, FeedAway, Fetched, fetched, unpacked
from streams.sources.feeds.hosts import Hosts

REDIRECTS_MAX = 5
ANSWER_S_MAX = 60.0
_ADDRESSES_MAX = 3
_TIMEOUT = httpx.Timeout(20.0, connect=10.0).as_dict()
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
_REDIRECTS, _FOR_GOOD = {301, 302, 303, 307, 308}, {301, 308}
_PORTS = {"http": 80, "https": 443}
_PORT_NUMBER_MAX = 65_535
_SHOWN_MAX = 120


class Fetcher:
    """Fetches feeds. `hosts` gives the turns; `trust` is whom TLS trusts, by default as httpx does."""

    def __init__(
        self,
        hosts: Hosts,
        *,
        user_agent: str,
        allow_private: bool = False,
        trust: ssl.SSLContext | bool = True,
    ) -> None:
        self._hosts, self._allow_private = hosts, allow_private
        self._headers = {"user-agent": user_agent, "accept": _ACCEPT, "accept-encoding": "gzip"}
        # No connection is kept: they are told apart by address, so that one made and checked for one host
        # would serve the next host there, whose certificate nobody looked at.
        one_request_each = httpx.Limits(max_keepalive_connections=0)
        self._transport = httpx.AsyncHTTPTransport(verify=trust, trust_env=False, limits=one_request_each)

    async def close(self) -> None:
        """Close what is open."""
        await self._transport.aclose()

    async def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Return what a feed's URL answers, in the end.

        Raises FeedAway where trying again later may help, and Rejected for what is no feed's fault of today:
        INVALID for what is no URL and for an address that is not allowed, also where a redirect leads there,
        TOO_LARGE for an answer beyond the bound.
        """
        conditions = {"if-none-match": etag, "if-modified-since": last_modified}
        headers = self._headers | {
            name: value for name, value in conditions.items() if value and _is_plain(value)
        }
        at, moved_to, only_for_good = _parsed(url), None, True
        for _ in range(REDIRECTS_MAX + 1):
            answer = await self._asked(at, headers)
            if answer.status not in _REDIRECTS:
                return fetched(answer, str(at), moved_to)
            at = _next(at, answer.headers.get("location"))
            only_for_good = only_for_good and answer.status in _FOR_GOOD
            moved_to = str(at) if only_for_good else moved_to
        raise FeedAway(f"more than {REDIRECTS_MAX} redirects")

    async def _asked(self, url: httpx.URL, headers: dict[str, str]) -> Answer:
        try:
            addresses = await addresses_of(
                url.raw_host.decode().strip("[]"), _port(url), allow_private=self._allow_private
            )
            async with self._hosts.turn(url.host), asyncio.timeout(ANSWER_S_MAX):
                return await self._first_that_connects(url, headers, addresses[:_ADDRESSES_MAX])
        except TimeoutError as error:
            raise FeedAway(f"no whole answer within {ANSWER_S_MAX:g} s") from error
        except OSError as error:
            raise FeedAway(f"{url.host} cannot be resolved: {error.strerror or error}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise FeedAway(str(error) or type(error).__name__) from error

    async def _first_that_connects(
        self, url: httpx.URL, headers: dict[str, str], addresses: list[str]
    ) -> Answer:
        for address in addresses[:-1]:
            try:
                return await self._answer_of(url, headers, address)
            except httpx.ConnectError:
                continue
        return await self._answer_of(url, headers, addresses[-1])

    async def _answer_of(self, url: httpx.URL, headers: dict[str, str], address: str) -> Answer:
        """Ask the host at exactly this address; certificate and Host header are still the host's."""
        host = url.netloc.decode().rpartition("@")[2]
        request = httpx.Request(
            "GET",
            url.copy_with(host=address, userinfo=b"", fragment=None),
            headers=headers | {"host": host} | _login(url),
            extensions={"timeout": _TIMEOUT, "sni_hostname": url.raw_host.decode()},
        )
        response = await self._transport.handle_async_request(request)
        try:
            body = await unpacked(response) if response.status_code == OK else b""
        finally:
            await response.aclose()
        return Answer(response.status_code, response.headers, body)


def _parsed(url: str, *, base: str = "") -> httpx.URL:
    """Return a URL that can be connected to; one that cannot would later be an error that nobody expects."""
    said = repr(shown(url if len(url) <= _SHOWN_MAX else f"{url[:_SHOWN_MAX]}..."))
    try:
        parsed = httpx.URL(urljoin(base, url))
        urlsplit(str(parsed))  # links of entries are joined to it
        parsed.raw_host.decode().encode("idna")  # as the resolver does
        connectable = parsed.scheme in _PORTS and bool(parsed.host) and 0 < _port(parsed) <= _PORT_NUMBER_MAX
    except (httpx.InvalidURL, ValueError) as error:  # also UnicodeError: a label that is too long, or empty
        raise Rejected(Reason.INVALID, f"{said} is no URL: {error}") from error
    if not connectable:
        raise Rejected(Reason.INVALID, f"{said} is no absolute http or https URL")
    return parsed


def _is_plain(validator: str) -> bool:
    """Return whether it can be a header: some servers send what cannot be sent back."""
    return validator.isascii() and validator.isprintable()


def _next(at: httpx.URL, location: str | None) -> httpx.URL:
    """Return where a redirect leads; a login goes along only to the same scheme, host and port."""
    if not location:
        raise FeedAway("a redirect that says no place")
    to = _parsed(location, base=str(at))
    same = (to.scheme, to.host, _port(to)) == (at.scheme, at.host, _port(at))
    return to.copy_with(userinfo=at.userinfo) if same and at.userinfo and not to.userinfo else to


def _port(url: httpx.URL) -> int:
    return _PORTS[url.scheme] if url.port is None else url.port


def _login(url: httpx.URL) -> dict[str, str]:
    if not url.userinfo:
        return {}
    login = b64encode(f"{url.username}:{url.password}".encode()).decode()
    return {"authorization": f"Basic {login}"}
