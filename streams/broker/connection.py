"""How kafka-python reaches the deployment's Kafka, and what its errors mean to whoever runs the program.

Every client here (producer, admin, a consumer that shows records) starts from `client_options` and is used
within `kafka_errors`, so that each way of not reaching Kafka is explained in one place, in the same words.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import errors as kafka

from streams.errors import Misconfigured, NewswireError, Unavailable
from streams.security import PASSWORDS, security
from streams.settings import Settings, variable

_PORTS = range(1, 65_536)
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
    secured = security(settings)
    options: dict[str, Any] = {
        "bootstrap_servers": servers(settings),
        "client_id": f"newswire-{name}",
        "security_protocol": secured.protocol,
    }
    if secured.tls:
        options["ssl_context"] = secured.tls
    if secured.login:
        options |= {
            "sasl_mechanism": secured.login.mechanism,
            "sasl_plain_username": secured.login.username,
            "sasl_plain_password": secured.login.password,
        }
    return options


@contextmanager
def kafka_errors(settings: Settings) -> Iterator[None]:
    """Turn what kafka-python raises in the body into this product's own errors; the first is the cause.

    Raises Unavailable where waiting may help, Misconfigured where an operator must act.
    """
    try:
        yield
    except kafka.KafkaError as error:
        raise explained(error, settings) from error


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
    if isinstance(error, kafka.AuthorizationError):
        return Misconfigured(f"{where} does not permit this ({said}); its access rules must name this user")
    if isinstance(error, kafka.MessageSizeTooLargeError | kafka.RecordListTooLargeError):
        return Misconfigured(
            f"{where} refuses records of this size ({said}); lower {variable('article_bytes_max')} or "
            "raise the topic's max.message.bytes"
        )
    if isinstance(error, _FOR_THE_OPERATOR):
        return Misconfigured(f"{where} cannot be used like this ({said})")
    return Unavailable(
        f"{where} does not answer ({said}); 'newswire broker' starts one on this machine, "
        f"{variable('kafka_bootstrap_servers')} names another"
    )


def servers(settings: Settings) -> list[str]:
    """Return the brokers to start from, as host:port. Raises Misconfigured for one that is none."""
    named = [server.strip() for server in settings.kafka_bootstrap_servers.split(",") if server.strip()]
    for server in named:
        host, colon, port = server.rpartition(":")
        if not (colon and host and port.isascii() and port.isdigit() and int(port) in _PORTS):
            raise Misconfigured(
                f"{variable('kafka_bootstrap_servers')}: {server!r} is no host:port such as 127.0.0.1:9092"
            )
    if not named:
        raise Misconfigured(
            f"{variable('kafka_bootstrap_servers')} names no broker: host:port, comma-separated"
        )
    return named
