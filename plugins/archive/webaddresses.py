"""Addresses that settings hold: they are written into pages, feeds, commands and the rules of web servers."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

SCHEMES = ("http", "https")

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
# segments of unreserved characters (RFC 3986, 2.3): no server or shell reads more into these
_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+)*\Z")
_STRANGE = re.compile(r'[\x00-\x20\x7f<>"\\^`{|}\s]')


def is_web_address(address: object, schemes: Collection[str] = SCHEMES) -> bool:
    """Whether a link may lead to an address: one with a host, without a user's name or characters that no URI has."""
    if not isinstance(address, str) or _STRANGE.search(address):
        return False
    parts = _split(address)
    return parts is not None and parts.scheme in schemes and "@" not in parts.netloc and _is_host(_ascii(parts))


def is_site_address(address: object) -> bool:
    """Whether an address can be that of a site: scheme, host, perhaps a port and a path, each in its one plain form."""
    if not isinstance(address, str):
        return False
    parts = _split(address)
    return parts is not None and parts.scheme in SCHEMES and _is_host(parts.hostname or "") and _plain(parts) == address


def meant_site_address(address: object) -> str:
    """Return how an address that is not valid should be written; empty if that is not clear."""
    parts = _split(address.strip()) if isinstance(address, str) else None
    if not parts:
        return ""
    host = _ascii(parts)
    port = f":{parts.port}" if parts.port else ""
    meant = f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"
    return meant if is_site_address(meant) else ""


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 else None
    except ValueError:  # a port or an address of version 6 that is none
        return None


def _plain(parts: SplitResult) -> str:
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}" if _PATH.match(parts.path) else ""


def _ascii(parts: SplitResult) -> str:
    """Return the host as DNS has it; empty where it has no such form."""
    try:
        return (parts.hostname or "").encode("idna").decode()
    except UnicodeError:
        return ""


def _is_host(host: str) -> bool:
    try:
        return bool(ip_address(host)) and "%" not in host
    except ValueError:
        labels = host.split(".")
        return len(host) <= 253 and all(map(_LABEL.match, labels)) and not labels[-1].isdigit()
