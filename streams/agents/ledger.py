"""Which records are in hand, in offset order, and when each may be acknowledged.

The law: a record is acknowledged only after every earlier record of its partition. Faust's consumer does not
keep it: with nothing committed it commits the first consecutive run of acknowledged offsets wherever that run
begins, and later lets a gap of one pass (faust-streaming 0.15.3, `Consumer._new_offset`). A record in a gap
would be lost at the next restart.

The alarm: each line knows the offset that must come next. A later one means that a record was skipped on the
way here, and the worker stops before anything is acknowledged past it.
"""

import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

from streams.errors import Unavailable

E = TypeVar("E")


class Place(NamedTuple):
    """A partition of a topic."""

    topic: str
    partition: int


class Skipped(Unavailable):
    """The record at offset `missing` never reached this worker; reading on from there brings it back."""

    def __init__(self, detail: str, *, missing: int) -> None:
        super().__init__(detail)
        self.missing = missing


class Ticket(Generic[E]):
    """One record in hand. Settling it twice, or after its partition went away, does nothing."""

    __slots__ = ("event", "line", "offset", "settled", "taken_at")

    def __init__(self, line: "_Line[E]", offset: int, event: E, taken_at: float) -> None:
        self.line, self.offset, self.event, self.taken_at = line, offset, event, taken_at
        self.settled = False

    @property
    def live(self) -> bool:
        """Return whether the record still belongs to this worker."""
        return self.line.live


class _Line(Generic[E]):
    """The records in hand of one partition since it was last assigned."""

    __slots__ = ("live", "next", "place", "tickets")

    def __init__(self, place: Place, start: int) -> None:
        self.place, self.next = place, start
        self.live = True
        self.tickets: deque[Ticket[E]] = deque()


class Ledger(Generic[E]):
    """The records in hand of one stage. `acknowledge` is called with events strictly in offset order."""

    def __init__(
        self, acknowledge: Callable[[E], object], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._acknowledge, self._clock = acknowledge, clock
        self._lines: dict[Place, _Line[E]] = {}
        self._unsettled: Counter[str] = Counter()
        self.in_hand = 0

    def assign(self, starts: Mapping[Place, int]) -> None:
        """Begin new lines: in each partition the next record must be the one at the given offset."""
        self._close(starts)
        self._lines.update({place: _Line(place, start) for place, start in starts.items()})

    def revoke(self) -> int:
        """Forget everything in hand and return how many that were: all of it will come again, to someone."""
        dropped = self._close(tuple(self._lines))
        self._lines.clear()
        return dropped

    def take(self, place: Place, offset: int, event: E) -> Ticket[E] | None:
        """Return a ticket for a record, or None for one that is in hand already or not this worker's.

        Raises Skipped when the records between the last one and this one never came.
        """
        line = self._lines.get(place)
        if line is None or offset < line.next:
            return None
        if offset > line.next:
            raise Skipped(
                f"{place.topic}[{place.partition}]: offset {offset} came, {line.next} must be next; "
                "stopping before anything is acknowledged past it. Restart the worker.",
                missing=line.next,
            )
        line.next = offset + 1
        ticket = Ticket(line, offset, event, self._clock())
        line.tickets.append(ticket)
        self.in_hand += 1
        self._unsettled[place.topic] += 1
        return ticket

    def settle(self, ticket: Ticket[E]) -> bool:
        """Note that all that came of a record is durable; acknowledge it and what waited behind it.

        Returns False, and does nothing, for a ticket settled before or whose partition went away.
        """
        line = ticket.line
        if ticket.settled or not line.live:
            return False
        ticket.settled = True
        self._unsettled[line.place.topic] -= 1
        while line.tickets and line.tickets[0].settled:
            self._acknowledge(line.tickets.popleft().event)
            self.in_hand -= 1
        return True

    def ages(self) -> dict[Place, float]:
        """Return the seconds since the oldest record in hand was taken up, per partition; 0 where none is."""
        now = self._clock()
        return {
            place: now - line.tickets[0].taken_at if line.tickets else 0.0
            for place, line in self._lines.items()
        }

    def heads(self) -> dict[Place, int]:
        """Return, per partition, the offset of the oldest record in hand, or the one that must come next."""
        return {
            place: line.tickets[0].offset if line.tickets else line.next
            for place, line in self._lines.items()
        }

    def held(self, topic: str) -> int:
        """Return how many records of a topic are in hand and not settled. Any thread may ask."""
        return self._unsettled[topic]

    def _close(self, places: Mapping[Place, int] | tuple[Place, ...]) -> int:
        dropped = 0
        for place in places:
            line = self._lines.get(place)
            if line is not None:
                line.live = False
                dropped += len(line.tickets)
                self._unsettled[place.topic] -= sum(not ticket.settled for ticket in line.tickets)
        self.in_hand -= dropped
        return dropped
