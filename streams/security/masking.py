"""What must never be shown, made asterisks in whatever form it stands in a text."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus, urlsplit, urlunsplit

from streams.security.tokens import handed_out

MASK = "********"
_LOGIN_IN_URL = re.compile(r"(?<=://)[^/\s@\"']+(?=@)|(?<![^\s=\"'])[^/\s@:\"']+:[^/\s@\"']+(?=@)")
# A parameter is taken for a secret by how its name ends: `rss_token`, `user_key`, `apikey` as well as `key`.
# A short word must follow a sign, or be all of the name: `x-auth` lets somebody in, `compass` does not.
_ENDS_A_SECRETS_NAME = (
    r"key|token|secret|passw(?:or)?d|passphrase|pwd|signature|credentials?|jwt|session(?:[_-]?id)?|sessid"
    r"|(?:access|auth|login|pass|invite|security)[_-]?code"
    r"|(?<![a-z0-9])(?:pass|pw|sig|auth|authorization|bearer|sid|otp)"
    r"|(?<=[?&;#])code"
)
_QUERY = re.compile(
    rf"(?i)(?<=[?&;#])((?:[\w.~$:\[\]-]|%[0-9a-f]{{2}})*?(?:{_ENDS_A_SECRETS_NAME})(?:s|\]|%5d)*)=[^&\s\"'#]+"
)
# A JWT begins with the base64 of '{"'. What is basic, or a bearer's, may also be a word: that has no digit,
# no sign, and no capital in its middle.
_SHOWN_TO_BE_LET_IN = re.compile(
    r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"
    r"|(?i:\b(bearer|basic) )(?=[\w.~+/-]*(?:[0-9_~+/=]|[a-z][A-Z]))[\w.~+/-]{8,}=*"
)
_CHARACTERS_IN_BASE64_MIN = 8


def masked(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a text without these secrets, our tokens, logins and keys within URLs, and others' tokens."""
    known = {form for secret in (*secrets, *handed_out()) for form in _forms(secret)}
    for form in sorted(known, key=len, reverse=True):
        text = text.replace(form, MASK)
    text = _LOGIN_IN_URL.sub(MASK, text)
    text = _QUERY.sub(rf"\1={MASK}", text)
    return _SHOWN_TO_BE_LET_IN.sub(MASK, text)


def shown(url: str) -> str:
    """Return a URL as anybody may see it: without user and password, and keys in its query as asterisks."""
    return masked(without_login(url))


def without_login(url: str) -> str:
    """Return a URL without user and password; what is no URL as it is."""
    try:
        split = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(split._replace(netloc=split.netloc.rpartition("@")[2]))


@lru_cache(maxsize=32)
def _forms(secret: str) -> tuple[str, ...]:
    """Return how a secret may stand in a text; none for none. Kept, as each line is looked through for it."""
    return tuple(_made(secret)) if secret else ()


def _made(secret: str) -> Iterator[str]:
    """Yield a secret as it is, quoted, for JSON, in a URL, within base64."""
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
