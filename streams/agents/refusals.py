"""What a worker's crash means where Kafka refused it: which ACL is missing, or that its login has ended."""

from collections.abc import Iterator

from aiokafka import errors as kafka

from streams.errors import Misconfigured
from streams.security.access import denied, needs, not_permitted
from streams.security.credentials import PASSWORDS
from streams.settings import Settings, variable
from streams.topics import Stage

_DENIED = (
    kafka.TopicAuthorizationFailedError,
    kafka.GroupAuthorizationFailedError,
    kafka.ClusterAuthorizationFailedError,
    kafka.TransactionalIdAuthorizationFailed,
)


def meant(reason: BaseException, settings: Settings, stage: Stage) -> BaseException:
    """Return Misconfigured, saying what to change, for what Kafka refused; anything else as it is."""
    for error in _behind(reason):
        if isinstance(error, _DENIED):
            said = str(error)
            lost = [need for need in needs(settings, stage) if need.name in said]
            return not_permitted(settings, lost) if lost else denied(settings, said)
        if isinstance(error, kafka.AuthenticationFailedError):
            return Misconfigured(
                f"Kafka at {settings.kafka_bootstrap_servers} refused the login ({error}); check "
                f"{variable('kafka_username')} and {PASSWORDS}"
            )
    return reason


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what caused it; Faust raises a crash's reason from itself."""
    found: BaseException | None = error
    seen: set[int] = set()
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__
