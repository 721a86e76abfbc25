"""Rules for web servers: nginx, Caddy and static hosts. `headers` also holds each page's policy.

Settings: `SITEURL`. Signal: `archive_files_wanted`.

- `headers`: The Content-Security-Policy and its companion headers.
- `server_rules`: What every web server must do, as rules for nginx, Caddy and static hosts.
- `text_files`: Print text files, such as rules for servers, feeds and the sitemap, from Jinja templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted

if TYPE_CHECKING:
    from newsarchive.build.cache import Cache
    from newsarchive.model.index import Edition
    from newsarchive.model.pages import File, PageSummary


def make_files(edition: Edition, pages: Sequence[PageSummary], cache: Cache) -> Iterator[File]:  # noqa: ARG001
    """Yield the rules for nginx, Caddy and static hosts."""
    from newsarchive.model.pages import File

    from .server_rules import CADDYFILE, HOST_RULES, NGINX_CONF, rules_of, server_file

    rules = rules_of(edition, pages)
    yield File(NGINX_CONF, server_file(rules, "nginx.conf").encode())
    yield File(CADDYFILE, server_file(rules, "caddy.conf").encode())
    for path, served in HOST_RULES.items():
        content = server_file(rules, path).encode()
        yield File(path, content)
        yield File(served, content)


def register() -> None:
    """Connect `make_files` to the signal that asks plugins for files: the rules for web servers."""
    files_wanted.connect(make_files)
