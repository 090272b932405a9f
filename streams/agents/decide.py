"""decide: votes are heard, a complete case becomes a verdict, and the verdict is published, then marked.

Publish first, then mark, then acknowledge: a crash in between repeats a step and changes nothing. A vote that
is heard may be acknowledged at once, since the raw record behind it is not, and would ask again. A vote that
corrects an old verdict is acknowledged once the correction is confirmed.
"""

from streams.agents.app import Event
from streams.agents.decisions import Decisions
from streams.agents.flow import Flow
from streams.agents.latency import Latencies
from streams.agents.ledger import Ticket
from streams.agents.pending import Pending, Undecided
from streams.agents.sign import Sign
from streams.agents.verdicts import Verdicts
from streams.domain.article import milliseconds
from streams.domain.latency import Reached
from streams.domain.matching import Vote
from streams.domain.verdict import Arrival, Decided, changed, classify, correct, decide
from streams.metrics import Outcome
from streams.wire.packed import unpack_votes


class Decide:
    """Concludes what `Sign` began."""

    def __init__(
        self, flow: Flow, *, pending: Pending, decided: Decisions, sign: Sign, verdicts: Verdicts
    ) -> None:
        self._flow, self._pending, self._decided = flow, pending, decided
        self._sign, self._verdicts, self._latencies = sign, verdicts, Latencies(Reached.UNIQUE)

    async def take(self, event: Event) -> None:
        """Hear one packed votes record."""
        ticket = self._flow.take(event)
        if ticket is None:
            return
        corrections: list[Vote] = []
        for vote in unpack_votes(event.message.value or b""):
            undecided = self._pending.get(vote.article)
            if undecided is not None and undecided.signed.signature.text_hash == vote.text_hash:
                self._hear(undecided, vote)
            elif vote.match is not None:
                corrections.append(vote)
        if corrections:
            self._flow.spawn(self._correct(ticket, corrections))
        else:
            self._flow.ledger.settle(ticket)

    def _hear(self, undecided: Undecided, vote: Vote) -> None:
        undecided.case = undecided.case.hear(vote)
        if undecided.case.complete and not undecided.concluding:
            undecided.concluding = True
            self._flow.spawn(self._conclude(undecided))

    async def _conclude(self, undecided: Undecided) -> None:
        """Publish and mark until no vote heard meanwhile changes the verdict; then acknowledge."""
        signed = undecided.signed
        ticket, article = signed.ticket, signed.article.id
        async with self._decided.turn(article):
            known = self._decided.known(ticket, signed.article)
            arrival = classify(ticket.offset, signed.signature.text_hash, known)
            said = known if arrival is Arrival.REDELIVERED else None
            heard = None
            while ticket.live and heard != undecided.case:
                heard = undecided.case
                verdict = decide(
                    heard,
                    raw_offset=ticket.offset,
                    text_hash=signed.signature.text_hash,
                    received_ms=milliseconds(signed.article.received_at),
                    decided=said or known,
                )
                if said is None or changed(said, verdict):
                    records = await self._verdicts.of(signed, verdict)
                    if not ticket.live:
                        return  # its new owner may have told a later version by now
                    await self._flow.outbox.confirmed(records)
                    if said is None and not (signed.canary or verdict.duplicate_of):
                        self._latencies.note(signed.article, Reached.UNIQUE, revision=verdict.revision)
                if verdict != said:
                    await self._decided.mark(ticket, article, verdict)
                said = verdict
                await signed.kept.wait()  # here: a vote may be heard meanwhile
            if ticket.live and said is not None:
                outcome, kind = _outcome(arrival, said)
                self._flow.settle(ticket, outcome, "canary" if signed.canary else kind)
                self._sign.next_of(undecided)

    async def _correct(self, ticket: Ticket[Event], votes: list[Vote]) -> None:
        for vote in votes:
            async with self._decided.turn(vote.article):
                known = self._decided.of(ticket, vote.article)
                if known is None or vote.match is None:
                    continue  # undecided: its raw record is unacknowledged, and asks again
                verdict = correct(known, vote.match, text_hash=vote.text_hash)
                if verdict is None:
                    continue
                if changed(known, verdict):
                    partition = ticket.event.message.partition
                    records = await self._verdicts.corrected(vote.article, verdict, partition=partition)
                    if not ticket.live:
                        return
                    await self._flow.outbox.confirmed(records)
                await self._decided.mark(ticket, vote.article, verdict)
        self._flow.ledger.settle(ticket)


def _outcome(arrival: Arrival, verdict: Decided) -> tuple[Outcome, str]:
    if arrival is Arrival.REDELIVERED:
        return Outcome.SUPPRESSED, Arrival.REDELIVERED
    if verdict.duplicate_of:
        return Outcome.SUPPRESSED, "duplicate"
    return Outcome.FORWARDED, "revision" if arrival is Arrival.REVISION else "unique"
