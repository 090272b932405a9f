"""How clients of aiokafka reach the deployment's Kafka; `connection` has the same for kafka-python.

What the two libraries are told is spelt alike, but that each wants tokens from a class of its own.
"""

from typing import Any

from streams.broker.addresses import servers
from streams.security.clients import for_aiokafka
from streams.security.credentials import security
from streams.settings import Settings


def aio_options(settings: Settings, *, name: str) -> dict[str, Any]:
    """Return the arguments that every client of aiokafka's needs; `name` is what the broker's log calls it.

    Raises Misconfigured, naming the setting, for an address, file or login that cannot work.
    """
    secured = for_aiokafka(security(settings))
    return {"bootstrap_servers": servers(settings), "client_id": f"newswire-{name}", **secured}
