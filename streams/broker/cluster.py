"""What a process must find: a Kafka that answers and permits what it needs, topics as they should be."""

from contextlib import suppress

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.broker.admin import CONNECT_MS_MAX, REQUEST_MS_MAX, check
from streams.broker.connection import admitted_options, client_options, kafka_errors
from streams.broker.permissions import require_permitted
from streams.errors import Misconfigured
from streams.security.access import needs
from streams.settings import Settings
from streams.topics import Stage


def require(settings: Settings, stage: Stage) -> str:
    """Return the cluster's id, once every topic of the stage is there as it should be and permitted to it.

    Raises Misconfigured naming the topics that are not and the command that makes them, or the ACLs that are
    missing; Unavailable within 30 s where Kafka does not answer.
    """
    wrong = check(settings, stage)
    if wrong:
        listed = "\n".join(f"  {difference}" for difference in wrong)
        raise Misconfigured(f"topics are not as they should be:\n{listed}\nRun: newswire topics apply")
    options = admitted_options(settings, name="worker")
    with (
        kafka_errors(settings),
        KafkaAdminClient(
            **options, bootstrap_timeout_ms=CONNECT_MS_MAX, request_timeout_ms=REQUEST_MS_MAX
        ) as client,
    ):
        return str(client.describe_cluster()["cluster_id"])


def require_rights(settings: Settings, stage: Stage) -> None:
    """Return where Kafka permits what a stage needs, or does not answer within 20 s.

    For who has been let in: a refused login is tried for as long. Raises Misconfigured as `client_options`
    does, or listing the ACLs that are missing.
    """
    options = client_options(settings, name=stage)
    with (
        suppress(KafkaError),
        KafkaAdminClient(
            **options, bootstrap_timeout_ms=CONNECT_MS_MAX, request_timeout_ms=CONNECT_MS_MAX
        ) as client,
    ):
        require_permitted(client, settings, needs(settings, stage))
