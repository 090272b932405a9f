"""Many small items into few packed records: full ones when there is a rush, prompt ones when there is none.

A record is sent when it is full, or when it has waited as long as it may. It waits only if that pays: if, at
the rate of late, another item for the same partition is expected before the wait is over. So a lone article
is asked about at once, and a feed of tens a second is packed as well as its latency goal allows.
"""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

RATE_WEIGHT = 0.2  # of the newest interval between items in the running mean


class Packer(Generic[T]):
    """Collects items per partition and hands each full or waiting pack to `send(partition, items)`."""

    def __init__(self, send: Callable[[int, list[T]], None], *, items_max: int, linger_s: float) -> None:
        self._send, self._items_max, self._linger_s = send, items_max, linger_s
        self._packs: dict[int, list[T]] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._last: dict[int, float] = {}
        self._interval: dict[int, float] = {}

    def add(self, partition: int, item: T) -> None:
        """Put an item into its partition's pack; must be called in a running event loop."""
        loop = asyncio.get_running_loop()
        interval = self._observe(partition, loop.time())
        pack = self._packs.setdefault(partition, [])
        pack.append(item)
        if len(pack) >= self._items_max:
            self._flush(partition)
        elif partition not in self._timers:
            wait = self._linger_s if interval < self._linger_s else 0.0
            self._timers[partition] = loop.call_later(wait, self._flush, partition)

    def clear(self) -> None:
        """Throw away what waits: after a rebalance all of it is asked again."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._packs.clear()

    def _observe(self, partition: int, now: float) -> float:
        gap = now - self._last.get(partition, float("-inf"))
        mean = self._interval.get(partition, self._linger_s)
        # A long silence says that the rush is over; it must not take ten more items to notice.
        mean = self._linger_s if gap > 10 * self._linger_s else mean + RATE_WEIGHT * (gap - mean)
        self._last[partition], self._interval[partition] = now, mean
        return mean

    def _flush(self, partition: int) -> None:
        timer = self._timers.pop(partition, None)
        if timer is not None:
            timer.cancel()
        pack = self._packs.pop(partition, None)
        if pack:
            self._send(partition, pack)
