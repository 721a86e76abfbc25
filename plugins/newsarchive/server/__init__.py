"""Rules for web servers: nginx, Caddy and static hosts. `headers` also holds each page's policy.

Settings: `SITEURL`. Signal: `archive_files_wanted`.

- `caddy`: The rules for Caddy 2: a file to import in a site block.
- `headers`: The Content-Security-Policy and its companion headers.
- `nginx`: The rules for nginx: a file to include in a `server` or `location` block.
- `server_rules`: What every web server must do, and the `_headers` and `_redirects` files of static hosts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted

if TYPE_CHECKING:
    from newsarchive.model.index import Edition
    from newsarchive.model.pages import File, Kept, PageSummary


def make_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the rules for nginx, Caddy and static hosts."""
    from newsarchive.model.pages import File

    from . import server_rules
    from .caddy import caddyfile
    from .nginx import nginx_conf

    rules = server_rules.rules_of(edition, pages)
    yield File(server_rules.NGINX_CONF, nginx_conf(rules).encode())
    yield File(server_rules.CADDYFILE, caddyfile(rules).encode())
    headers, redirects = server_rules.headers_file(rules), server_rules.redirects_file(rules)
    for path, content in ((server_rules.HEADERS, headers), (server_rules.REDIRECTS, redirects)):
        yield File(path, content.encode())
        yield File(server_rules.HOST_RULES[path], content.encode())


def register() -> None:
    """Connect `make_files` to the signal that asks plugins for files: the rules for web servers."""
    files_wanted.connect(make_files)
