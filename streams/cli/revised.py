"""What a record of the revisions topic says, a line each, as far as it can be read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def changes_said(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield the kinds of change, then each change that is not seen in the new version itself."""
    kinds = ", ".join(map(str, _list(value.get("kinds")))).replace("_", " ")
    yield f"changed: {kinds or 'not known, the version before is gone'}"
    headline, words = _dict(value.get("headline")), _dict(value.get("words"))
    if headline.get("before") != headline.get("after"):
        yield f"headline before: {headline.get('before')}"
    if words:
        yield f"words: {words.get('before')}, now {words.get('after')}"
    for what in ("figures", "names"):
        listed = _dict(value.get(what))
        marked = [f"+{one}" for one in _list(listed.get("added"))]
        marked += [f"−{one}" for one in _list(listed.get("removed"))]
        if marked:
            yield f"{what}: {'  '.join(marked)}"
    if value.get("correction_notice"):
        yield str(value["correction_notice"])


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []
