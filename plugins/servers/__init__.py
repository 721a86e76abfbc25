"""Ready rules for web servers: headers, compression and redirects, for nginx, Caddy, and hosts that read `_headers`.

Settings: `SITEURL`. Signals: `archive_files_wanted`.
They lie in the output, since they belong to it, and are served: whoever mirrors the site over the web needs them. Hosts
that read `_headers` and `_redirects` do not serve them, so both have a copy in `server/`. No page leads to any of them.

- `rules`: what every server is told
- `nginx`, `caddy`, `hosts`: the same in the language of each
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
from .rules import CADDYFILE, HEADERS, HOST_RULES, NGINX_CONF, REDIRECTS, rules_of


def server_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the rules for each kind of server."""
    rules = rules_of(edition, pages)
    yield File(NGINX_CONF, nginx_conf(rules).encode())
    yield File(CADDYFILE, caddyfile(rules).encode())
    for path, content in ((HEADERS, headers_file(rules)), (REDIRECTS, redirects_file(rules))):
        yield File(path, content.encode())
        yield File(HOST_RULES[path], content.encode())


def register() -> None:
    """Connect the maker."""
    files_wanted.connect(server_files)
