"""What a value does wrong by the schema of its topic, and the schemas' examples."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from jsonschema_rs import Draft202012Validator, ValidationErrorKind

from streams.wire.schemas import SUFFIX, folder

# Not of one topic but of the headers of every event, and of every dead letter.
HEADERS_EVENT, HEADERS_DEAD = "headers.event", "headers.dead"


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that a value does wrong: `where` (a dotted path; "" is the whole) and the broken keyword."""

    where: str
    keyword: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


@lru_cache(maxsize=32)
def schema(name: str) -> dict[str, Any]:
    """Return the schema of this name. Raises KeyError for a name that `names` does not have."""
    path = folder() / f"{name}{SUFFIX}"
    if not path.is_file():
        raise KeyError(name)
    loaded: dict[str, Any] = orjson.loads(path.read_bytes())
    return loaded


def breaches(name: str, value: Any) -> Iterator[Breach]:
    """Return what a parsed value does wrong by the schema of this name; nothing where it keeps it.

    Formats such as date-time count. Raises KeyError as `schema` does.
    """
    for error in _validator(name).iter_errors(value):
        path = list(error.instance_path)
        if isinstance(error.kind, ValidationErrorKind.Required):
            path.append(error.kind.property)
        yield Breach(".".join(map(str, path)), str(error.schema_path[-1]), error.message)


def examples(name: str, *, valid: bool = True) -> dict[str, Any]:
    """Return examples, parsed, by name; an invalid one's name is `where--keyword--words`, as in `Breach`."""
    found = (folder() / "examples" / name / ("valid" if valid else "invalid")).glob("*.json")
    return {path.stem: orjson.loads(path.read_bytes()) for path in sorted(found)}


@lru_cache(maxsize=32)
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name), validate_formats=True)
