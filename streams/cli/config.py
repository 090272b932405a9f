"""`newswire config`: every setting, what it is now, where that came from and what it means."""

from dataclasses import asdict
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
    from streams.cli.missing import meant
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
        typer.echo(f"{name} is no setting and was ignored{meant(name)}", err=True)
    return None


def _check(settings: "Settings", accepted: list[str], *, as_json: bool) -> None:
    from streams.cli.missing import missing
    from streams.cli.unsafe import objections
    from streams.security.masking import masked

    _require_names(accepted)
    found = [*missing(settings), *objections(settings, accepted=accepted)]
    refused = [objection for objection in found if not objection.warning]
    if as_json:
        show_json([{name: _plain(value) for name, value in asdict(one).items()} for one in found])
    else:
        for objection in found:
            typer.echo(masked(f"{'warning' if objection.warning else 'refused'}: {objection}"))
        if not refused:
            typer.echo("no objection")
    if refused:
        raise typer.Exit(2)


def _require_names(accepted: list[str]) -> None:
    from streams.cli.missing import meant
    from streams.settings import Settings, variable

    known = {variable(name) for name in Settings.model_fields}
    for name in accepted:
        if name not in known:
            raise Misconfigured(f"--accept {name}: that is no setting{meant(name)}")


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


def _as_table(rows: list[dict[str, object]]) -> list[Any]:
    return [table(("name", "value", "source", "meaning"), [tuple(row.values()) for row in rows])]
