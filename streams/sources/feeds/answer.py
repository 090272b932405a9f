"""What a server's answer to a poll means, and its body, unpacked no further than its bound."""

import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from streams.errors import Reason, Rejected, Unavailable
from streams.sources.feeds.schedule import max_age_s, retry_after_s

BODY_BYTES_MAX = 4_000_000
OK, UNCHANGED, GONE = 200, 304, 410
_AS_IT_IS = {"", "identity"}
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came; `body` is empty unless the status is 200."""

    status: int
    headers: httpx.Headers
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A good answer. `body` is None where the feed is unchanged.

    `fresh_s` is how long the server calls it fresh, `moved_to` where it says that the feed now lives.
    """

    url: str
    body: bytes | None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fresh_s: float = 0.0
    moved_to: str | None = None


class FeedAway(Unavailable):
    """A feed could not be had this time. `asked_s` is how long its server asks to be left alone."""

    def __init__(self, detail: str, *, asked_s: float = 0.0) -> None:
        super().__init__(detail)
        self.asked_s = asked_s


def fetched(answer: Answer, url: str, moved_to: str | None) -> Fetched:
    """Return a good answer's content. Raises FeedAway for any other status than 200 and 304."""
    headers = answer.headers
    if answer.status not in {OK, UNCHANGED}:
        gone = ": it is gone for good, take it out of the list" if answer.status == GONE else ""
        asked_s = retry_after_s(headers.get("retry-after"), now=datetime.now(UTC))
        raise FeedAway(f"its server answers {answer.status}{gone}", asked_s=asked_s)
    charset = _CHARSET.search(headers.get("content-type", ""))
    return Fetched(
        url=url,
        body=answer.body if answer.status == OK else None,
        charset=charset[1] if charset else None,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        fresh_s=max_age_s(headers.get("cache-control")),
        moved_to=moved_to,
    )


async def unpacked(response: httpx.Response) -> bytes:
    """Return the body of a response that is being received.

    What follows the end of what is packed is not received. Raises Rejected(TOO_LARGE) as soon as what came,
    or what was unpacked of it, passes the bound, Rejected(INVALID) for a packing that was not asked for,
    FeedAway where the answer breaks off.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in {*_AS_IT_IS, "gzip", "x-gzip", "deflate"}:
        raise Rejected(Reason.INVALID, f"the answer is packed as {encoding!r}, which nobody asked for")
    unpack: Any = None if encoding in _AS_IT_IS else zlib.decompressobj(_GZIP_OR_ZLIB)
    body, received = bytearray(), 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        try:
            body += unpack.decompress(chunk, BODY_BYTES_MAX + 1 - len(body)) if unpack else chunk
        except zlib.error as error:
            raise FeedAway(f"the answer cannot be unpacked: {error}") from error
        if max(received, len(body)) > BODY_BYTES_MAX:
            raise Rejected(Reason.TOO_LARGE, f"the answer is larger than {BODY_BYTES_MAX} bytes")
        if unpack and unpack.eof:  # zlib would keep what follows, and copy all of it for each piece more
            break
    if unpack and not unpack.eof:
        raise FeedAway("the answer breaks off")
    return bytes(body)
