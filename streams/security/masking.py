"""What must never be shown, made asterisks in whatever form it stands in a text."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from streams.security.tokens import handed_out

MASK = "********"
_LOGIN_IN_URL = re.compile(r"(?<=://)[^/\s@\"']+(?=@)")
_QUERY = re.compile(
    r"(?i)(?<=[?&])((?:access_|auth_)?token|api[_-]?key|key|secret|client_secret|password|sig|signature|auth)="
    r"[^&\s\"'#]+"
)
# A JWT begins with the base64 of '{"'.
_SHOWN_TO_BE_LET_IN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*|(?i:\b(bearer|basic) )[\w.~+/-]{8,}=*")
_CHARACTERS_IN_BASE64_MIN = 8


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text without these secrets, our tokens, logins and keys within URLs, and others' tokens."""
    known = {form for secret in (*secrets, *handed_out()) for form in _forms(secret)}
    for form in sorted(known, key=len, reverse=True):
        text = text.replace(form, MASK)
    text = _LOGIN_IN_URL.sub(MASK, text)
    text = _QUERY.sub(rf"\1={MASK}", text)
    return _SHOWN_TO_BE_LET_IN.sub(MASK, text)


def _forms(secret: str) -> Iterator[str]:
    """Yield how a secret may stand in a text: as it is, quoted, for JSON, in a URL, within base64."""
    if not secret:
        return
    quoted = repr(secret)[1:-1]
    yield from (secret, quoted, *(json.dumps(one)[1:-1] for one in (secret, quoted)))
    for escaped in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
        yield from (escaped, re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), escaped))
    yield from _within_base64(secret.encode())


def _within_base64(secret: bytes) -> Iterator[str]:
    """Yield what of the base64 of a longer message is made of the secret alone, for each place in it."""
    for before in range(3):
        whole = (len(secret) + before) // 3 * 4
        coded = base64.b64encode(b"\0" * before + secret).decode()[-(-before * 4 // 3) : whole]
        if len(coded) >= _CHARACTERS_IN_BASE64_MIN:
            yield from (coded, coded.replace("+", "-").replace("/", "_"))
