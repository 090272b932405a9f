"""The articles that are being asked about: nothing but their raw records, still unacknowledged.

All of it is memory. What a crash or a rebalance takes away comes again with the raw records, asks again, and
is answered again.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from streams.agents.app import Event
from streams.agents.ledger import Ticket
from streams.domain.article import Article
from streams.domain.sketch import Signature
from streams.domain.verdict import Case


@dataclass(frozen=True, slots=True)
class Signed:
    """A raw record that was cleaned and signed; `trace` is the traceparent that it came with.

    It may be settled once `kept` is set: then what it taught of its source is confirmed.
    """

    ticket: Ticket[Event]
    article: Article
    signature: Signature
    trace: str | None
    kept: asyncio.Event
    canary: bool = False


@dataclass(slots=True)
class Undecided:
    """A signed article and what its shards have said so far."""

    signed: Signed
    received_ms: int  # of the article's first version: its place in the order
    case: Case
    concluding: bool = False
    behind: deque[Signed] = field(default_factory=deque)  # later records of the same id, in order


class Pending(dict[str, Undecided]):
    """The undecided articles of one worker by id; bounded by the bound on records in hand."""
