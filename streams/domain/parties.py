"""Where a body or a state ends that a model ends with somebody's party: "[House Democratic] leaders"."""

import re

_PARTY_LAST = re.compile(r" (?:Democratic|Republican|GOP)$")
_OFFICE_NEXT = re.compile(
    r" (?:Sen|Rep|Gov|Senator|Representative|Congress(?:wo)?man|Governor|Leader|Whip)\b"
)
_NO_NAME_NEXT = re.compile(r"(?! party\b)(?:[,.]| [a-z])")


def before(text: str, start: int, end: int) -> int:
    """Return where an organisation ends without the party of who comes next.

    "[House Democratic] leaders", "[Ohio Republican] Sen. Ann Hale"; the "House GOP" is a body of its own.
    """
    party = _PARTY_LAST.search(text, start, end)
    if not party:
        return end
    adjective = party[0] != " GOP" and _NO_NAME_NEXT.match(text, end)
    return party.start() if adjective or _OFFICE_NEXT.match(text, end) else end
