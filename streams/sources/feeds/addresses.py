"""Where a feed may be fetched from: only addresses of the public internet, unless the operator allows others.

A feed's URL, and each redirect, is somebody else's word. Without this, a redirect to 169.254.169.254 or to
10.0.0.1 would read what only this machine may read. The address checked is the one connected to, as a name
may resolve to another one the next time.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from streams.errors import Reason, Rejected
from streams.settings import variable

_NAT64 = ip_network("64:ff9b::/96")
# All that IPv6 has of the public internet (RFC 4291 section 2.4), and what is not of it but is_global here:
# documentation (RFC 9637), and the relays of 6to4 (RFC 7526).
_UNICAST = ip_network("2000::/3")
_NOT_PUBLIC = (ip_network("3fff::/20"), ip_network("192.88.99.0/24"))

Address = IPv4Address | IPv6Address


async def addresses_of(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the addresses of a host that may be connected to, as its resolver orders them.

    Raises OSError if the name cannot be resolved, Rejected(INVALID) if none of its addresses is allowed.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [address for address in addresses if may_be_asked(address, allow_private=allow_private)]
    if not allowed:
        raise Rejected(
            Reason.INVALID,
            f"{host} is at {', '.join(addresses)}, which is no public address; "
            f"{variable('feeds_allow_private_addresses')}=true allows such feeds",
        )
    return allowed


def may_be_asked(address: str, *, allow_private: bool) -> bool:
    """Return whether a feed may be fetched from an address, also one that carries another within it."""
    ip = ip_address(address.partition("%")[0])
    if ip.is_multicast or ip.is_unspecified:
        return False
    return allow_private or all(_is_public(one) for one in _carried(ip))


def _is_public(ip: Address) -> bool:
    if isinstance(ip, IPv6Address) and ip not in _UNICAST and ip not in _NAT64:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_PUBLIC)


def _carried(ip: Address) -> list[Address]:
    """Return the address and the IPv4 ones to which a gateway would pass it on."""
    if isinstance(ip, IPv4Address):
        return [ip]
    if ip.ipv4_mapped:  # is nothing but the IPv4 address, and never global by itself
        return [ip.ipv4_mapped]
    inner: list[Address | None] = [ip, ip.sixtofour, ip.teredo[1] if ip.teredo else None]
    if ip in _NAT64:
        inner.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    return [one for one in inner if one is not None]
