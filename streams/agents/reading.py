"""Raw articles become signed ones beside the stream, those of one id in the order in which they came."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from streams.agents.app import Event
from streams.agents.extract import TEXTS_MAX, Extractor, Read, Signer
from streams.agents.flow import Flow
from streams.agents.ledger import Ticket
from streams.agents.pending import Signed
from streams.domain.article import RawArticle
from streams.domain.cleaning import with_text
from streams.errors import Rejected
from streams.wire.headers import read


class _Text(NamedTuple):
    """A raw article and its body as plain text."""

    ticket: Ticket[Event]
    raw: RawArticle
    body: str


class Reading:
    """Hands each raw article on, cleaned and signed, to `admit`; buries what cannot be read.

    Bounded by the records in hand.
    """

    def __init__(self, flow: Flow, *, admit: Callable[[Signed], None]) -> None:
        self._flow, self._admit = flow, admit
        self._extractor, self._signer = Extractor(), Signer()
        self._extracting: dict[str, asyncio.Event] = {}  # the latest record of an article
        self._texts: deque[_Text] = deque()
        self._signing = False

    async def start(self) -> None:
        """Start the processes and have them load what they need; raises Unavailable if they do not start."""
        await asyncio.gather(self._extractor.aside.start(), self._signer.aside.start())

    async def stop(self) -> None:
        """End the processes, whatever they are at: it comes again when the worker does."""
        await asyncio.gather(self._extractor.aside.stop(), self._signer.aside.stop())

    def clear(self) -> None:
        """Forget the texts that wait: they come again."""
        self._texts.clear()

    def take(self, ticket: Ticket[Event], raw: RawArticle) -> None:
        """Take a raw article up; `admit` or the dead letters get it later."""
        before = self._extracting.get(raw.id)
        if before is None and (raw.text is not None or raw.html is None):
            self._sign(_Text(ticket, raw, raw.text or ""))
            return
        # A slow page must not hold up other articles, but records of one id keep their order.
        done = self._extracting[raw.id] = asyncio.Event()
        self._flow.spawn(self._extract(ticket, raw, after=before, done=done))

    async def _extract(
        self, ticket: Ticket[Event], raw: RawArticle, *, after: asyncio.Event | None, done: asyncio.Event
    ) -> None:
        try:
            body = raw.text
            if body is None and raw.html is not None:
                body = await self._extractor.text(raw.html, url=raw.url)
            if after is not None:
                await after.wait()
            self._sign(_Text(ticket, raw, body or ""))
        except Rejected as why:
            self._flow.bury(ticket, why)
        finally:
            done.set()
            if self._extracting.get(raw.id) is done:
                del self._extracting[raw.id]

    def _sign(self, text: _Text) -> None:
        self._texts.append(text)
        if not self._signing:
            self._signing = True
            self._flow.spawn(self._sign_all())

    async def _sign_all(self) -> None:
        """Sign what waits, as many at a time as came meanwhile, until nothing does."""
        try:
            while self._texts:
                some = [self._texts.popleft() for _ in range(min(len(self._texts), TEXTS_MAX))]
                answers = await self._signer.read([(text.raw.title, text.body) for text in some])
                for text, answer in zip(some, answers, strict=True):
                    if text.ticket.live:
                        self._hand_on(text, answer)
        finally:
            self._signing = False

    def _hand_on(self, text: _Text, answer: Read | Rejected) -> None:
        try:
            if isinstance(answer, Rejected):
                raise answer
            story, signature = answer
            trace = read(text.ticket.event.message.headers).get("traceparent")
            self._admit(Signed(text.ticket, with_text(text.raw, story), signature, trace))
        except Rejected as why:
            self._flow.bury(text.ticket, why)
