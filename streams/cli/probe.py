"""`newswire probe`: what a running process says of itself."""

import re
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import typer

from streams.cli.output import write
from streams.topics import Stage

if TYPE_CHECKING:
    from streams.settings import Settings

HELP = """Ask a running process whether it is well, or for its metrics.

Exit code 0 where it is live and ready, 1 where it is not, with the reason, 3 where nobody answers.

It asks the address and port that the settings name, so run it with the settings of that process: beside it
(`docker compose exec dedup newswire probe dedup`), or with its NEWSWIRE_WEB_PORT.
"""
ANSWER_S_MAX, WAIT_S_MAX, LOOK_S = 5.0, 3_600.0, 0.5
PROBES = {"live": "livez", "ready": "readyz"}
# An address to listen on that is every network's, and the one of this machine that it includes.
_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  nothing listens here

# Of each probe, whether all is well and what it says.
Answers = dict[str, tuple[bool, str]]


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("probe", help=HELP)(probe)


def probe(
    stage: Annotated[
        Stage,
        typer.Argument(help="Whom to ask.", metavar="ingest|dedup|enrich|watch"),
    ],
    metrics: Annotated[
        str,
        typer.Option(
            "--metrics",
            metavar="PATTERN",
            help="Print the metrics whose name has this in it, a regular expression: 'lag|in_hand'.",
        ),
    ] = "",
    wait: Annotated[
        float,
        typer.Option("--wait", min=0, max=WAIT_S_MAX, help="Seconds to wait until it is live and ready."),
    ] = 0,
) -> None:
    """Print what it answers."""
    from streams.settings import settings

    at = address(settings(), stage)
    if metrics:
        write(_only(asked(f"{at}/metrics")[1], metrics))
        return
    answers = _once_well(at, within_s=wait)
    for name, (well, text) in answers.items():
        write(f"{name:<6} {'yes' if well else f'no: {text.strip()}'}\n")
    if not _all_well(answers):
        raise typer.Exit(1)


def _only(text: str, pattern: str) -> str:
    try:
        wanted = re.compile(pattern)
    except re.error as error:
        raise typer.BadParameter(f"--metrics {pattern!r} is no regular expression: {error}") from error
    series = (line for line in text.splitlines() if not line.startswith("#"))
    return "".join(f"{line}\n" for line in series if wanted.search(line.split("{")[0].split(" ")[0]))


def _once_well(at: str, *, within_s: float) -> Answers:
    """Return what it answers once it is live and ready, or the last answer. Raises Unavailable for none."""
    from streams.errors import Unavailable

    ends_at = time.monotonic() + within_s
    while True:
        try:
            answers = {name: asked(f"{at}/{path}") for name, path in PROBES.items()}
            if _all_well(answers) or time.monotonic() >= ends_at:
                return answers
        except Unavailable:
            if time.monotonic() >= ends_at:
                raise
        time.sleep(LOOK_S)


def _all_well(answers: Answers) -> bool:
    return all(well for well, _ in answers.values())


def address(chosen: "Settings", stage: Stage) -> str:
    """Return where a stage with these settings answers, as a URL."""
    host = _HERE.get(chosen.web_host, chosen.web_host)
    return f"http://{f'[{host}]' if ':' in host else host}:{chosen.web_port_of(stage)}"


def asked(url: str) -> tuple[bool, str]:
    """Return whether the answer says that all is well, and its text. Raises Unavailable if there is none."""
    from streams.errors import Unavailable
    from streams.settings import variable

    try:
        with urlopen(url, timeout=ANSWER_S_MAX) as answer:  # noqa: S310  http, to a host of the settings
            return True, answer.read().decode()
    except HTTPError as refused:
        if refused.code != HTTPStatus.SERVICE_UNAVAILABLE:
            raise Unavailable(f"{url} answers {refused.code}: that is no process of newswire") from refused
        return False, refused.read().decode()
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise Unavailable(
            f"nobody answers at {url} ({reason}): it is not running, or has other {variable('web_host')} or "
            f"{variable('web_port')}"
        ) from error
