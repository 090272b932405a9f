"""How the two libraries that talk to Kafka are told of TLS and login: the same, in the words of each."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiokafka.abc import AbstractTokenProvider as AiokafkaProvider
from aiokafka.errors import KafkaConnectionError
from kafka import errors as kafka
from kafka.net.sasl.oauth import AbstractTokenProvider as KafkaPythonProvider

from streams.errors import NewswireError
from streams.security.credentials import Bearer, Security
from streams.security.tokens import Tokens


class AiokafkaTokens(AiokafkaProvider):  # type: ignore[misc]
    """Tokens as aiokafka asks for them: for each new connection; the event loop goes on meanwhile."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def token(self) -> str:
        """Return a token. Raises aiokafka's KafkaConnectionError, which it knows how to outlast."""
        try:
            return await asyncio.to_thread(self._tokens.token)
        except NewswireError as error:
            raise KafkaConnectionError(str(error)) from error


class KafkaPythonTokens(KafkaPythonProvider):  # type: ignore[misc]
    """Tokens as kafka-python asks for them: in its own thread, anew before a session ends (KIP-368)."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def token(self) -> str:
        """Return a token. Raises kafka-python's KafkaConnectionError."""
        try:
            return self._tokens.token()
        except NewswireError as error:
            raise kafka.KafkaConnectionError(str(error)) from error


def for_aiokafka(secured: Security) -> dict[str, Any]:
    """Return the arguments of a client of aiokafka's."""
    return _options(secured, AiokafkaTokens)


def for_kafka_python(secured: Security) -> dict[str, Any]:
    """Return the arguments of a client of kafka-python's."""
    return _options(secured, KafkaPythonTokens)


def _options(secured: Security, provider: Callable[[Tokens], object]) -> dict[str, Any]:
    options: dict[str, Any] = {"security_protocol": secured.protocol}
    if secured.tls:
        options["ssl_context"] = secured.tls
    if isinstance(secured.login, Bearer):
        return options | {
            "sasl_mechanism": secured.login.mechanism,
            "sasl_oauth_token_provider": provider(secured.login.tokens),
        }
    if secured.login:
        options |= {
            "sasl_mechanism": secured.login.mechanism,
            "sasl_plain_username": secured.login.username,
            "sasl_plain_password": secured.login.password,
        }
    return options
