"""How this deployment's Kafka is reached safely: the settings read once, for every client alike.

Two libraries talk to Kafka here, and both are given what stands here: one TLS context, one login. Names are
always verified; there is no setting that turns that off.
"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from streams.errors import Misconfigured
from streams.security.bearer import OAUTHBEARER, TOKEN_SETTINGS, faults_of_tokens
from streams.security.issuer import IssuedTokens
from streams.security.passwords import password
from streams.security.tokens import FileTokens, Tokens
from streams.settings import Settings, variable

# Every setting that only counts where Kafka is reached with TLS or with a login.
SETTINGS = (
    "kafka_username",
    "kafka_password",
    "kafka_password_file",
    *TOKEN_SETTINGS,
    "kafka_ca_file",
    "kafka_certificate_file",
    "kafka_key_file",
)
PROTOCOL = variable("kafka_security_protocol")
PASSWORDS = f"{variable('kafka_password_file')} (or {variable('kafka_password')})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who this process is to Kafka."""

    mechanism: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who this process is to Kafka, as others vouch for it."""

    tokens: Tokens
    mechanism: Literal["OAUTHBEARER"] = OAUTHBEARER


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """How to talk to Kafka; without `tls` in the clear, without `login` as anybody."""

    protocol: str
    tls: ssl.SSLContext | None = None
    login: Login | Bearer | None = None


def security(settings: Settings) -> Security:
    """Return how to talk to Kafka.

    Raises Misconfigured with every fault at once, each naming the setting and the fix.
    """
    if found := list(faults(settings)):
        raise Misconfigured("\n".join(found))
    return Security(
        protocol=settings.kafka_security_protocol,
        tls=_context(settings) if with_tls(settings) else None,
        login=_login(settings),
    )


def with_tls(settings: Settings) -> bool:
    """Return whether what goes to Kafka is encrypted."""
    return settings.kafka_security_protocol in ("SSL", "SASL_SSL")


def with_login(settings: Settings) -> bool:
    """Return whether Kafka asks for a user and a password."""
    return settings.kafka_security_protocol.startswith("SASL")


def faults(settings: Settings) -> Iterator[str]:
    """Yield what is missing, contradicts itself or cannot be read, each with its setting and the fix."""
    yield from _faults_of_login(settings)
    yield from _faults_of_tls(settings)


def _faults_of_login(settings: Settings) -> Iterator[str]:
    user, file = variable("kafka_username"), settings.kafka_password_file
    said = f"{PROTOCOL}={settings.kafka_security_protocol}"
    given = settings.kafka_password.get_secret_value()
    if given and file:
        yield (
            f"{variable('kafka_password')} and {variable('kafka_password_file')} are both set; leave one out"
        )
    if not with_login(settings):
        if settings.kafka_username or given or file:
            yield f"{said} has no login, but one is set; set it to SASL_SSL, or leave out {user} and password"
        return
    yield from faults_of_tokens(settings)
    if settings.kafka_sasl_mechanism == OAUTHBEARER and not settings.kafka_token_url:
        return
    if not settings.kafka_username:
        yield f"{said} needs a login: set {user}"
    if settings.kafka_sasl_mechanism.startswith("SCRAM") and set(settings.kafka_username) & set("=,"):
        yield f"{user}={settings.kafka_username}: with SCRAM a name must be without '=' and ','"
    if file and not file.is_file():
        yield _no_file("kafka_password_file", file)
    elif not password(settings):
        yield (
            f"{variable('kafka_password_file')}={file}: holds no password that can be read"
            if file
            else f"{said} needs a login: set {PASSWORDS}"
        )


def _faults_of_tls(settings: Settings) -> Iterator[str]:
    files = {
        name: path
        for name in ("kafka_ca_file", "kafka_certificate_file", "kafka_key_file")
        if (path := getattr(settings, name)) is not None
    }
    if files and not with_tls(settings):
        yield (
            f"{PROTOCOL}={settings.kafka_security_protocol} has no TLS, so {variable(next(iter(files)))} "
            "would not count; set it to SSL or SASL_SSL, or leave that out"
        )
        return
    missing = [_no_file(name, path) for name, path in files.items() if not path.is_file()]
    if "kafka_key_file" in files and "kafka_certificate_file" not in files:
        missing.append(
            f"{variable('kafka_key_file')} is set without its {variable('kafka_certificate_file')}; set both"
        )
    yield from missing
    if files and not missing:
        try:
            _context(settings)
        except Misconfigured as error:
            yield str(error)


def _no_file(name: str, path: Path) -> str:
    return f"{variable(name)}={path}: there is no such file"


def _context(settings: Settings) -> ssl.SSLContext:
    authorities, certificate = settings.kafka_ca_file, settings.kafka_certificate_file
    try:
        context = ssl.create_default_context(cafile=str(authorities) if authorities else None)
    except OSError as error:  # ssl.SSLError is one
        raise Misconfigured(
            f"{variable('kafka_ca_file')}={authorities}: holds no certificates (PEM) that can be "
            f"read ({error})"
        ) from error
    if certificate:
        try:
            # Without a password of ours OpenSSL would ask the terminal for that of an encrypted key.
            context.load_cert_chain(certificate, settings.kafka_key_file, password=lambda: "")
        except OSError as error:
            raise Misconfigured(
                f"{variable('kafka_certificate_file')}={certificate}: cannot be used with its key ({error}); "
                f"both must be PEM, belong together and not be encrypted; {variable('kafka_key_file')} names "
                "the key where it is not in the same file"
            ) from error
    return context


def _login(settings: Settings) -> Login | Bearer | None:
    if not with_login(settings):
        return None
    if settings.kafka_sasl_mechanism == OAUTHBEARER:
        return Bearer(tokens=_tokens(settings))
    return Login(
        mechanism=settings.kafka_sasl_mechanism,
        username=settings.kafka_username,
        password=password(settings),
    )


@lru_cache(maxsize=8)
def _tokens(settings: Settings) -> Tokens:
    """Return where tokens are from: one for all clients of a process, or each would ask for its own."""
    if settings.kafka_token_file:
        return FileTokens(settings.kafka_token_file)
    trust = ssl.create_default_context()
    if settings.kafka_ca_file:
        trust.load_verify_locations(settings.kafka_ca_file)
    return IssuedTokens(
        url=settings.kafka_token_url,
        client=settings.kafka_username,
        secret=password(settings),
        scope=settings.kafka_token_scope,
        trust=trust,
    )
