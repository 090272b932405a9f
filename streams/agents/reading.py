"""Raw articles become signed ones beside the stream, those of one id or source in the order they came in."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from streams.agents.app import Event
from streams.agents.extract import TEXTS_MAX, Extractor, Read, Signer
from streams.agents.flow import Flow, place_of
from streams.agents.ledger import Ticket
from streams.agents.lessons import Lessons
from streams.agents.pending import Signed
from streams.domain.article import RawArticle
from streams.domain.canary import apart
from streams.domain.cleaning import with_text
from streams.domain.repeated import NOTHING, Lesson
from streams.domain.signing import Text
from streams.errors import Rejected
from streams.wire.canary import is_canary
from streams.wire.headers import read as read_headers

Lane = str | tuple[int, str]  # an id, or a partition and a source


class _Waiting(NamedTuple):
    """A raw article that waits to be signed, and what it taught of its source; None for a canary."""

    ticket: Ticket[Event]
    raw: RawArticle
    text: Text
    lesson: Lesson | None


class Reading:
    """Hands each raw article on, cleaned and signed, to `admit`; buries what cannot be read.

    Bounded by the records in hand.
    """

    def __init__(self, flow: Flow, *, lessons: Lessons, admit: Callable[[Signed], None]) -> None:
        self._flow, self._lessons, self._admit = flow, lessons, admit
        self._extractor, self._signer = Extractor(), Signer()
        self._extracting: dict[Lane, asyncio.Event] = {}  # the latest record of an article, of a source
        self._waiting: deque[_Waiting] = deque()
        self._signing = False

    async def start(self) -> None:
        """Start the processes and have them load what they need; raises Unavailable if they do not start."""
        await asyncio.gather(self._extractor.aside.start(), self._signer.aside.start())

    async def stop(self) -> None:
        """End the processes, whatever they are at: it comes again when the worker does."""
        await asyncio.gather(self._extractor.aside.stop(), self._signer.aside.stop())

    def clear(self) -> None:
        """Forget the texts that wait, and what was learned: they come again."""
        self._waiting.clear()
        self._extracting.clear()
        self._lessons.clear()

    def take(self, ticket: Ticket[Event], raw: RawArticle) -> None:
        """Take a raw article up; `admit` or the dead letters get it later."""
        lanes = _lanes(ticket, raw)
        before = [self._extracting[lane] for lane in lanes if lane in self._extracting]
        if not before and (raw.text is not None or raw.html is None):
            self._sign(ticket, raw, raw.text or "")
            return
        # A slow page must not hold up other sources, but an article's versions keep their order, and what
        # a source repeats is learned in the order of its records.
        done = asyncio.Event()
        self._extracting.update(dict.fromkeys(lanes, done))
        self._flow.spawn(self._extract(ticket, raw, after=before, done=done))

    async def _extract(
        self, ticket: Ticket[Event], raw: RawArticle, *, after: list[asyncio.Event], done: asyncio.Event
    ) -> None:
        try:
            body = raw.text
            if body is None and raw.html is not None and ticket.live:
                body = await self._extractor.text(raw.html, url=raw.url)
            await _all_set(after)
            self._sign(ticket, raw, body or "")
        except Rejected as why:
            self._flow.bury(ticket, why)
            await _all_set(after)  # who waits for this one waits for those before it
        finally:
            done.set()
            for lane in _lanes(ticket, raw):
                if self._extracting.get(lane) is done:
                    del self._extracting[lane]

    def _sign(self, ticket: Ticket[Event], raw: RawArticle, body: str) -> None:
        if not ticket.live:
            return
        lesson, left_out = None, NOTHING
        if not is_canary(raw, ticket.event.message.headers):
            lesson, left_out = self._lessons.take(ticket, raw, body)
        self._waiting.append(_Waiting(ticket, raw, Text(raw.title, body, left_out), lesson))
        if not self._signing:
            self._signing = True
            self._flow.spawn(self._sign_all())

    async def _sign_all(self) -> None:
        """Sign what waits, as many at a time as came meanwhile, until nothing does."""
        try:
            while self._waiting:
                some = [self._waiting.popleft() for _ in range(min(len(self._waiting), TEXTS_MAX))]
                kept = self._lessons.keep([(one.ticket, one.lesson) for one in some if one.lesson])
                answers = await self._signer.read([one.text for one in some])
                # Beside this, so that the process has its next texts before these are handed on.
                self._flow.spawn(self._hand_all_on(some, answers, kept))
        finally:
            self._signing = False

    async def _hand_all_on(
        self, some: Sequence[_Waiting], answers: Sequence[Read | Rejected], kept: asyncio.Event
    ) -> None:
        for one, answer in zip(some, answers, strict=True):
            if one.ticket.live:
                self._hand_on(one, answer, kept)

    def _hand_on(self, one: _Waiting, answer: Read | Rejected, kept: asyncio.Event) -> None:
        try:
            if isinstance(answer, Rejected):
                raise answer
            story, signature = answer
            trace = read_headers(one.ticket.event.message.headers).get("traceparent")
            article, canary = with_text(one.raw, story), one.lesson is None
            own = apart(signature, article.id) if canary else signature
            self._admit(Signed(one.ticket, article, own, trace, kept, canary))
        except Rejected as why:
            self._flow.spawn(self._bury(one.ticket, why, kept))

    async def _bury(self, ticket: Ticket[Event], why: Rejected, kept: asyncio.Event) -> None:
        await kept.wait()
        self._flow.bury(ticket, why)


async def _all_set(events: Iterable[asyncio.Event]) -> None:
    for event in events:
        await event.wait()


def _lanes(ticket: Ticket[Event], raw: RawArticle) -> tuple[Lane, Lane]:
    return raw.id, (place_of(ticket.event).partition, raw.source)
