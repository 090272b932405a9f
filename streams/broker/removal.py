"""Takes a deployment's topics off the cluster: for one that was only there to show or to try something."""

from kafka import KafkaAdminClient

from streams.broker.admin import CONNECT_MS_MAX, REQUEST_MS_MAX
from streams.broker.connection import admitted_options, kafka_errors
from streams.errors import Misconfigured
from streams.settings import Settings, variable


def remove_topics(settings: Settings) -> list[str]:
    """Delete every topic of the deployment, with its records, and return their names.

    Raises Misconfigured for a deployment without a prefix, which is nobody's to throw away, or where Kafka
    refuses us, and Unavailable where it does not answer.
    """
    if not settings.topic_prefix:
        raise Misconfigured(f"only topics under a prefix are removed; {variable('topic_prefix')} is empty")
    with (
        kafka_errors(settings),
        KafkaAdminClient(
            **admitted_options(settings, name="removal"),
            bootstrap_timeout_ms=CONNECT_MS_MAX,
            request_timeout_ms=REQUEST_MS_MAX,
        ) as client,
    ):
        there = set(client.list_topics())
        names = [topic.name for topic in settings.topics().all() if topic.name in there]
        if names:
            client.delete_topics(names)
        return names
