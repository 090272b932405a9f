"""Whether Kafka answers a process: every few seconds it asks where the coordinator of its group is.

Ingest has no group, nor the right to ask for one: it asks which brokers there are, which anybody may.

A worker that has nothing to do would not notice otherwise, and one that is busy only once a send is given up.
By a client of its own. A producer's, asked for its metadata before its first send, learns of every topic
and notes none (aiokafka 0.14). The first topic that it then misses, as while Kafka restarts, is all it asks
for ever after, and what waits for the others ends the worker a minute later: seen in one run of 13.
"""

import asyncio
from collections.abc import Callable

import structlog
from aiokafka.client import AIOKafkaClient, CoordinationType
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.protocol.metadata import MetadataRequest

from streams import metrics
from streams.broker.aio import aio_options
from streams.settings import Settings
from streams.topics import Stage, app_id

ASK_S = 5.0  # between two questions, and how long an answer may take

log = structlog.get_logger()


async def ask(
    settings: Settings,
    stage: Stage,
    *,
    ended: Callable[[], bool],
    noted: Callable[[bool], None] = lambda _: None,
) -> None:
    """Ask until `ended`; `newswire_broker_reachable` and `noted` tell the answer.

    Raises Misconfigured for an address, file or login that cannot work.
    """
    client = AIOKafkaClient(**aio_options(settings, name=stage), request_timeout_ms=int(ASK_S * 1000))
    group = None if stage is Stage.INGEST else app_id(settings.topic_prefix, stage)
    reachable = True  # it has been asked for its topics, or the process would not run
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


async def _answers(client: AIOKafkaClient, *, group: str | None) -> bool:
    """Ask, and again if the connection was gone: Kafka closes it when the token ends that it began with."""
    try:
        async with asyncio.timeout(ASK_S):
            try:
                await _look_up(client, group)
            except KafkaConnectionError:
                await _look_up(client, group)
    except (TimeoutError, KafkaError):
        return False
    return True


async def _look_up(client: AIOKafkaClient, group: str | None) -> None:
    if not client.cluster.brokers():
        await client.bootstrap()
    if group is None:
        await client.send(client.get_random_node(), MetadataRequest([]))
    else:
        await client.coordinator_lookup(CoordinationType.GROUP, group)
