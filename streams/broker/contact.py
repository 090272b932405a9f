"""Whether Kafka answers a process and would let it in again, asked beside its work: clients only log it.

For a process that is a plain asyncio one. Workers of Faust have the same in `streams.agents.welcome`.
"""

import asyncio
from collections.abc import Callable

import structlog

from streams.broker import reach
from streams.errors import Misconfigured, NewswireError, Superseded, Unavailable
from streams.settings import Settings
from streams.topics import Stage

log = structlog.get_logger()


class Contact:
    """What Kafka says to a process: `not_ready` tells it, `answered` and `admitted` ask until cancelled.

    `ask` raises as what `admission` returns. It is called in a thread and blocks for some seconds at most.
    """

    def __init__(self, settings: Settings, stage: Stage, *, ask: Callable[[], None]) -> None:
        self._settings, self._stage, self._ask = settings, stage, ask
        self._reachable = True
        self._refusal: NewswireError | None = None

    def not_ready(self) -> str | None:
        """Return why the process cannot work with Kafka, or None."""
        if self._refusal is not None:
            return str(self._refusal)
        return None if self._reachable else "Kafka does not answer"

    async def answered(self) -> None:
        """Ask whether Kafka answers, for `newswire_broker_reachable` as well. Raises as `reach.ask` does."""
        await reach.ask(self._settings, self._stage, ended=lambda: False, noted=self._note)

    async def admitted(self) -> None:
        """Ask whether Kafka would let this process in again.

        Raises Misconfigured once it would not, or Superseded once it would after a start, where it does not
        answer on the connection that we have. Until then the process works on, as any worker does of which a
        password was changed before it was restarted.
        """
        while True:
            await asyncio.sleep(self._settings.kafka_session_timeout_s)
            try:
                await asyncio.to_thread(self._ask)
            except (Misconfigured, Unavailable) as refusal:
                if self._refusal is None:
                    log.error(  # noqa: TRY400  it says all there is
                        "Kafka would refuse this process", stage=self._stage, reason=str(refusal)
                    )
                self._refusal = refusal
                if isinstance(refusal, Misconfigured | Superseded) and not self._reachable:
                    raise
            else:
                self._refusal = None

    def _note(self, reachable: bool) -> None:
        self._reachable = reachable
