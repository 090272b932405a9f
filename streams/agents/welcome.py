"""Whether Kafka would still let this worker in: asked beside the work, as its client only logs that.

A password that was changed, or a certificate that expired, does no harm to a connection that is there. After
that aiokafka tries to log in three times a second for as long as the worker lives. So the worker is not ready
while Kafka would refuse it, and once it has no connection any more, it ends. One that gets no token to log in
with is not ready either, but waits: its issuer may be back before its connections end.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import structlog

from streams.agents.app import StageApp
from streams.errors import Misconfigured, NewswireError, Superseded, Unavailable

log = structlog.get_logger()

# Raises Misconfigured, saying why, where Kafka would refuse us, Superseded where it would not after a start,
# Unavailable where we get no token to show it.
# Blocks for some seconds at most.
Ask = Callable[[], None]


class Welcome:
    """Asks every `every_s` seconds; `refusal` is what came of it last, None while we are welcome."""

    def __init__(self, app: StageApp, ask: Ask, *, every_s: float) -> None:
        self.refusal: NewswireError | None = None
        self._app, self._ask, self._every_s = app, ask, every_s
        self._held: list[Any] | None = None  # the connections of the last look
        app.task(self._watch)

    async def check(self) -> None:
        """Ask once. Crashes the worker with the refusal if there is one and all connections are gone."""
        before, self.refusal = self.refusal, await asyncio.to_thread(self._refused)
        now = connections(self._app)
        held, self._held = now if self._held is None else self._held, now
        if self.refusal is None:
            return
        if before is None:
            log.error("Kafka would refuse this worker", reason=str(self.refusal))
        # One that is new may be a try, about to be refused as well.
        if isinstance(self.refusal, Misconfigured | Superseded) and not any(one in held for one in now):
            await self._app.crash(self.refusal)

    async def _watch(self) -> None:
        while not self._app.should_stop:
            await asyncio.sleep(self._every_s)
            await self.check()

    def _refused(self) -> Misconfigured | Unavailable | None:
        try:
            self._ask()
        except (Misconfigured, Unavailable) as refusal:
            return refusal
        return None


def connections(app: StageApp) -> list[Any]:
    """Return the connections that the consumer has to brokers."""
    consumer: Any = app.consumer
    client = consumer._thread._ensure_consumer()._client
    return [connection for connection in list(client._conns.values()) if connection.connected()]
