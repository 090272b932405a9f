"""What an answer means, and that its body is never unpacked beyond the bound."""

import gzip
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

from streams.errors import Reason, Rejected
from streams.sources.feeds import answer as module
from streams.sources.feeds.answer import Answer, FeedAway, fetched, unpacked

BODY = b"<rss/>" * 1_000


class Chunks(httpx.AsyncByteStream):
    """A body in pieces, counting how many were asked for."""

    def __init__(self, body: bytes, size: int = 1_000) -> None:
        self.pieces, self.given = [body[at : at + size] for at in range(0, len(body), size)], 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.given += 1
            yield piece


async def body_of(stream: Chunks, encoding: str | None = None) -> bytes:
    headers = {"content-encoding": encoding} if encoding else {}
    return await unpacked(httpx.Response(200, headers=headers, stream=stream))


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        (None, BODY),
        ("identity", BODY),
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("X-GZIP", gzip.compress(BODY, mtime=0)),
        ("deflate", zlib.compress(BODY)),
    ],
)
async def test_a_body_comes_as_it_was_written(encoding: str | None, packed: bytes) -> None:
    assert await body_of(Chunks(packed, 7), encoding) == BODY


@pytest.mark.parametrize("encoding", [None, "gzip"])
async def test_a_body_beyond_the_bound_is_left_as_soon_as_it_is(
    monkeypatch: pytest.MonkeyPatch, encoding: str | None
) -> None:
    """A gigabyte of zeros is a megabyte of gzip, and neither is a feed."""
    monkeypatch.setattr(module, "BODY_BYTES_MAX", 10_000)
    body = bytes(10_000_000)
    stream = Chunks(gzip.compress(body, mtime=0) if encoding else body, 100 if encoding else 1_000)
    with pytest.raises(Rejected, match="larger than 10000 bytes") as refused:
        await body_of(stream, encoding)
    assert refused.value.reason is Reason.TOO_LARGE
    assert stream.given <= 12


async def test_a_body_of_exactly_the_bound_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BODY_BYTES_MAX", len(BODY))
    assert await body_of(Chunks(gzip.compress(BODY, mtime=0)), "gzip") == BODY


async def test_what_follows_the_end_of_a_packed_body_is_not_even_received() -> None:
    """Sixty megabytes of it would be kept, and copied whole for each piece: half a minute of the poller."""
    stream = Chunks(gzip.compress(BODY, mtime=0) + bytes(1_000_000))
    assert await body_of(stream, "gzip") == BODY
    assert stream.given == 1


async def test_what_is_packed_counts_as_well_as_what_comes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that holds nothing has five bytes, and a stream of them never ends."""
    monkeypatch.setattr(module, "BODY_BYTES_MAX", 10_000)
    begun = zlib.compressobj(wbits=31)
    stream = Chunks(begun.compress(b"") + begun.flush(zlib.Z_SYNC_FLUSH) + b"\0\0\0\xff\xff" * 100_000)
    with pytest.raises(Rejected, match="larger than 10000 bytes"):
        await body_of(stream, "gzip")
    assert stream.given <= 12


async def test_a_packing_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(Rejected, match="'br'"):
        await body_of(Chunks(BODY), "br")


async def test_a_body_that_breaks_off_or_is_damaged_is_tried_again() -> None:
    """Half a feed parses well, and would make every article in the other half look gone."""
    with pytest.raises(FeedAway, match="breaks off"):
        await body_of(Chunks(gzip.compress(BODY, mtime=0)[:-10]), "gzip")
    with pytest.raises(FeedAway, match="cannot be unpacked"):
        await body_of(Chunks(b"nonsense"), "gzip")


def answered(status: int, **headers: str) -> Answer:
    return Answer(
        status, httpx.Headers({name.replace("_", "-"): value for name, value in headers.items()}), BODY
    )


def test_a_good_answer_says_all_that_the_next_poll_needs() -> None:
    got = fetched(
        answered(
            200,
            etag='"1"',
            last_modified="Wed, 01 May 2024 10:30:00 GMT",
            cache_control="max-age=60",
            content_type='application/rss+xml; charset="iso-8859-1"',
        ),
        "https://example.org/a",
        None,
    )
    assert got.body == BODY
    assert got.etag == '"1"'
    assert got.last_modified == "Wed, 01 May 2024 10:30:00 GMT"
    assert got.fresh_s == 60
    assert got.charset == "iso-8859-1"


def test_an_unchanged_feed_has_no_body() -> None:
    assert fetched(answered(304), "https://example.org/a", None).body is None


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 429, 500, 502, 503])
def test_any_other_status_is_tried_again(status: int) -> None:
    with pytest.raises(FeedAway, match=f"answers {status}") as away:
        fetched(answered(status, retry_after="120"), "https://example.org/a", None)
    assert away.value.asked_s == 120


def test_a_feed_that_is_gone_for_good_says_what_to_do() -> None:
    with pytest.raises(FeedAway, match="take it out of the list"):
        fetched(answered(410), "https://example.org/a", None)
