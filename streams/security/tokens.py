"""Bearer tokens, by which SASL OAUTHBEARER logs in, and what one says of itself without being verified.

A token is opaque to who carries it (RFC 6749 section 1.4). Most are JWTs (RFC 7519), though, and then when
it ends and whom it names is what an operator wants to know of one that was refused.
"""

import base64
import json
import re
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from streams.errors import Misconfigured
from streams.settings import variable

TOKEN_CHARACTERS_MAX = 64_000
# RFC 6750 section 2.1. Anything else could end the message that it stands in, and begin another.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_CLAIMS = {"iss": "issuer", "sub": "subject", "aud": "audience"}
_CLAIM_CHARACTERS_MAX = 100
# Those handed out last, of every client, since no log line may hold one.
_handed_out: deque[str] = deque(maxlen=8)


class Tokens(Protocol):
    """Where this process has its tokens from. May be asked by many threads."""

    def token(self) -> str:
        """Return a token to log in with. Blocks for 10 s at most.

        Raises Misconfigured where an operator must act, Unavailable where waiting may help.
        """
        ...

    def refused(self) -> str:
        """Return what is known of the token that Kafka has just refused, and what to check."""
        ...


@dataclass(frozen=True, slots=True)
class FileTokens:
    """Tokens from a file that something else keeps fresh; it is read each time."""

    path: Path

    def token(self) -> str:
        """Return what the file holds now. Raises Misconfigured for no file, or what is no token."""
        name = f"{variable('kafka_token_file')}={self.path}"
        try:
            with self.path.open(encoding="ascii") as stream:
                found = stream.read(TOKEN_CHARACTERS_MAX + 2).strip()
        except OSError as error:
            raise Misconfigured(f"{name}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError:
            found = ""
        if not well_formed(found):
            raise Misconfigured(f"{name}: holds no token")
        return noted(found)

    def refused(self) -> str:
        """Return what the token says of itself, and who must renew it."""
        try:
            said = about(self.token())
        except Misconfigured as error:
            return str(error)
        return f"{said}; check what writes {variable('kafka_token_file')}={self.path}"


def well_formed(token: str) -> bool:
    """Return whether this can be sent as a token."""
    return len(token) <= TOKEN_CHARACTERS_MAX and _TOKEN.fullmatch(token) is not None


def noted(token: str) -> str:
    """Return a token, remembered as one that no log line may hold."""
    if token not in _handed_out:
        _handed_out.append(token)
    return token


def handed_out() -> list[str]:
    """Return the tokens that were handed out last, at most 8."""
    return list(_handed_out)


def ends_at(token: str) -> float | None:
    """Return when a token ends, in seconds since 1970, if it is a JWT that says so."""
    ends = _claims(token).get("exp")
    return float(ends) if isinstance(ends, int | float) else None


def about(token: str) -> str:
    """Return what a token says of itself, in words: when it ends or ended, issuer, subject, audience."""
    claims, ends = _claims(token), ends_at(token)
    said = [
        f"its {word} is {str(claims[name])[:_CLAIM_CHARACTERS_MAX]!r}"
        for name, word in _CLAIMS.items()
        if name in claims
    ]
    if ends is not None:
        said.insert(0, f"it {'has ended' if ends <= time.time() else 'ends'} at {_moment(ends)}")
    return ", ".join(said) or "it is opaque, and says nothing of itself"


def _moment(seconds: float) -> str:
    """Return a time in words; an issuer may say milliseconds, or nonsense."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return f"{seconds:g} seconds after 1970, which is no date"


def _claims(token: str) -> dict[str, Any]:
    """Return a JWT's claims, not verified; none of anything else."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004  header, claims, signature
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return claims if isinstance(claims, dict) else {}
    except (ValueError, RecursionError):
        return {}
