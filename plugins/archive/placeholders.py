"""Settings that hold a placeholder: published with them, an archive would send its readers nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from .index import Words
from .site import Site

# top-level names of RFC 2606, section 2, and RFC 6761, section 6: no host of the public web is under them
_RESERVED = frozenset({"example", "invalid", "localhost", "test"})
_RESERVED_DOMAINS = frozenset({"example.com", "example.net", "example.org"})


class Placeholder(NamedTuple):
    """A setting and the value that it must not have; `passed` says that this is a day that is over."""

    setting: str
    value: str
    passed: bool = False

    def line(self, words: Words, language: str) -> str:
        """Return a line of a message, which says what to put there."""
        value = self.value or words(language, "newsroom.placeholder.empty")
        if self.passed:
            value = words(language, "newsroom.placeholder.passed", day=value)
        name = self.setting.removeprefix('NEWSROOM["').removesuffix('"]').lower().replace("_", "-")
        wanted = words(language, f"newsroom.placeholder.of-{name}")
        return words(language, "newsroom.placeholder", setting=self.setting, value=value, wanted=wanted)


def placeholders_of(site: Site) -> tuple[Placeholder, ...]:
    """Return the placeholders in the settings of a site that is to be published; none for a local build."""
    if not (site.url or site.records):
        return ()
    values = [(setting, value) for setting, value in _required(site) if not value or is_reserved(value)]
    values += [(setting, value) for setting, value in _optional(site) if value and is_reserved(value)]
    passed: tuple[Placeholder, ...] = ()
    expires = site.newsroom.security_expires
    if expires <= site.day:
        passed = (Placeholder('NEWSROOM["security_expires"]', expires.isoformat(), passed=True),)
    return (*(Placeholder(setting, value) for setting, value in values), *passed)


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
