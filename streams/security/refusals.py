"""What a worker's crash means where Kafka refused it: which ACL is missing, or that its login has ended."""

from collections.abc import Callable, Iterator

from aiokafka import errors as kafka

from streams.errors import Misconfigured, Superseded, Unavailable
from streams.security.access import Resource, denied, needs, not_permitted
from streams.security.credentials import PASSWORDS
from streams.settings import Settings, variable
from streams.topics import Stage

# What each refusal is of; Kafka names the resource, or nothing, in its text.
_DENIED: dict[type[Exception], Resource | None] = {
    kafka.TopicAuthorizationFailedError: Resource.TOPIC,
    kafka.GroupAuthorizationFailedError: Resource.GROUP,
    kafka.TransactionalIdAuthorizationFailed: Resource.TRANSACTIONAL_ID,
    kafka.ClusterAuthorizationFailedError: None,
}


def meant(reason: BaseException, settings: Settings, stage: Stage) -> BaseException:
    """Return Misconfigured, saying what to change, for what Kafka refused; anything else as it is."""
    for error in _behind(reason):
        if isinstance(error, tuple(_DENIED)):
            said, of = str(error), next(of for kind, of in _DENIED.items() if isinstance(error, kind))
            its = [need for need in needs(settings, stage) if need.resource is of]
            # A stage has one group and one transactional id, which are not always named.
            lost = [need for need in its if need.name in said or of is not Resource.TOPIC]
            return not_permitted(settings, lost) if lost else denied(settings, said)
        if isinstance(error, kafka.AuthenticationFailedError):
            return Misconfigured(
                f"Kafka at {settings.kafka_bootstrap_servers} refused the login ({error}); check "
                f"{variable('kafka_username')} and {PASSWORDS}"
            )
    return reason


def understood(
    reason: BaseException, settings: Settings, stage: Stage, *, ask: Callable[[], None]
) -> BaseException:
    """Return what `meant` does; where that says nothing, what Kafka says to `ask`, if it would not let us in.

    A token that it refuses is no error to aiokafka 0.14, which goes on as if it was let in, and fails in
    words that say nothing. `ask` raises as what `broker.admission.admission` returns.
    """
    found = meant(reason, settings, stage)
    if isinstance(found, Misconfigured):
        return found
    try:
        ask()
    except (Misconfigured, Superseded) as refusal:
        return refusal
    except Unavailable:
        pass
    return found


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what caused it; Faust raises a crash's reason from itself."""
    found: BaseException | None = error
    seen: set[int] = set()
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__
