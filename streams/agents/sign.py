"""sign: a raw record is cleaned, recognised if it was here before, and asked about in its shards."""

from streams.agents.app import Event
from streams.agents.decisions import Decisions
from streams.agents.flow import Flow
from streams.agents.ledger import Ticket
from streams.agents.lessons import Lessons
from streams.agents.packer import Packer
from streams.agents.pending import Pending, Signed, Undecided
from streams.agents.reading import Reading
from streams.domain.article import RawArticle, milliseconds
from streams.domain.matching import Question, questions
from streams.domain.verdict import Arrival, Case, classify
from streams.errors import Reason, Rejected
from streams.metrics import Outcome
from streams.settings import Settings
from streams.wire.canary import is_canary
from streams.wire.codec import decode_raw

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
        decided: Decisions,
        lessons: Lessons,
        ask: Packer[Asking],
    ) -> None:
        self._flow, self._settings, self._pending, self._decided = flow, settings, pending, decided
        self._ask = ask
        self.reading = Reading(flow, lessons=lessons, admit=self.admit)

    async def take(self, event: Event) -> None:
        """Take one raw record up; what can never pass goes to the dead letters."""
        ticket = self._flow.take(event)
        if ticket is None:
            return
        try:
            raw = self._decoded(ticket)
            if is_canary(raw, event.message.headers):
                self._flow.accounts.canary()
            self.reading.take(ticket, raw)
        except Rejected as why:
            self._flow.bury(ticket, why)

    def admit(self, signed: Signed) -> None:
        """Ask about a signed article, or settle it if it is a repeat; one of its id in hand goes first."""
        article, ticket = signed.article, signed.ticket
        before = self._pending.get(article.id)
        if before is not None:
            before.behind.append(signed)
            return
        known = self._decided.known(ticket, article)
        if classify(ticket.offset, signed.signature.text_hash, known) is Arrival.REPEAT:
            self._flow.spawn(self._settle_repeat(signed))
            return
        received_ms = known.received_ms if known else milliseconds(article.received_at)
        asked = questions(
            article.id,
            received_ms=received_ms,
            signature=signed.signature,
            shards=self._settings.dedup_shards,
            raw_offset=ticket.offset,
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

    async def _settle_repeat(self, signed: Signed) -> None:
        await signed.kept.wait()
        self._flow.settle(signed.ticket, Outcome.SUPPRESSED, "canary" if signed.canary else Arrival.REPEAT)

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
