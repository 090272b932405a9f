"""`newswire config`: every setting, what it is now, where that came from and what it means."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.output import show, show_json, table
from streams.errors import Misconfigured

if TYPE_CHECKING:
    from streams.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("config")(config)


def config(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Say which settings are unsafe in production, and why.")
    ] = False,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="With --check: a variable that is meant to be as it is. Repeatable."
        ),
    ] = None,
) -> None:
    """Print every setting: name, value, where it came from, meaning. Secrets are masked.

    Where the environment says something unusable, prints the defaults, then what is wrong; exit code 2.
    With --check, prints what is unsafe in production instead; exit code 2 where there is more than warnings.
    """
    from streams.settings import Settings, read, unknown

    if check:
        return _check(read(), accept or [], as_json=as_json)
    try:
        rows = described(read())
    except Misconfigured:
        if not as_json:
            show(*_as_table(described(Settings.model_construct())))
        raise
    if as_json:
        show_json(rows)
    else:
        show(*_as_table(rows))
    for name in unknown():
        typer.echo(f"{name} is no setting and was ignored{_meant(name)}", err=True)
    return None


def _check(settings: "Settings", accepted: list[str], *, as_json: bool) -> None:
    from streams.cli.unsafe import objections
    from streams.settings import unknown

    _require_names(accepted)
    found = objections(settings, accepted=accepted)
    refused = [objection for objection in found if not objection.warning]
    if as_json:
        show_json(found)
    else:
        for objection in found:
            typer.echo(f"{'warning' if objection.warning else 'refused'}: {objection}")
        if not refused:
            typer.echo("no objection")
    for name in unknown():
        typer.echo(f"{name} is no setting and was ignored{_meant(name)}", err=True)
    if refused:
        raise typer.Exit(2)


def _require_names(accepted: list[str]) -> None:
    from streams.settings import Settings, variable

    known = {variable(name) for name in Settings.model_fields}
    for name in accepted:
        if name not in known:
            raise Misconfigured(f"--accept {name}: that is no setting{_meant(name)}")


def described(settings: "Settings") -> list[dict[str, object]]:
    """Return each setting as name (of the variable), value, source ("environment" or "default"), meaning."""
    from streams.settings import variable

    return [
        {
            "name": variable(name),
            "value": _plain(getattr(settings, name)),
            "source": "environment" if settings.given(name) else "default",
            "meaning": field.description,
        }
        for name, field in type(settings).model_fields.items()
    ]


def _plain(value: object) -> object:
    """Return a value as JSON can say it; a secret that is set, or is within a URL, as asterisks."""
    from pydantic import SecretStr

    from streams.security.masking import MASK, masked

    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    if isinstance(value, bool | int | float):
        return value
    return "" if value is None else masked(str(value))


def _meant(name: str) -> str:
    from streams.settings import PREFIX, Settings, variable

    near = get_close_matches(name.removeprefix(PREFIX).lower(), Settings.model_fields, n=1, cutoff=0.7)
    return f"; {variable(near[0])} is one" if near else ""


def _as_table(rows: list[dict[str, object]]) -> list[Any]:
    return [table(("name", "value", "source", "meaning"), [tuple(row.values()) for row in rows])]
