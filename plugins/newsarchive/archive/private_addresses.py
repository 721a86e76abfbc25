"""Tell addresses inside private networks from those of the public internet, without asking anybody."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import unquote, urlsplit

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 write them (RFC 6052)."""

_GLOBAL = ipaddress.IPv6Network("2000::/3")
"""The only IPv6 addresses of the public internet; Python takes some of others for global, such as `fec0::1`."""

_LOCAL = tuple(".local .localdomain .localhost .internal .intranet .private .lan .corp .home .home.arpa".split())
"""The ends of names that only a network's own name server knows (RFC 6762, appendix G; RFC 8375)."""


def is_private(address: str) -> bool:
    """Return whether an IP address is not of the public internet: a private network, this machine, or a multicast."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = (
            ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        )
        if inner is None and ip not in _GLOBAL:
            return True
        ip = inner or ip
    return not ip.is_global or ip.is_multicast


def names_private(url: str) -> bool:
    """Return whether an address itself names a machine inside a private network: by its IP address, or as localhost.

    A name that merely resolves to such a machine does not count: whoever owns the name could have changed that.
    """
    host = _host(url)
    try:
        return is_private(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def names_inside(url: str) -> bool:
    """Return whether an address leads into a network that not everybody may enter, also by a name that only it knows.

    Other spellings count as well that a browser understands, such as `http://0xa.1/` for `http://10.0.0.1/`. An onion
    address does not: whoever has it may open it.
    """
    host = unquote(_host(url))
    try:
        host = host.encode("idna").decode("ascii").lower().rstrip(".")
        inside = is_private(socket.inet_ntoa(socket.inet_aton(host)))
    except (OSError, ValueError):  # it is no name, or no IPv4 address
        inside = False
    return inside or names_private(url) or host.endswith(_LOCAL) or not {".", ":"} & set(host)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".")
