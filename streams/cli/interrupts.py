"""Ctrl-C and SIGTERM end a command between two articles, not within one."""

import signal
from collections.abc import Iterable, Iterator
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")
_END = object()


class Interrupts:
    """Within `with`, the first signal ends what `each` yields; before that, or the second time, all ends.

    So what was taken up is still delivered, and whoever cannot wait for that asks again; then, and where
    nothing was taken up yet, KeyboardInterrupt is raised. `asked` says whether a signal came. For the main
    thread.
    """

    def __init__(self) -> None:
        self.asked = False
        self._nothing_in_hand = True
        self._former: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._former[number] = signal.signal(number, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items until the first signal; one that comes while an item is read ends the reading."""
        iterator = iter(items)
        try:
            while not self.asked:
                self._nothing_in_hand = True
                item: Any = next(iterator, _END)
                self._nothing_in_hand = False
                if item is _END:
                    return
                yield item
        except KeyboardInterrupt:  # ours: `_ask` raises it nowhere else in here
            return

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        again, self.asked = self.asked, True
        if again or self._nothing_in_hand:
            self._nothing_in_hand = False
            raise KeyboardInterrupt
