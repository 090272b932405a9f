"""Reading the settings from the environment, and handing them on. The only file that reads the environment.

A worker reads its settings once, at start; all bad values are reported together.
"""

import os
from functools import lru_cache

from pydantic import SecretStr, ValidationError

from streams.errors import Misconfigured
from streams.settings.fields import PREFIX, Settings


def variable(name: str) -> str:
    """Return the environment variable of a setting: `web_port` is `NEWSWIRE_WEB_PORT`."""
    return PREFIX + name.upper()


def environment_of(chosen: Settings) -> dict[str, str]:
    """Return this process's environment with these settings in it, for a child process to start with."""
    values = {name: getattr(chosen, name) for name in chosen.model_fields_set}
    plain = {n: v.get_secret_value() if isinstance(v, SecretStr) else v for n, v in values.items()}
    unset = {variable(n) for n, v in plain.items() if v is None}
    kept = {n: v for n, v in os.environ.items() if n not in unset}
    return kept | {variable(n): str(v) for n, v in plain.items() if v is not None}


def unknown() -> list[str]:
    """Return the variables `NEWSWIRE_*` of the environment that are no setting: most likely misspelt."""
    known = {variable(name) for name in Settings.model_fields}
    return sorted(
        name for name in map(str.upper, os.environ) if name.startswith(PREFIX) and name not in known
    )


def watchdog() -> tuple[str, float] | None:
    """Return the socket at which systemd wants to be told that this process lives, and the seconds it waits.

    None where nobody waits. The variables are systemd's own (sd_notify(3)), and no settings.
    """
    waits_at, waits_us = os.environ.get("NOTIFY_SOCKET"), os.environ.get("WATCHDOG_USEC", "60000000")
    return (waits_at, int(waits_us) / 1e6) if waits_at else None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return this process's settings, read once.

    Raises Misconfigured naming every bad variable, what it said and what is allowed.
    """
    return read()


def read() -> Settings:
    """Return the settings as the environment has them now. Raises Misconfigured as `settings` does."""
    try:
        return Settings()
    except ValidationError as error:
        bad = "\n".join(f"  {variable(str(e['loc'][0]))}={e['input']!r}: {e['msg']}" for e in error.errors())
        raise Misconfigured(
            f"these settings cannot be used:\n{bad}\n'newswire config' lists them all."
        ) from error
