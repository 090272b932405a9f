"""Politeness: a host is asked one thing at a time, with a pause between two."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

PAUSE_S = 1.0
AT_ONCE_MAX = 32


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    free_at: float = 0.0


class Hosts:
    """Gives turns: one at a time per host, `pause_s` after the last one's end, and few over all hosts."""

    def __init__(self, *, pause_s: float = PAUSE_S, at_once_max: int = AT_ONCE_MAX) -> None:
        self._pause_s = pause_s
        self._turns = asyncio.Semaphore(at_once_max)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Hold the only turn of a host during the `with`. Turns are not to be nested."""
        loop = asyncio.get_running_loop()
        host = self._hosts.setdefault(name, _Host())
        host.waiting += 1
        try:
            async with host.lock:
                await asyncio.sleep(max(0.0, host.free_at - loop.time()))
                async with self._turns:
                    try:
                        yield
                    finally:
                        host.free_at = loop.time() + self._pause_s
        finally:
            host.waiting -= 1
            loop.call_later(self._pause_s, self._forget, name)

    def _forget(self, name: str) -> None:
        """Drop a host that is idle, so that redirects to ever new ones cost no memory."""
        host = self._hosts.get(name)
        if host and not host.waiting and host.free_at <= asyncio.get_running_loop().time():
            del self._hosts[name]
