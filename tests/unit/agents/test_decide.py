"""Deciding while a copy is being explained: nobody else waits, and publishing comes before marking."""

import asyncio
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any, cast

from prometheus_client import REGISTRY

from streams.agents.decide import Decide
from streams.agents.decisions import Decisions
from streams.agents.ledger import Ledger, Place, Ticket
from streams.agents.outbox import Record
from streams.agents.pending import Pending, Signed, Undecided
from streams.domain.matching import Vote
from streams.domain.sketch import sign
from streams.domain.verdict import Case, Decided
from streams.wire.packed import pack_votes
from tests.builders import an_article
from tests.unit.domain.test_verdict import a_match


class Line:
    """A decide agent among fakes, which note in order what it does; explaining waits until `explained`."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.explained, self.kept = asyncio.Event(), asyncio.Event()
        self.kept.set()
        self.tasks: list[asyncio.Task[None]] = []
        self.ledger: Ledger[Any] = Ledger(lambda event: None)
        self.ledger.assign({Place("raw", 0): 0, Place("votes", 0): 0})
        self.outbox = self
        self.pending, self.rows = Pending(), dict[bytes, bytes]()
        decided = Decisions(cast(Any, self), cast(Any, self), pending=self.pending, window_ms=3_600_000)
        self.agent = Decide(
            cast(Any, self), pending=self.pending, decided=decided, sign=cast(Any, self),
            verdicts=cast(Any, self),
        )  # fmt: skip

    def taken(self, place: str, offset: int, value: bytes = b"") -> Ticket[Any]:
        """Return a ticket for a record."""
        event = SimpleNamespace(message=SimpleNamespace(partition=0, value=value))
        ticket = self.ledger.take(Place(place, 0), offset, event)
        assert ticket is not None
        return ticket

    def begin(self, n: int, offset: int) -> Vote:
        """Have an article wait for its one shard, and return that shard's vote: none."""
        article = an_article(n)
        signed = Signed(
            self.taken("raw", offset), article, sign(title="", text=article.text), None, self.kept
        )
        case = Case(asked=1)
        self.pending[article.id] = Undecided(signed=signed, received_ms=1, case=case)
        return Vote(
            article=article.id,
            text_hash=signed.signature.text_hash,
            received_ms=1,
            shard=0,
            asker=0,
            match=None,
        )

    def take(self, event: Any) -> Ticket[Any]:
        """As the flow's."""
        return self.taken("votes", event.offset, event.message.value)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """As the flow's."""
        self.tasks.append(asyncio.get_running_loop().create_task(work))

    def settle(self, ticket: Ticket[Any], *outcome: str) -> None:
        """As the flow's."""
        self.done.append(f"settled {ticket.offset}: {outcome[0]}")
        self.ledger.settle(ticket)

    async def confirmed(self, records: list[Record]) -> None:
        """As the outbox's."""
        self.done += [f"published {record.topic}" for record in records]

    async def of(self, signed: Signed, verdict: Decided) -> list[Record]:
        """As the verdicts'."""
        if verdict.duplicate_of:
            await self.explained.wait()
        return [Record("duplicates" if verdict.duplicate_of else "unique", None, None, [])]

    def get(self, partition: int, key: bytes) -> bytes | None:
        """As the table's."""
        return self.rows.get(key)

    async def put(self, partition: int, key: bytes, value: bytes) -> None:
        """As the table's."""
        self.rows[key] = value
        self.done.append("marked")

    def next_of(self, undecided: Undecided) -> None:
        """As sign's."""
        del self.pending[undecided.signed.article.id]

    async def hear(self, *votes: Vote, offset: int) -> None:
        """Hear a packed record of votes."""
        message = SimpleNamespace(value=pack_votes(votes), partition=0)
        await self.agent.take(cast(Any, SimpleNamespace(offset=offset, message=message)))


def of_copy(vote: Vote) -> Vote:
    """Return this vote with a match."""
    return Vote(
        **{name: getattr(vote, name) for name in vote.__slots__} | {"match": a_match(9, received_ms=0)}
    )


async def test_a_first_version_waits_for_no_copy_that_is_being_explained() -> None:
    """Reading a text back may take a minute; the news may not, whatever their ids begin with."""
    line = Line()
    copy, unique = line.begin(1, 0), line.begin(2, 1)
    await line.hear(of_copy(copy), unique, offset=0)
    await asyncio.wait_for(line.tasks[1], 5)
    assert line.done == ["published unique", "marked", "settled 1: forwarded"]
    line.explained.set()
    await asyncio.wait_for(line.tasks[0], 5)
    assert line.done[3:] == ["published duplicates", "marked", "settled 0: suppressed"]


async def test_a_vote_heard_while_what_was_taught_is_confirmed_still_counts() -> None:
    """A shard that moved to another worker may answer twice, and know an original the second time."""
    line = Line()
    line.kept.clear()
    nothing = line.begin(1, 0)
    await line.hear(nothing, offset=0)
    await asyncio.sleep(0)
    assert line.done == ["published unique", "marked"]
    await line.hear(of_copy(nothing), offset=1)
    line.kept.set()
    line.explained.set()
    await asyncio.wait_for(line.tasks[0], 5)
    assert line.done[2:] == ["published duplicates", "marked", "settled 0: suppressed"]


async def test_what_is_decided_of_a_partition_that_went_away_meanwhile_is_not_told() -> None:
    """Its new owner may have told a later version by now."""
    line = Line()
    await line.hear(of_copy(line.begin(1, 0)), offset=0)
    await asyncio.sleep(0)
    line.ledger.revoke()
    line.explained.set()
    await asyncio.wait_for(line.tasks[0], 5)
    assert line.done == []


async def test_a_version_counts_once_however_often_its_verdict_changes_and_a_copy_not_at_all() -> None:
    """A verdict that is told again was late once, and a copy reaches nobody."""
    line, before = Line(), told_unique()
    line.kept.clear()
    nothing, copy = line.begin(1, 0), line.begin(2, 1)
    await line.hear(nothing, offset=0)
    await asyncio.sleep(0)
    line.explained.set()
    line.kept.set()
    await line.hear(of_copy(nothing), of_copy(copy), offset=1)
    for task in line.tasks:
        await asyncio.wait_for(task, 5)
    assert line.done.count("published duplicates") == 2
    assert told_unique() - before == 1


def told_unique() -> float:
    """Return how many versions were measured, or left out for their age, up to their unique record."""
    labels = {"since": "received", "to": "unique"}
    measured = REGISTRY.get_sample_value("newswire_latency_seconds_count", labels) or 0
    old = labels | {"reason": "old"}
    return measured + (REGISTRY.get_sample_value("newswire_latency_left_out_total", old) or 0)


async def test_what_is_delivered_again_is_neither_published_nor_marked_again() -> None:
    """A worker that died between marking and acknowledging has told its verdict; the next is silent."""
    line = Line()
    await line.hear(line.begin(1, 0), offset=0)
    await asyncio.wait_for(line.tasks[0], 5)
    line.ledger.revoke()
    line.ledger.assign({Place("raw", 0): 0, Place("votes", 0): 1})
    await line.hear(line.begin(1, 0), offset=1)
    await asyncio.wait_for(line.tasks[1], 5)
    assert line.done[3:] == ["settled 0: suppressed"]
