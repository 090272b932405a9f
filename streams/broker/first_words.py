"""The first words with a broker, by hand: a login, or a look where none is asked for.

Source: kafka.apache.org/protocol: SaslHandshake 1, SaslAuthenticate 0, Metadata 4, request header 1. What is
said in a login is kafka-python's own.
"""

import socket
import struct
from typing import Any

from kafka.net.sasl.plain import SaslMechanismPlain
from kafka.net.sasl.scram import SaslMechanismScram

from streams.errors import Misconfigured
from streams.security.credentials import PASSWORDS, PROTOCOL, Login
from streams.settings import variable

_ANSWER_BYTES_MAX = 1_000_000
_NUMBER_BYTES = 4  # of the request, before its answer
_METADATA, _HANDSHAKE, _AUTHENTICATE = 3, 17, 36
_UNSUPPORTED_MECHANISM, _NO_LOGIN_HERE = 33, 34


def log_in(server: str, connection: socket.socket, login: Login) -> None:
    """Return once a broker has let a user in.

    Raises Misconfigured saying why it does not, OSError where it does not answer.
    """
    mechanism = login.mechanism.encode()
    said = _asked(connection, _HANDSHAKE, 1, struct.pack(">h", len(mechanism)) + mechanism)
    code = _code(said)
    if code == _UNSUPPORTED_MECHANISM:
        offered = ", ".join(_strings(said[2:])) or "none"
        raise Misconfigured(
            f"Kafka at {server} does not take {login.mechanism}; set {variable('kafka_sasl_mechanism')} to "
            f"one that it does ({offered})"
        )
    if code == _NO_LOGIN_HERE:
        raise Misconfigured(
            f"Kafka at {server} takes no login there; {PROTOCOL} must be that of the listener"
        )
    made = SaslMechanismPlain if login.mechanism == "PLAIN" else SaslMechanismScram
    talk: Any = made(
        sasl_mechanism=login.mechanism,
        sasl_plain_username=login.username,
        sasl_plain_password=login.password,
    )
    try:
        while not talk.is_done():
            talk.receive(_answer(server, connection, login, talk.auth_bytes()))
    except ValueError as error:  # what it signed was not signed with this password
        raise Misconfigured(
            f"Kafka at {server} does not know the password of {login.username!r} itself ({error}); is it the "
            "right one?"
        ) from error


def _answer(server: str, connection: socket.socket, login: Login, token: bytes) -> bytes:
    said = _asked(connection, _AUTHENTICATE, 0, struct.pack(">i", len(token)) + token)
    message, rest = _string(said[2:])
    if _code(said):
        raise Misconfigured(
            f"Kafka at {server} refused the login of {login.username!r} ({message or _code(said)}); check "
            f"{variable('kafka_username')}, {PASSWORDS} and {variable('kafka_sasl_mechanism')}"
        )
    return rest[4:]


def look(connection: socket.socket) -> None:
    """Ask for no topic: a broker that wants a certificate of ours says so with its first answer only."""
    _asked(connection, _METADATA, 4, struct.pack(">i?", 0, False))


def _asked(connection: socket.socket, api: int, version: int, body: bytes) -> bytes:
    no_client_id = -1
    request = struct.pack(">hhih", api, version, 1, no_client_id) + body
    connection.sendall(struct.pack(">i", len(request)) + request)
    (size,) = struct.unpack(">i", _received(connection, 4))
    if not _NUMBER_BYTES <= size <= _ANSWER_BYTES_MAX:
        raise ConnectionAbortedError("this is no Kafka")
    return _received(connection, size)[_NUMBER_BYTES:]


def _received(connection: socket.socket, size: int) -> bytes:
    said = b""
    while len(said) < size:
        more = connection.recv(size - len(said))
        if not more:
            raise ConnectionResetError("closed")
        said += more
    return said


def _code(said: bytes) -> int:
    return int.from_bytes(said[:2], signed=True)


def _string(said: bytes) -> tuple[str, bytes]:
    """Return a string of Kafka's and what comes after it."""
    ends = 2 + max(0, _code(said))
    return said[2:ends].decode(errors="replace"), said[ends:]


def _strings(said: bytes) -> list[str]:
    """Return an array of strings."""
    found, rest = [], said[4:]
    for _ in range(int.from_bytes(said[:4], signed=True)):
        one, rest = _string(rest)
        found.append(one)
    return found
