"""Tokens asked of an issuer by client id and secret, each used until four fifths of its life are over.

Source: RFC 6749, sections 2.3.1 (how a client is known), 4.4 (client credentials) and 5.2 (its errors).
"""

import asyncio
import json
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

import httpx

from streams import beside
from streams.errors import Misconfigured, NewswireError, Unavailable
from streams.security.tokens import TOKEN_CHARACTERS_MAX, about, ends_at, noted, well_formed
from streams.settings import variable

ANSWER_S_MAX = 10.0
ANSWER_BYTES_MAX = 2 * TOKEN_CHARACTERS_MAX
PAUSE_S = 5.0  # after a failure; clients reconnect three times a second
_USED_OF_ITS_LIFE = 0.8  # as Kafka's own clients (sasl.login.refresh.window.factor)
_LIFE_S_UNSAID = 60.0
_OK, _REDIRECTS, _WAIT = 200, range(300, 400), {408, 425, 429, *range(500, 600)}


@dataclass(slots=True, kw_only=True)
class IssuedTokens:
    """Tokens of one issuer for one client. `trust` is whom TLS trusts; `clock` is in seconds since 1970."""

    url: str
    client: str
    secret: str = field(repr=False)
    scope: str = ""
    trust: ssl.SSLContext
    clock: Callable[[], float] = time.time
    _token: str = field(default="", repr=False, init=False)
    _ends_at: float = field(default=0.0, init=False)
    _ask_at: float = field(default=0.0, init=False)
    _failure: NewswireError | None = field(default=None, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False, init=False)

    @property
    def name(self) -> str:
        """Return how errors speak of the issuer; a query may hold what is nobody's business."""
        return f"{variable('kafka_token_url')}={self.url.partition('?')[0]}"

    def token(self) -> str:
        """Return the token in use, or a new one; an issuer that is away is no matter while the old one lives.

        After a failure the issuer is left alone for 5 s, in which the same failure is raised again. Raises
        Misconfigured where it refuses us or is none, Unavailable where it does not answer within 10 s.
        """
        with self._turn:
            if self.clock() >= self._ask_at:
                self._renew()
            if self._failure is not None and self.clock() >= self._ends_at:
                raise self._failure
            return self._token

    def refused(self) -> str:
        """Return what is known of a token that Kafka refused; it is not used again."""
        with self._turn:
            said = about(self._token)
            self._ends_at = self._ask_at = 0.0
        return (
            f"it is from {self.name}, {said}; check "
            f"{variable('kafka_username')} and {variable('kafka_token_scope')}, and "
            "which issuer and audience the brokers expect"
        )

    def _renew(self) -> None:
        try:
            answer = self._asked()
        except NewswireError as error:
            self._failure, self._ask_at = error, self.clock() + PAUSE_S
            return
        now, self._failure = self.clock(), None
        self._token = noted(answer["access_token"])
        life = answer.get("expires_in")
        ends = now + float(life) if isinstance(life, int | float) else ends_at(self._token)
        self._ends_at = ends if ends is not None else now + _LIFE_S_UNSAID
        self._ask_at = now + max(0.0, self._ends_at - now) * _USED_OF_ITS_LIFE

    def _asked(self) -> dict[str, Any]:
        try:
            status, body = beside.run(self._posted(), within_s=ANSWER_S_MAX)
        except (httpx.HTTPError, TimeoutError) as error:
            raise _unanswered(self.name, error) from error
        return _token_in(self.name, self.client, status, body)

    async def _posted(self) -> tuple[int, bytes]:
        """Return the status and the body of the answer, cut off beyond its bound."""
        form = {"grant_type": "client_credentials"} | ({"scope": self.scope} if self.scope else {})
        login = httpx.BasicAuth(quote_plus(self.client), quote_plus(self.secret))
        headers = {"accept": "application/json", "accept-encoding": "identity"}
        body = bytearray()
        async with (
            asyncio.timeout(ANSWER_S_MAX),
            httpx.AsyncClient(verify=self.trust, trust_env=False, timeout=ANSWER_S_MAX) as client,
            client.stream("POST", self.url, data=form, auth=login, headers=headers) as response,
        ):
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > ANSWER_BYTES_MAX:
                    break
            return response.status_code, bytes(body)


def _unanswered(name: str, error: Exception) -> NewswireError:
    """Return what it means that an issuer could not be asked."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return Misconfigured(
            f"{name}: its certificate cannot be trusted ({cause.verify_message.rstrip('.')}); "
            f"{variable('kafka_ca_file')} may name its authority beside Kafka's"
        )
    if isinstance(error, TimeoutError):
        return Unavailable(f"{name} gave no token within {ANSWER_S_MAX:g} s")
    return Unavailable(f"{name} gives no token ({str(error) or type(error).__name__})")


def _token_in(name: str, client: str, status: int, body: bytes) -> dict[str, Any]:
    """Return an answer that holds a token. Raises Unavailable for a server in trouble, else Misconfigured."""
    if status in _WAIT:
        raise Unavailable(f"{name} gives no token now (status {status})")
    if status in _REDIRECTS:
        raise Misconfigured(
            f"{name} leads elsewhere (status {status}), which is not followed; name the end of it"
        )
    try:
        said = json.loads(body) if len(body) <= ANSWER_BYTES_MAX else None
    except (ValueError, RecursionError):
        said = None
    answer: dict[str, Any] = said if isinstance(said, dict) else {}
    if status != _OK:
        words = [str(answer[key])[:200] for key in ("error", "error_description") if answer.get(key)]
        raise Misconfigured(
            f"{name} refused the client {client!r} ({': '.join(words) or f'status {status}'}); check "
            f"{', '.join(map(variable, ('kafka_username', 'kafka_password_file', 'kafka_token_scope')))}"
        )
    token, kind = answer.get("access_token"), answer.get("token_type", "bearer")
    if not isinstance(token, str) or not well_formed(token) or str(kind).lower() != "bearer":
        raise Misconfigured(
            f"{name}: its answer holds no bearer token; is it the token endpoint of an issuer?"
        )
    return answer
