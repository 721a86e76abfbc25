"""Files for machines: sitemap, robots.txt, and rules for web servers. `headers` also holds each page's policy.

Settings: `SITEURL`. Signal: `archive_files_wanted`.

- `caddy`: The rules for Caddy 2: a file to import in a site block.
- `headers`: The Content-Security-Policy and its companion headers.
- `nginx`: The rules for nginx: a file to include in a `server` or `location` block.
- `server_rules`: What every web server must do, and the `_headers` and `_redirects` files of static hosts.
- `sitemap`: The sitemap (sitemaps.org) and robots.txt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted

if TYPE_CHECKING:
    from newsarchive.archive.index import Edition
    from newsarchive.archive.pages import File, Kept, PageSummary


def make_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the sitemap, robots.txt and the rules for web servers."""
    from .sitemap import crawler_files

    yield from crawler_files(edition, pages)
    yield from server_files(edition, pages)


def server_files(edition: Edition, pages: Sequence[PageSummary]) -> Iterator[File]:
    """Yield the rules for nginx, Caddy and static hosts."""
    from newsarchive.archive.pages import File

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
    """Connect `make_files` to the signal that asks plugins for files: the sitemap and rules for web servers."""
    files_wanted.connect(make_files)
