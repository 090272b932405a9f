"""The ring's own rule holds: see conftest."""

import asyncio
import socket
import urllib.request

import pytest


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_no_socket_can_be_opened(family: socket.AddressFamily) -> None:
    with pytest.raises(AssertionError, match="tests/integration"):
        socket.socket(family)


def test_not_by_a_library_either() -> None:
    with pytest.raises(AssertionError, match="tests/integration"):
        urllib.request.urlopen("http://127.0.0.1:9/")  # (nobody listens, and nobody is asked)


def test_an_event_loop_still_runs() -> None:
    """Asyncio wakes itself through a pair of sockets."""
    assert asyncio.run(asyncio.sleep(0, "turned")) == "turned"
