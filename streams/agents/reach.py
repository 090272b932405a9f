"""Whether Kafka answers this worker: every few seconds it asks where the coordinator of its group is.

A worker that has nothing to do would not notice otherwise, and one that is busy only once a send is given up.
By a client of its own. The producer's, asked for its metadata before its first send, learns of every topic
and notes none (aiokafka 0.14). The first topic that it then misses, as while Kafka restarts, is all it asks
for ever after, and what waits for the others ends the worker a minute later: seen in one run of 13.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from aiokafka.client import AIOKafkaClient, CoordinationType
from aiokafka.errors import KafkaError

from streams import metrics
from streams.topics import Stage

if TYPE_CHECKING:
    import faust

ASK_S = 5.0  # between two questions, and how long an answer may take

log = structlog.get_logger()


def keep_asking(app: "faust.App", stage: Stage) -> None:
    """Have a worker ask for as long as it runs."""

    async def asked() -> None:
        await ask(_client(app), stage, group=app.conf.id, ended=lambda: app.should_stop)

    app.task(asked)


async def ask(
    client: AIOKafkaClient,
    stage: Stage,
    *,
    group: str,
    ended: Callable[[], bool],
    noted: Callable[[bool], None] = lambda _: None,
) -> None:
    """Ask until `ended`, then close the client; `newswire_broker_reachable` and `noted` tell the answer."""
    reachable = True  # it has been asked for its topics, or the worker would not run
    try:
        while not ended():
            before, reachable = reachable, await _answers(client, group=group)
            metrics.BROKER_REACHABLE.labels(stage).set(reachable)
            noted(reachable)
            if reachable != before:
                log.warning("Kafka answers again" if reachable else "Kafka does not answer", stage=stage)
            await asyncio.sleep(ASK_S)
    finally:
        await client.close()


def _client(app: "faust.App") -> AIOKafkaClient:
    # Here, as the watcher asks too and has no Faust.
    from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth  # noqa: PLC0415

    return AIOKafkaClient(
        bootstrap_servers=[f"{url.host}:{url.port}" for url in app.conf.broker],
        request_timeout_ms=int(ASK_S * 1000),
        **credentials_to_aiokafka_auth(app.conf.broker_credentials),
    )


async def _answers(client: AIOKafkaClient, *, group: str) -> bool:
    try:
        async with asyncio.timeout(ASK_S):
            if not client.cluster.brokers():
                await client.bootstrap()
            await client.coordinator_lookup(CoordinationType.GROUP, group)
    except (TimeoutError, KafkaError):
        return False
    return True
