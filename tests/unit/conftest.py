"""The unit ring opens no socket: what needs one is an integration test."""

import socket
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail at the line that opens a socket; asyncio's own pair, which leads nowhere, is let through."""
    opened = socket.socket.__init__

    def refuse(self: socket.socket, family: int = -1, *rest: Any, **named: Any) -> None:
        if family != socket.AF_UNIX:
            raise AssertionError("a unit test opens no socket; move it to tests/integration")
        opened(self, family, *rest, **named)

    monkeypatch.setattr(socket.socket, "__init__", refuse)
