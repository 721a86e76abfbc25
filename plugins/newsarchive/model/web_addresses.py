"""Addresses on the web: which are valid, and which lead into private networks, without asking anybody."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection
from urllib.parse import SplitResult, unquote, urlsplit

SCHEMES = ("http", "https")

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
# segments of unreserved characters (RFC 3986, 2.3), which have no special meaning to servers and shells
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+)*\Z")
# a password may have a slash, and a path an @
_USER = re.compile(r"(?:(?<=://)|\A(?!\S*://))(?:\S*:\S*|[^\s/]*)@")
# no address has white space, or what terminals obey
_NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_STRANGE = re.compile(r'[<>"\\^`{|}]')


def web_parts(address: object) -> SplitResult | None:
    """Return the parts of a web address, or None if it is none: it has http or https, a host, and no white space.

    This is the one rule of what a web address is. It may have a user name and a host that no server has.
    """
    if not isinstance(address, str) or _NO_ADDRESS.search(address):
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.scheme in SCHEMES and parts.hostname and parts.port != 0 else None
    except ValueError:  # an invalid port or IPv6 address
        return None


def is_web_address(address: object, schemes: Collection[str] = SCHEMES) -> bool:
    """Return whether a value is a web address that pages may name: its host is valid, and it has no user name."""
    parts = web_parts(address)
    if parts is None or _STRANGE.search(str(address)):
        return False
    return parts.scheme in schemes and "@" not in parts.netloc and _is_host(_ascii(parts))


def is_site_address(address: object) -> bool:
    """Return whether a value is a valid address for a whole site, such as `https://example.org/archive`.

    It may have a port and a path without a slash at the end, and must be in normal form: the host in lower case and in
    its DNS form, no query, no fragment, no user name.
    """
    parts = web_parts(address)
    return parts is not None and _is_host(parts.hostname or "") and _plain(parts, parts.hostname or "") == address


def meant_site_address(address: object) -> str:
    """Return the valid site address that was meant (`HTTPS://Example.org/ ` -> `https://example.org`), or "".

    An address with a dot that lacks only `https://` gets it. One that no reader can open is never meant.
    """
    typed = "".join(address.splitlines()).strip() if isinstance(address, str) else ""
    parts = web_parts(typed if "://" in typed or "." not in typed else f"https://{typed}")
    meant = _plain(parts._replace(path=parts.path.rstrip("/")), _ascii(parts)) if parts else ""
    return meant if is_site_address(meant) and not names_inside(meant) else ""


def without_user(text: str) -> str:
    """Return an address, or a text with one, without the user name and password in it: `https://…@archive.example`."""
    return _USER.sub("…@", text)


def _plain(parts: SplitResult, host: str) -> str:
    """Return an address in normal form; empty if its path has other characters than unreserved ones."""
    port = f":{parts.port}" if parts.port else ""
    bracketed = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{bracketed}{port}{parts.path}" if _PATH.match(parts.path) else ""


def _ascii(parts: SplitResult) -> str:
    """Return the host of a parsed URL in its DNS form (IDNA); empty if it has no such form."""
    try:
        return (parts.hostname or "").encode("idna").decode()
    except UnicodeError:
        return ""


def _is_host(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host)) and "%" not in host
    except ValueError:
        labels = host.split(".")
        return len(host) <= 253 and all(map(_LABEL.match, labels)) and not labels[-1].isdigit()


# addresses of IPv4 as networks without IPv4 write them (RFC 6052)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# the only IPv6 addresses of the public internet; Python takes some of others for global, such as `fec0::1`
_GLOBAL = ipaddress.IPv6Network("2000::/3")
# IANA's registry; Azure's WireServer
_SPECIAL = tuple(map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
_SPECIAL_6 = ipaddress.IPv6Network("3fff::/20")
# the middle of an IPv6 address that contains an IPv4 address (RFC 5214, 6.1)
_ISATAP = (0x5EFE, 0x0200_5EFE)
# the ends of names that only a network's own name server knows (RFC 6762, appendix G; RFC 8375)
_LOCAL = tuple(".local .localdomain .localhost .internal .intranet .private .lan .corp .home .home.arpa".split())


def is_private(address: str) -> bool:
    """Return whether an IP address is not of the public internet: a private network, this machine, or a multicast."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        contains = ip in _NAT64 or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP
        inner = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if contains else None)
        if inner is None and (ip not in _GLOBAL or ip in _SPECIAL_6):
            return True
        ip = inner or ip
    return not ip.is_global or ip.is_multicast or any(ip in each for each in _SPECIAL)


def names_private(url: str) -> bool:
    """Return whether an address itself names a machine inside a private network: by its IP address, or as localhost.

    A name that merely resolves to such a machine does not count: whoever owns the name could have changed that.
    """
    host = host_of(url)
    try:
        return is_private(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def names_inside(url: str) -> bool:
    """Return whether an address leads into a network that not everybody may enter, also by a name that only it knows.

    Other spellings count as well that a browser understands, such as `http://0xa.1/` for `http://10.0.0.1/`, and
    whatever has no host that can be read. An onion address does not: whoever has it may open it.
    """
    host = unquote(host_of(url))
    try:
        host = host.encode("idna").decode("ascii").lower().rstrip(".")
        inside = is_private(socket.inet_ntoa(socket.inet_aton(host)))
    except (OSError, ValueError):  # it is no name, or no IPv4 address
        inside = False
    return inside or names_private(url) or host.endswith(_LOCAL) or not {".", ":"} & set(host)


def host_of(url: str) -> str:
    """Return the host in an address, without a dot at its end; empty if it has none, or Python cannot split it."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
