"""The command `newswire`: one file per group of commands, and what each kind of error means to a shell.

Exit codes: 0 done; 1 a check said no; 2 something to configure; 3 something outside is away; 130 interrupted.
"""

import sys
from functools import lru_cache
from importlib import import_module

import typer

from streams.errors import Misconfigured, Unavailable

app = typer.Typer(
    name="newswire",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="A live news feed as a stream: cleaned, deduplicated and enriched over Kafka.",
)


# In the order in which `newswire --help` lists them.
_GROUPS = ("demo", "pipe", "broker", "topics", "ingest", "worker", "probe", "tail", "dead", "config", "eval")


@lru_cache(maxsize=1)
def assembled() -> typer.Typer:
    """Return the command line with every group of commands in it."""
    for name in _GROUPS:
        import_module(f"streams.cli.{name}").register(app)
    return app


def main() -> None:
    """Run the command line; every error raised on purpose ends in one clear line and its exit code."""
    try:
        assembled()()
    except Misconfigured as error:
        sys.exit(_say(error, 2))
    except Unavailable as error:
        sys.exit(_say(error, 3))
    except KeyboardInterrupt:
        sys.exit(130)


def _say(error: Exception, code: int) -> int:
    from streams.security.masking import masked

    print(f"newswire: {masked(str(error))}", file=sys.stderr)  # noqa: T201
    return code
