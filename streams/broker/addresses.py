"""The brokers to start from, as the settings name them."""

from streams.errors import Misconfigured
from streams.settings import Settings, variable

_PORTS = range(1, 65_536)


def servers(settings: Settings) -> list[str]:
    """Return them as host:port, one at least. Raises Misconfigured for one that is not."""
    named = [server.strip() for server in settings.kafka_bootstrap_servers.split(",") if server.strip()]
    for server in named:
        host, port = parted(server)
        if "/" in host or not (host and port.isascii() and port.isdigit() and int(port) in _PORTS):
            raise Misconfigured(
                f"{variable('kafka_bootstrap_servers')}: {server!r} is no host:port such as 127.0.0.1:9092"
            )
    if not named:
        raise Misconfigured(
            f"{variable('kafka_bootstrap_servers')} names no broker: host:port, comma-separated"
        )
    return named


def parted(server: str) -> tuple[str, str]:
    """Return host and port; of an IPv6 address without its brackets."""
    host, _, port = server.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), port
