"""Whether Kafka permits a user what it needs: asked beforehand, so that all that is missing is told."""

from collections.abc import Iterable, Iterator, Sequence

from kafka.admin import KafkaAdminClient
from kafka.errors import (
    CoordinatorNotAvailableError,
    GroupAuthorizationFailedError,
    NotCoordinatorError,
    TopicAuthorizationFailedError,
)

from streams.security.access import Need, Resource, not_permitted
from streams.settings import Settings


def require_permitted(client: KafkaAdminClient, settings: Settings, wanted: Sequence[Need]) -> None:
    """Return where all of it is permitted; of a topic that is not there, nothing can be said.

    Raises Misconfigured listing each ACL that is missing.
    """
    missing = [
        *_of_topics(client, [need for need in wanted if need.resource is Resource.TOPIC]),
        *_of_groups(client, [need for need in wanted if need.resource is Resource.GROUP]),
    ]
    if missing:
        raise not_permitted(settings, missing)


def _of_topics(client: KafkaAdminClient, wanted: Sequence[Need]) -> Iterator[Need]:
    # To ask for these by name makes none: kafka-python forbids it in each such question.
    told = {topic["name"]: topic for topic in client.describe_topics([need.name for need in wanted])}
    for need in wanted:
        topic = told[need.name]
        if topic["error_code"] == TopicAuthorizationFailedError.errno:
            yield need
        elif not topic["error_code"]:
            yield from _lacking(need, topic.get("authorized_operations") or ())


def _of_groups(client: KafkaAdminClient, wanted: Sequence[Need]) -> Iterator[Need]:
    for need in wanted:
        try:
            told = client.describe_groups([need.name], include_authorized_operations=True)
        except GroupAuthorizationFailedError:
            yield need
        except (CoordinatorNotAvailableError, NotCoordinatorError):
            continue  # as of a cluster that has had no group yet
        else:
            yield from _lacking(need, told[need.name].get("authorized_operations") or ())


def _lacking(need: Need, permitted: Iterable[str]) -> Iterator[Need]:
    """Yield what is missing, as a need; nothing where the broker, being old, does not say."""
    permitted = set(permitted)
    left = tuple(operation for operation in need.operations if operation.name not in permitted)
    if permitted and left:
        yield Need(resource=need.resource, name=need.name, operations=left)
