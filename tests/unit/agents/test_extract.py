"""Extraction beside the event loop: pages come out as text, and no page takes the others with it."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from streams.agents.extract import Extractor
from streams.errors import Reason, Rejected

STORY = "The harbour council voted on Monday to reopen the old ferry line after nine years of repairs. " * 4
PAGE = f"<html><body><nav>Home</nav><article><h1>Ferry returns</h1><p>{STORY}</p></article></body></html>"


@pytest.fixture
async def extractor() -> AsyncIterator[Extractor]:
    """An extractor that has started; its process ends with the test."""
    made = Extractor(page_s_max=20)
    await made.start()
    yield made
    made.close()


async def test_a_page_becomes_its_article(extractor: Extractor) -> None:
    """Without its navigation."""
    text = await extractor.text(PAGE, url="https://example.org/ferry")
    assert "reopen the old ferry line" in text
    assert "Home" not in text


async def test_the_event_loop_turns_while_a_page_is_extracted(extractor: Extractor) -> None:
    """Votes and heartbeats go on."""
    turns = 0

    async def turning() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(turning())
    await extractor.text(PAGE, url=None)
    beside.cancel()
    assert turns > 10


async def test_a_page_that_takes_too_long_is_rejected_and_the_next_one_passes(extractor: Extractor) -> None:
    """Its time counts from its own beginning: those that wait behind it are not to blame."""
    extractor._page_s_max = 0.0
    with pytest.raises(Rejected) as refused:
        await extractor.text(PAGE, url=None)
    assert refused.value.reason is Reason.UNEXTRACTABLE
    extractor._page_s_max = 20
    assert "ferry line" in await extractor.text(PAGE, url=None)


async def test_a_process_that_dies_is_replaced(extractor: Extractor) -> None:
    """The page it was at is rejected with the reason; the stream goes on."""
    assert extractor._pool is not None
    for process in list(extractor._pool._processes.values()):
        os.kill(process.pid or 0, 9)
    with pytest.raises(Rejected, match="died"):
        await extractor.text(PAGE, url=None)
    assert "ferry line" in await extractor.text(PAGE, url=None)


async def test_a_page_without_an_article_says_so(extractor: Extractor) -> None:
    """The reason is the extractor's own, from the other process."""
    with pytest.raises(Rejected, match="no article"):
        await extractor.text("<html><body></body></html>", url=None)
