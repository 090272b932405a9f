"""One connection to a broker, as far as its login, by aiokafka."""

from aiokafka.conn import AIOKafkaConnection, OAuthAuthenticator

from streams.broker.addresses import parted
from streams.security.clients import for_aiokafka
from streams.security.credentials import Security


async def knock(server: str, secured: Security, *, answer_ms_max: int) -> None:
    """Return once a broker let us in. Raises what aiokafka raises, each within `answer_ms_max`."""
    host, port = parted(server)
    options = for_aiokafka(secured)
    connection = _Connection(host, int(port), request_timeout_ms=answer_ms_max, **options)
    await connection.connect()
    connection.close()


class _Connection(AIOKafkaConnection):  # type: ignore[misc]
    """aiokafka's, which takes any answer to a token for a welcome (0.14); a refusal is one, too."""

    def authenticator_oauth(self) -> "_Bearer":
        return _Bearer(sasl_oauth_token_provider=self._sasl_oauth_token_provider)


class _Bearer(OAuthAuthenticator):  # type: ignore[misc]
    """Hears a refusal to its end: it is told in two steps (RFC 7628 section 3.2.3), the second an error."""

    async def step(self, payload: bytes | None) -> tuple[bytes, bool] | None:
        if self._token_sent and payload:
            return b"\x01", True
        step: tuple[bytes, bool] | None = await super().step(payload)
        return step
