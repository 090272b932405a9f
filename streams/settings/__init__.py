"""Every setting, in one place: what there is in `fields`, where it comes from in `environment`."""

from streams.settings.environment import environment_of, read, settings, unknown, variable, watchdog
from streams.settings.fields import PREFIX, WEB_PORTS, Settings

__all__ = [
    "PREFIX",
    "WEB_PORTS",
    "Settings",
    "environment_of",
    "read",
    "settings",
    "unknown",
    "variable",
    "watchdog",
]
