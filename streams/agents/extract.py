"""HTML to text beside the event loop: in a process of its own, which a page that hangs it ends.

One page at a time, so that a page's time limit counts from when its extraction begins, and so that the page
that hung or killed the process is known.
"""

import asyncio
import ctypes
import os
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from streams.errors import Reason, Rejected
from streams.wire.html import extract

PAGE_S_MAX = 20.0
START_S_MAX = 60.0
_PR_SET_PDEATHSIG = 1
_PAGE = "<html><body><article><p>One page makes the process ready for the next.</p></article></body></html>"


class Extractor:
    """Extracts pages one after the other; one that takes too long, or kills the process, is rejected."""

    def __init__(self, *, page_s_max: float = PAGE_S_MAX) -> None:
        self._page_s_max = page_s_max
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Start the process and let it load the extractor, which takes seconds that no page should pay."""
        async with self._turn:
            await self._within(START_S_MAX, _PAGE, None)

    async def text(self, html: str, *, url: str | None) -> str:
        """Return the article's text. Raises Rejected(UNEXTRACTABLE) where there is none to be had."""
        async with self._turn:
            if self._pool is None:
                await self._within(START_S_MAX, _PAGE, None)
            return await self._within(self._page_s_max, html, url)

    def close(self) -> None:
        """End the process, whatever it is at."""
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                process.kill()  # there is no public way to end one
            pool.shutdown(wait=False, cancel_futures=True)

    async def _within(self, limit_s: float, html: str, url: str | None) -> str:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, mp_context=get_context("spawn"), initializer=_prepare, initargs=(os.getpid(),)
            )
        try:
            page: Future[str] = self._pool.submit(extract, html, url=url)
            return await asyncio.wait_for(asyncio.wrap_future(page), limit_s)
        except TimeoutError as error:
            self.close()
            raise Rejected(Reason.UNEXTRACTABLE, f"took longer than {limit_s:.0f} s") from error
        except BrokenProcessPool as error:
            self.close()
            raise Rejected(Reason.UNEXTRACTABLE, "the process extracting it died") from error


def _prepare(parent: int) -> None:
    """In the new process: Ctrl-C is the worker's business, and the worker's end is this process's, too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
