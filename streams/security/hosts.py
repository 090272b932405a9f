"""Which hosts are this machine to itself: what goes there is seen by nobody on the way."""

import ipaddress


def loopback(host: str) -> bool:
    """Return whether a host is this machine to itself: nobody else reaches who listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
