"""Settings that hold a placeholder: published with them, an archive would send its readers nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from .site import Site

# top-level names of RFC 2606, section 2, and RFC 6761, section 6: no host of the public web is under them
_RESERVED = frozenset({"example", "invalid", "localhost", "test"})
_RESERVED_DOMAINS = frozenset({"example.com", "example.net", "example.org"})

_WANTED = {
    "SITEURL": "the address of the public site, as make publish SITEURL=https://…",
    'NEWSROOM["contact"]': "a mailbox that somebody reads",
    'NEWSROOM["tag_authority"]': "a domain and a year in which it was yours, as “domain,2026”; it must never change",
    'NEWSROOM["repository"]': "the address of the repository that readers may copy",
    'NEWSROOM["security_expires"]': "a day to come, at most a year ahead, until which the mailbox will be read",
    'NEWSROOM["follow"]': "your page there; remove the row if you have none",
    'NEWSROOM["text_licence"]': "the address of the licence",
    'NEWSROOM["pgp"]': "the address of your key; remove it if you have none",
    "MIRRORS": "the address of the mirror; remove the row if there is none",
}


class Placeholder(NamedTuple):
    """A setting, the value that it must not have, and what to put there."""

    setting: str
    value: str
    wanted: str

    def __str__(self) -> str:
        """Return a line of a message."""
        return f"{self.setting} is {self.value or 'empty'}: {self.wanted}"


def placeholders_of(site: Site) -> tuple[Placeholder, ...]:
    """Return the placeholders in the settings of a site that is to be published; none for a local build."""
    if not (site.url or site.records):
        return ()
    values = [(setting, value) for setting, value in _required(site) if not value or is_reserved(value)]
    values += [(setting, value) for setting, value in _optional(site) if value and is_reserved(value)]
    expires = site.newsroom.security_expires
    if expires <= site.day:
        values.append(('NEWSROOM["security_expires"]', f"{expires.isoformat()}, which has passed"))
    return tuple(Placeholder(setting, value, _WANTED[setting]) for setting, value in values)


def _required(site: Site) -> Iterator[tuple[str, str]]:
    yield "SITEURL", site.url
    yield 'NEWSROOM["contact"]', site.newsroom.contact
    yield 'NEWSROOM["tag_authority"]', site.newsroom.tag_authority
    yield 'NEWSROOM["repository"]', site.newsroom.repository


def _optional(site: Site) -> Iterator[tuple[str, str]]:
    for _, address in site.newsroom.follow:
        yield 'NEWSROOM["follow"]', address
    yield 'NEWSROOM["text_licence"]', site.newsroom.text_licence[1]
    yield 'NEWSROOM["pgp"]', site.newsroom.pgp[1]
    for _, address in site.mirrors:
        yield "MIRRORS", address


def is_reserved(value: str) -> bool:
    """Whether the host of an address, of a mailbox or of a tag authority is one that RFC 2606 or RFC 6761 reserves."""
    labels = _host(value).lower().rstrip(".").split(".")
    return labels[-1] in _RESERVED or ".".join(labels[-2:]) in _RESERVED_DOMAINS


def _host(value: str) -> str:
    if "://" in value:
        try:
            return urlsplit(value).hostname or ""
        except ValueError:  # a bracket that is not closed
            return ""
    return value.rpartition("@")[2].partition(",")[0].strip()
