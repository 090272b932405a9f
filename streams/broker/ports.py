"""Ports on loopback for Kafka's two listeners: a given one checked, or free ones chosen."""

import socket
from contextlib import ExitStack

from streams.broker.diagnosis import PortTaken
from streams.broker.kafka_files import HOST
from streams.errors import Misconfigured


def choose_ports(port: int) -> tuple[int, int]:
    """Return the broker's port, which is `port` unless that is 0, and the controller's; both are free.

    Raises PortTaken, a Misconfigured, if the given one is taken, and Misconfigured if it may not be used.
    """
    with ExitStack() as held:
        # Both are held until both are known, or they might be one and the same.
        return _bound(held, port), _bound(held, 0)


def _bound(held: ExitStack, port: int) -> int:
    listener = held.enter_context(socket.socket())
    # As Java does: a port whose last connections are still fading is free.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except PermissionError as error:
        raise Misconfigured(
            f"port {port} may not be used by this user; give one from 1024 up with --port, or none for a "
            f"free one."
        ) from error
    except OSError as error:
        raise PortTaken(
            f"port {port} on {HOST} is taken by another program ({error.strerror}). Give another with "
            f"--port, or none for a free one; if it is a Kafka, set "
            f"NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS={HOST}:{port} and start none."
        ) from error
    return int(listener.getsockname()[1])
