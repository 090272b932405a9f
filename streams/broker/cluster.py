"""What a worker must find before it starts: a Kafka that answers, and the topics as they should be."""

from kafka.admin import KafkaAdminClient

from streams.broker.admin import CONNECT_MS_MAX, REQUEST_MS_MAX, check
from streams.broker.connection import admitted_options, kafka_errors
from streams.errors import Misconfigured
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
