"""How kafka-python reaches the deployment's Kafka, and what its errors mean to whoever runs the program.

Every client here (producer, admin, a consumer that shows records) starts from `admitted_options` and is used
within `kafka_errors`, so that each way of not reaching Kafka is explained in one place, in the same words.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import errors as kafka

from streams.broker.addresses import servers
from streams.broker.admission import require_admission
from streams.errors import Misconfigured, NewswireError, Unavailable
from streams.security.access import denied
from streams.security.clients import for_kafka_python
from streams.security.credentials import PASSWORDS, PROTOCOL, security
from streams.settings import Settings, variable

_WRONG_CREDENTIALS = (
    kafka.SaslAuthenticationFailedError,
    kafka.UnsupportedSaslMechanismError,
    kafka.IllegalSaslStateError,
)
# An answer that trying again will not change, whatever the broker's health.
_FOR_THE_OPERATOR = (
    kafka.UnsupportedVersionError,
    kafka.UnrecognizedBrokerVersion,
    kafka.KafkaConfigurationError,
    kafka.PolicyViolationError,
    kafka.InvalidTopicError,
)


def client_options(settings: Settings, *, name: str) -> dict[str, Any]:
    """Return the arguments that every kafka-python client needs; `name` is what the broker's log calls it.

    Raises Misconfigured, naming the setting, for an address, file or login that cannot work.
    """
    secured = for_kafka_python(security(settings))
    return {"bootstrap_servers": servers(settings), "client_id": f"newswire-{name}", **secured}


def admitted_options(settings: Settings, *, name: str) -> dict[str, Any]:
    """Return the same once Kafka has let us in, or does not answer at all.

    Raises Misconfigured as `client_options` does, and at once where Kafka refuses our login or certificate,
    or shows one that cannot be trusted; Unavailable where a token is needed and cannot be had.
    """
    options = client_options(settings, name=name)
    require_admission(settings)
    return options


@contextmanager
def kafka_errors(settings: Settings) -> Iterator[None]:
    """Turn what kafka-python raises in the body into this product's own errors; the first is the cause.

    Raises Unavailable where waiting may help, Misconfigured where an operator must act.
    """
    try:
        yield
    except kafka.KafkaError as error:
        raise answered(error, settings) from error


def answered(error: BaseException, settings: Settings) -> NewswireError:
    """Return what `explained` does; where Kafka gave no answer, its reason for that if it has one.

    A password that was changed, or a certificate that expired, shows to clients as a broker that is away.
    """
    made = explained(error, settings)
    if isinstance(made, Unavailable):
        try:
            require_admission(settings)
        except NewswireError as refusal:
            return refusal
    return made


def explained(error: BaseException, settings: Settings) -> NewswireError:
    """Return what an error of kafka-python means: Misconfigured for the operator, else Unavailable."""
    name, told = type(error).__name__, str(error)
    said = told if told.startswith(name) else f"{name}: {told}"
    where = f"Kafka at {settings.kafka_bootstrap_servers}"
    if isinstance(error, _WRONG_CREDENTIALS):
        return Misconfigured(
            f"{where} refused the login ({said}); check {variable('kafka_sasl_mechanism')}, "
            f"{variable('kafka_username')} and {PASSWORDS}"
        )
    # An idempotent producer says it of itself, in another error's message.
    if isinstance(error, kafka.AuthorizationError) or "AuthorizationFailed" in said:
        return denied(settings, said)
    if isinstance(error, kafka.MessageSizeTooLargeError | kafka.RecordListTooLargeError):
        return Misconfigured(
            f"{where} refuses records of this size ({said}); lower {variable('article_bytes_max')} or "
            "raise the topic's max.message.bytes"
        )
    if isinstance(error, _FOR_THE_OPERATOR):
        return Misconfigured(f"{where} cannot be used like this ({said})")
    return Unavailable(
        f"{where} does not answer ({said}); 'newswire broker' starts one on this machine, "
        f"{variable('kafka_bootstrap_servers')} names another, and {PROTOCOL}="
        f"{settings.kafka_security_protocol} must be that of its listener"
    )
