"""The contracts: a JSON Schema 2020-12 per public topic.

They lie in `schemas/` of a checkout and within the package once it is installed. Code is held to them by
tests; on the hot path msgspec checks types instead.
"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

SUFFIX = ".schema.json"


@lru_cache(maxsize=1)
def folder() -> Path:
    """Return where the schemas lie: within the installed package, else at the top of the checkout."""
    installed = Path(str(files("streams"))) / "schemas"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "schemas"


def names() -> list[str]:
    """Return what there is a schema of: topics, by their names without prefix, and two kinds of headers."""
    return sorted(path.name.removesuffix(SUFFIX) for path in folder().glob(f"*{SUFFIX}"))
