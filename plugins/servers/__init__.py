"""Ready rules for web servers: security headers and redirects, for nginx, Caddy, and hosts that read `_headers`.

Settings: `SITEURL`. Signals: `archive_files_wanted`.
They stand in the output, since they belong to it: they name its styles by their hashes. No page leads to them, and
their own rules keep them from readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.archive.index import Edition
from plugins.archive.kept import Kept
from plugins.archive.pages import File, PageSummary
from plugins.archive.signals import files_wanted

from .caddy import caddyfile
from .hosts import headers_file, redirects_file
from .nginx import nginx_conf
from .rules import CADDYFILE, HEADERS, NGINX_CONF, REDIRECTS, rules_of


def server_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the rules for each kind of server."""
    rules = rules_of(edition, pages)
    yield File(NGINX_CONF, nginx_conf(rules).encode())
    yield File(CADDYFILE, caddyfile(rules).encode())
    yield File(HEADERS, headers_file(rules).encode())
    yield File(REDIRECTS, redirects_file(rules).encode())


def register() -> None:
    """Connect the maker."""
    files_wanted.connect(server_files)
