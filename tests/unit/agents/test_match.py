"""Match answers from an index in memory, which is right only as long as nobody else writes to its journal."""

from types import SimpleNamespace
from typing import Any

from streams.agents.journal import KEY_BYTES, Journal
from streams.agents.match import Answer, Match
from streams.agents.packer import Packer
from streams.domain.matching import KeysRecord, Question, Vote
from streams.domain.sketch import sign
from streams.wire.packed import pack_keys
from streams.wire.rows import pack_row
from tests.builders import a_text
from tests.unit.agents.fakes import FakeFlow, FakeRows

SHARD = 0


class Shard:
    """A shard that one worker answers; what it answers joins `votes` at once."""

    def __init__(self) -> None:
        self.flow, self.rows, self.votes = FakeFlow(), FakeRows(), list[Vote]()
        made_of: Any = (self.flow, self.rows)
        flow, journal = made_of[0], Journal(*made_of)
        answer = Packer[Answer](self._answered, items_max=1, linger_s=0)
        self.match = Match(flow, journal=journal, window_ms=3_600_000, answer=answer)

    def _answered(self, _: int, answers: list[Answer]) -> None:
        self.votes += [vote for vote, _ in answers]

    async def ask(self, offset: int, record: KeysRecord) -> Vote:
        """Put the packed record at this offset to the shard, and return its answer."""
        message = SimpleNamespace(offset=offset, value=pack_keys(record), **self.flow.place._asdict())
        event: Any = SimpleNamespace(message=message)
        await self.match.take(event)
        return self.votes[-1]

    def away(self, *, until: int) -> None:
        """Give the shard to another worker and take it back at this offset."""
        self.flow.ledger.revoke()
        self.match.revoked()
        self.flow.ledger.assign({self.flow.place: until})

    def journalled_elsewhere(self, offset: int, record: KeysRecord) -> None:
        """Write a row as another worker does."""
        self.rows.held[offset.to_bytes(KEY_BYTES)] = pack_row([record])


def about(n: int, *, text: int) -> KeysRecord:
    """Return a question about the n-th article, received after those before it."""
    signature = sign(title="", text=a_text(text))
    return KeysRecord.of([(0, Question(f"{n:032x}", n, signature, signature.keys, n))])


def original_of(vote: Vote) -> str | None:
    return vote.match.original if vote.match else None


async def test_a_shard_that_comes_back_knows_what_another_worker_journalled_meanwhile() -> None:
    """Its own index from before knows nothing of that: a copy would pass for news."""
    shard = Shard()
    assert original_of(await shard.ask(0, about(1, text=1))) is None
    shard.journalled_elsewhere(1, about(2, text=2))
    shard.away(until=2)
    vote = await shard.ask(2, about(3, text=2))
    assert (vote.article, original_of(vote)) == (f"{3:032x}", f"{2:032x}")


async def test_a_shard_that_comes_back_has_forgotten_what_was_never_journalled() -> None:
    """A record whose row was not written is unacknowledged: it comes again, and is asked about again."""
    shard = Shard()
    await shard.ask(0, about(1, text=1))
    shard.away(until=0)
    assert original_of(await shard.ask(0, about(2, text=1))) is None


async def test_a_shard_that_stays_answers_from_what_it_was_asked() -> None:
    shard = Shard()
    await shard.ask(0, about(1, text=1))
    vote = await shard.ask(1, about(2, text=1))
    assert original_of(vote) == f"{1:032x}"
