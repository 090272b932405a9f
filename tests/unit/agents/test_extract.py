"""Extraction beside the event loop: pages come out as text, and no page takes the others with it."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio

from streams.agents.extract import Extractor, Signer
from streams.aside import Aside, Ended
from streams.domain.signing import Text
from streams.domain.sketch import sign
from streams.errors import Reason, Rejected

STORY = "The harbour council voted on Monday to reopen the old ferry line after nine years of repairs. " * 4
PAGE = f"<html><body><nav>Home</nav><article><h1>Ferry returns</h1><p>{STORY}</p></article></body></html>"


# One process is for all tests: to start it takes longer than any of them, and one that was ended is replaced.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def extractor() -> AsyncIterator[Extractor]:
    """An extractor that has started; its process ends with the last test."""
    made = Extractor(page_s_max=20)
    await made.aside.start()
    yield made
    await made.aside.stop()


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
    assert turns > 2


async def test_a_page_that_takes_too_long_is_rejected_and_the_next_one_passes(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time counts from its own beginning: those that wait behind it are not to blame."""
    with monkeypatch.context() as hurried:
        hurried.setattr(extractor, "_page_s_max", 0.0)
        with pytest.raises(Rejected) as refused:
            await extractor.text(PAGE, url=None)
    assert refused.value.reason is Reason.UNEXTRACTABLE
    assert "ferry line" in await extractor.text(PAGE, url=None)


async def test_a_process_that_was_killed_is_replaced_and_the_page_is_read(extractor: Extractor) -> None:
    """Who ran out of memory and ended it was not this page."""
    _kill(extractor.aside)
    assert "ferry line" in await extractor.text(PAGE, url=None)


async def test_a_call_that_kills_every_process_is_told_so_and_the_next_passes(extractor: Extractor) -> None:
    """Twice is no accident."""
    with pytest.raises(Ended, match="died"):
        await extractor.aside.run(partial(os._exit, 1), limit_s=20)
    assert "ferry line" in await extractor.text(PAGE, url=None)


async def test_a_page_without_an_article_says_so(extractor: Extractor) -> None:
    """The reason is the extractor's own, from the other process."""
    with pytest.raises(Rejected, match="no article"):
        await extractor.text("<html><body></body></html>", url=None)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def signer() -> AsyncIterator[Signer]:
    """A signer that has started; its process ends with the last test."""
    made = Signer()
    await made.aside.start()
    yield made
    await made.aside.stop()


async def test_texts_are_signed_in_order_as_they_would_be_here(signer: Signer) -> None:
    """The process is no more than a place."""
    stories = [f"{STORY} It is the {n}th ferry." for n in range(3)]
    answers = await signer.read([Text("Ferry", f"Ferry\n\n{story}") for story in stories])
    read = [answer for answer in answers if not isinstance(answer, Rejected)]
    assert [text for text, _ in read] == stories
    assert [signature.whole for _, signature in read] == [sign(title="Ferry", text=s).whole for s in stories]


async def test_of_a_batch_that_takes_too_long_each_text_is_tried_alone(
    signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And rejected alone."""
    with monkeypatch.context() as hurried:
        hurried.setattr(signer, "_texts_s_max", 0.0)
        answers = await signer.read([Text("A", STORY), Text("B", STORY)])
    assert [isinstance(answer, Rejected) for answer in answers] == [True, True]
    assert not isinstance((await signer.read([Text("A", STORY)]))[0], Rejected)


def _kill(aside: Aside) -> None:
    assert aside.pid is not None
    os.kill(aside.pid, 9)


async def test_stopping_cancels_who_waits_and_rejects_nobody() -> None:
    """What a worker was at when it was told to stop comes again: it is not that text's fault."""
    signer = Signer()
    await signer.aside.start()
    waiting = asyncio.create_task(signer.aside.run(partial(time.sleep, 60), limit_s=60))
    behind = asyncio.create_task(signer.read([Text("A", STORY)]))
    await asyncio.sleep(0)
    await signer.aside.stop()
    ended = await asyncio.gather(waiting, behind, return_exceptions=True)
    assert [type(one) for one in ended] == [asyncio.CancelledError, asyncio.CancelledError]
