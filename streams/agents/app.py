"""One stage as a Faust app: its group, transport, store and time-outs, and nothing about news.

The values are those that kept records safe and the stream fast when measured; each departure from Faust's
default says why.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import faust
import mode
from faust.auth import OAuthCredentials, SASLCredentials
from faust.types import EventT, TopicT
from yarl import URL

from streams.agents.ledger import Place
from streams.agents.partitioner import partition
from streams.agents.restore import BulkTableManager
from streams.agents.transport import Hands, LosslessTransport
from streams.security.clients import AiokafkaTokens
from streams.security.credentials import Bearer, security
from streams.settings import Settings
from streams.topic import Topic
from streams.topics import Stage, app_id

# An event whose key and value are the record's own bytes.
Event = EventT[Any]

_PRODUCING: dict[str, Any] = {
    "producer_acks": -1,
    "producer_partitioner": partition,
    "producer_linger_ms": 5,
    "producer_max_batch_size": 256 * 1024,
    "producer_request_timeout": 60.0,  # not 20 minutes, which would hide a broker that is away
}


class _NoHands:
    def revoked(self) -> None:
        """Nothing is in hand yet."""

    def assigned(self, starts: Mapping[Place, int]) -> None:
        """Nobody takes records up yet."""


class StageApp(faust.App):
    """A Faust app that tells its `hands` when records are taken away or come again.

    `before_stop` is awaited while streams and consumer still run, whether it stops by a signal or a crash.
    """

    hands: Hands = _NoHands()
    before_stop: Callable[[], Awaitable[None]] | None = None

    async def stop(self) -> None:
        """Stop once `before_stop` is done; who asks again meanwhile, as a crash does, waits no more."""
        begin, self.before_stop = self.before_stop, None
        if begin is not None:
            await begin()
        await super().stop()


def create_app(stage: Stage, settings: Settings) -> StageApp:
    """Return the app of a stage, not started, on the brokers that the settings name."""
    brokers = [URL(f"kafka://{server.strip()}") for server in settings.kafka_bootstrap_servers.split(",")]
    app = StageApp(
        app_id(settings.topic_prefix, stage),
        broker=brokers,
        broker_credentials=credentials(settings),
        # Faust's default, 60 s, is how long the partitions of a killed worker would lie idle.
        broker_session_timeout=settings.kafka_session_timeout_s,
        broker_heartbeat_interval=settings.kafka_session_timeout_s / 4,
        broker_request_timeout=max(30.0, 2 * settings.kafka_session_timeout_s),
        broker_commit_interval=1.0,
        broker_max_poll_records=500,
        # Small, so that votes are not fetched only after megabytes of raw articles before them.
        consumer_max_fetch_size=512 * 1024,
        producer_max_request_size=2 * settings.article_bytes_max + 1024**2,
        **_PRODUCING,
        # Larger than all that can be fetched at once: the fetcher must never block on one full stream while
        # the votes that would empty it wait behind.
        stream_buffer_maxsize=16_384,
        stream_recovery_delay=0.0,
        # Waiting for what is in hand at a rebalance would wait in vain: it was dropped, and comes again.
        stream_wait_empty=False,
        store=URL("rocksdb://?driver=rocksdict"),
        datadir=str(settings.data_dir / stage),
        table_standby_replicas=0,
        TableManager=BulkTableManager,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        key_serializer="raw",
        value_serializer="raw",
        # Faust's default restarts a crashed agent, which goes on with the next record.
        agent_supervisor=mode.CrashingSupervisor,
        worker_redirect_stdouts=False,
    )
    app.transport = LosslessTransport(brokers, app, loop=app.loop)
    return app


def source(app: faust.App, topic: Topic) -> TopicT:
    """Return a topic as Faust reads it: untouched bytes, to be decoded where a bad one can be buried."""
    return app.topic(topic.name, key_type=bytes, value_type=bytes, partitions=topic.partitions)


def credentials(settings: Settings) -> faust.types.auth.CredentialsT | None:
    """Return what Faust hands to every client that it makes. Raises Misconfigured as `security` does."""
    secured = security(settings)
    if isinstance(secured.login, Bearer):
        return OAuthCredentials(oauth_cb=AiokafkaTokens(secured.login.tokens), ssl_context=secured.tls)
    if secured.login:
        return SASLCredentials(
            mechanism=secured.login.mechanism,
            username=secured.login.username,
            password=secured.login.password,
            ssl_context=secured.tls,
        )
    return faust.SSLCredentials(secured.tls) if secured.tls else None
