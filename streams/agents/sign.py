"""sign: a raw record is cleaned, recognised if it was here before, and asked about in its shards."""

import asyncio

from streams.agents.app import Event
from streams.agents.extract import Extractor
from streams.agents.flow import Flow
from streams.agents.ledger import Ticket
from streams.agents.packer import Packer
from streams.agents.pending import Pending, Signed, Undecided
from streams.agents.tables import Rows
from streams.domain.article import RawArticle, milliseconds
from streams.domain.cleaning import clean
from streams.domain.matching import Question, questions
from streams.domain.sketch import sign
from streams.domain.verdict import Arrival, Case, classify
from streams.errors import Reason, Rejected
from streams.metrics import Outcome
from streams.settings import Settings
from streams.wire.codec import decode_raw
from streams.wire.headers import read
from streams.wire.packed import unpack_decided

# A time of receipt further ahead would close the window of every article before it.
AHEAD_S_MAX = 24 * 3600.0

Asking = tuple[int, Question]  # the raw partition to answer to, and what is asked


class Sign:
    """Takes raw records up and asks about each; `Decide` concludes what is begun here."""

    def __init__(
        self,
        flow: Flow,
        settings: Settings,
        *,
        pending: Pending,
        decided: Rows,
        ask: Packer[Asking],
        extractor: Extractor,
    ) -> None:
        self._flow, self._settings, self._pending, self._decided = flow, settings, pending, decided
        self._ask, self._extractor = ask, extractor
        self._extracting: dict[str, asyncio.Event] = {}  # the latest record of an article

    async def take(self, event: Event) -> None:
        """Take one raw record up; what can never pass goes to the dead letters."""
        ticket = self._flow.take(event)
        if ticket is None:
            return
        try:
            raw = self._decoded(ticket)
            before = self._extracting.get(raw.id)
            if before is None and (raw.text is not None or raw.html is None):
                self.admit(self._signed(ticket, raw, raw.text or ""))
                return
        except Rejected as why:
            self._flow.bury(ticket, why)
            return
        # Beside the stream, or one slow page would hold up all; records of one id keep their order.
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
            if ticket.live:
                self.admit(self._signed(ticket, raw, body or ""))
        except Rejected as why:
            self._flow.bury(ticket, why)
        finally:
            done.set()
            if self._extracting.get(raw.id) is done:
                del self._extracting[raw.id]

    def admit(self, signed: Signed) -> None:
        """Ask about a signed article, or settle it if it is a repeat; one of its id in hand goes first."""
        article, ticket = signed.article, signed.ticket
        before = self._pending.get(article.id)
        if before is not None:
            before.behind.append(signed)
            return
        row = self._decided.get(ticket.event.message.partition, article.id.encode())
        known = unpack_decided(row) if row else None
        if classify(ticket.offset, signed.signature.text_hash, known) is Arrival.REPEAT:
            self._flow.settle(ticket, Outcome.SUPPRESSED, Arrival.REPEAT)
            return
        received_ms = known.received_ms if known else milliseconds(article.received_at)
        asked = questions(
            article.id,
            received_ms=received_ms,
            signature=signed.signature,
            shards=self._settings.dedup_shards,
        )
        case = Case(asked=sum(1 << shard for shard in asked))
        self._pending[article.id] = Undecided(signed=signed, received_ms=received_ms, case=case)
        for shard, question in asked.items():
            self._ask.add(shard, (ticket.event.message.partition, question))

    def next_of(self, done: Undecided) -> None:
        """Take a decided article out of the pending ones, and admit the next record of its id."""
        self._pending.pop(done.signed.article.id, None)
        behind = done.behind
        if behind:
            self.admit(behind.popleft())
            following = self._pending.get(done.signed.article.id)
            if following is not None:
                following.behind.extend(behind)
            else:
                for signed in behind:
                    self.admit(signed)

    def _decoded(self, ticket: Ticket[Event]) -> RawArticle:
        message = ticket.event.message
        if message.value is not None and len(message.value) > self._settings.article_bytes_max:
            limit = self._settings.article_bytes_max
            raise Rejected(
                Reason.TOO_LARGE, f"{len(message.value)} bytes; NEWSWIRE_ARTICLE_BYTES_MAX is {limit}"
            )
        raw = decode_raw(message.value)
        ahead_s = raw.received_at.timestamp() - message.timestamp
        if ahead_s > AHEAD_S_MAX:
            hours = f"{ahead_s / 3600:.0f} hours"
            raise Rejected(Reason.INVALID, f"received_at is {hours} after the record's own time")
        return raw

    def _signed(self, ticket: Ticket[Event], raw: RawArticle, body: str) -> Signed:
        article = clean(raw, body=body)
        signature = sign(title=article.title, text=article.text)
        return Signed(ticket, article, signature, read(ticket.event.message.headers).get("traceparent"))
