"""How a worker ends: it finishes what it holds in half its time, and is gone in all of it.

Without the first, what was published but not committed yet is published again by whoever has the partition
next. Without the second, where Kafka hangs, each table that is closed would wait for it in turn. What is not
settled by then is delivered again, as after a kill, and nothing is lost.
"""

import asyncio
from collections.abc import Callable

import structlog
from aiokafka.errors import KafkaError

from streams import time_limit
from streams.agents.app import StageApp
from streams.agents.flow import Flow

LOOK_S = 0.02  # between two looks at what is still in hand

log = structlog.get_logger()


def arrange(app: StageApp, flow: Flow, *, within_s: float) -> None:
    """Have a worker that stops finish first what is in hand, and end with exit code 3 if time is up."""

    async def before_stop() -> None:
        time_limit.begin(flow.stage, after_s=within_s, why=app.crash_reason)
        if app.crash_reason is None:
            await finish(app, flow, within_s=within_s / 2)

    app.before_stop = before_stop


async def finish(app: StageApp, flow: Flow, *, within_s: float) -> None:
    """Take up nothing new, and commit what is settled once nothing is in hand, or after so many seconds.

    First the stage's own articles, for which a stage may have to hear from itself; then all the rest.
    """
    log.info("finishing what is in hand", stage=flow.stage, records=flow.ledger.in_hand)
    try:
        async with asyncio.timeout(within_s):
            flow.close_source()
            await _none(app, lambda: flow.unsettled() - flow.not_begun())
            flow.close_all()
            await _none(app, lambda: flow.ledger.in_hand - flow.not_begun())
    except TimeoutError:
        log.warning("not all that is in hand could be finished; it is delivered again",
                    stage=flow.stage, records=flow.ledger.in_hand)  # fmt: skip
    await _commit(app, within_s=within_s / 2)


async def _none(app: StageApp, count: Callable[[], int]) -> None:
    while count() and not app.should_stop:  # noqa: ASYNC110  nobody tells when the last is settled
        await asyncio.sleep(LOOK_S)


async def _commit(app: StageApp, *, within_s: float) -> None:
    """Commit what is settled; the first may only have waited for one under way."""
    try:
        async with asyncio.timeout(within_s):
            for _ in range(2):
                await app.consumer.commit()
    except (TimeoutError, KafkaError) as error:
        log.warning(
            "could not commit; what was settled last is delivered again", reason=str(error) or "no answer"
        )
