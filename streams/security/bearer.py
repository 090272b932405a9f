"""What must be set, and what must not, for a login by token."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from streams.errors import Misconfigured
from streams.security.hosts import loopback
from streams.security.passwords import password
from streams.security.tokens import FileTokens
from streams.settings import Settings, variable

OAUTHBEARER: Final = "OAUTHBEARER"
TOKEN_SETTINGS = ("kafka_token_file", "kafka_token_url", "kafka_token_scope")
_FILE, _URL = variable("kafka_token_file"), variable("kafka_token_url")


def faults_of_tokens(settings: Settings) -> Iterator[str]:
    """Yield what is missing or contradicts itself, each with its setting and the fix."""
    mechanism = settings.kafka_sasl_mechanism
    given = [variable(name) for name in TOKEN_SETTINGS if getattr(settings, name)]
    said = f"{variable('kafka_sasl_mechanism')}={mechanism}"
    if mechanism != OAUTHBEARER:
        if given:
            yield f"{said} takes no token, so {given[0]} would not count; set OAUTHBEARER, or leave that out"
        return
    if bool(settings.kafka_token_file) == bool(settings.kafka_token_url):
        both = "one of them" if settings.kafka_token_file else "a token"
        yield f"{said} needs {both}: set either {_FILE} or {_URL}"
    elif settings.kafka_token_file:
        yield from _faults_of_file(settings, FileTokens(settings.kafka_token_file))
    else:
        yield from _faults_of_url(settings.kafka_token_url)


def _faults_of_file(settings: Settings, tokens: FileTokens) -> Iterator[str]:
    others = (settings.kafka_username, password(settings), settings.kafka_token_scope)
    if any(others):
        yield (
            f"{_FILE} says who this is, so {variable('kafka_username')}, its password and "
            f"{variable('kafka_token_scope')} would not count; leave them out"
        )
    try:
        tokens.token()
    except Misconfigured as error:
        yield str(error)


def _faults_of_url(url: str) -> Iterator[str]:
    try:
        split = urlsplit(url)
        host, _ = split.hostname or "", split.port
    except ValueError:
        yield f"{_URL}: is no URL"
        return
    if split.username or split.password:
        yield f"{_URL} holds a login; put it into {variable('kafka_username')} and its password"
    elif split.scheme not in {"http", "https"} or not host:
        yield f"{_URL}: is no https URL"
    elif split.scheme == "http" and not loopback(host):
        yield f"{_URL}: {host} would be told the secret in the clear; use https"
