"""What is on show: the last few articles, copies and dead letters, changing no faster than one can read.

At forty articles a second nobody could; so of those that come while one is being read, only the last is
shown next.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from streams.demo.events import Buried, Copied, Enriched, Event, Sent

T = TypeVar("T")

ARTICLE_READ_S, COPY_READ_S, LETTER_READ_S = 0.9, 0.7, 0.0
SHOWN_MAX = 24
TITLES_MAX = 5_000


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A copy beside its original, and how the feed really made it."""

    record: Mapping[str, Any]
    made: str
    original_source: str | None


@dataclass(slots=True)
class Slow(Generic[T]):
    """The last things shown, newest first; one comes in at most every `read_s` seconds."""

    read_s: float
    shown: deque[T] = field(default_factory=lambda: deque(maxlen=SHOWN_MAX))
    _next: T | None = None
    _changed_at: float = float("-inf")

    def offer(self, thing: T) -> None:
        """Take what may be shown next."""
        self._next = thing

    def turn(self, now_s: float) -> None:
        """Show what waits, if what is shown has been readable for long enough."""
        if self._next is not None and now_s - self._changed_at >= self.read_s:
            self.shown.appendleft(self._next)
            self._next, self._changed_at = None, now_s


class Board:
    """Hears what is news and keeps what to show of it; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.articles: Slow[Enriched] = Slow(ARTICLE_READ_S)
        self.copies: Slow[CopyShown] = Slow(COPY_READ_S)
        self.letters: deque[Buried] = deque(maxlen=SHOWN_MAX)
        self.entities = 0
        self._clock = clock
        self._known: OrderedDict[str, Sent] = OrderedDict()

    def hear(self, event: Event) -> None:
        """Take in an event that is news."""
        if isinstance(event, Sent):
            self._remember(event)
        elif isinstance(event, Copied):
            self.copies.offer(self._copy(event))
        elif isinstance(event, Enriched):
            self.entities += len(event.record.get("entities", ()))
            self.articles.offer(event)
        elif isinstance(event, Buried):
            self.letters.appendleft(event)
        self.turn()

    def turn(self) -> None:
        """Show what is due."""
        now_s = self._clock()
        self.articles.turn(now_s)
        self.copies.turn(now_s)

    def _remember(self, sent: Sent) -> None:
        self._known[sent.article] = sent
        while len(self._known) > TITLES_MAX:
            self._known.popitem(last=False)

    def _copy(self, event: Copied) -> CopyShown:
        copy, original = self._known.get(event.article), self._known.get(event.original)
        return CopyShown(
            record=event.record,
            made=copy.kind.value if copy else "",
            original_source=original.source if original else None,
        )
