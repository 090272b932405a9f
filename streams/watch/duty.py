"""What a watcher does: a list of duties, each an endless task of its own."""

from collections.abc import Callable
from typing import Protocol

from streams.settings import Settings


class Duty(Protocol):
    """One thing that a watcher sees to, for as long as it is the one who acts."""

    async def run(self) -> None:
        """Do it until cancelled, and clean up then. Whatever is raised ends the watcher."""

    def not_ready(self) -> str | None:
        """Return why it cannot do it yet, or None. Called in the web server's thread, so quick, read only."""


# Makes a duty, without touching Kafka: once for each term in office.
Make = Callable[[Settings], Duty]
