"""Files for machines: sitemap, robots.txt, and rules for web servers. `headers` also holds each page's policy.

Settings: `SITEURL`. Signal: `archive_files_wanted`.

- `caddy`: The rules for Caddy 2: a file to import in a site block.
- `headers`: The Content-Security-Policy and its companion headers.
- `nginx`: The rules for nginx: a file to include in a `server` or `location` block.
- `planning`: Which files for machines exist: sitemap, robots.txt, rules for servers.
- `server_rules`: What every web server must do, and the `_headers` and `_redirects` files of static hosts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.archive.pages import files_wanted

if TYPE_CHECKING:
    from newsarchive.archive.index import Edition
    from newsarchive.archive.pages import File, Kept, PageSummary


def make_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:
    """Yield the sitemap, robots.txt and the rules for web servers."""
    from .planning import crawler_files, server_files

    yield from crawler_files(edition, pages, kept)
    yield from server_files(edition, pages, kept)


def register() -> None:
    """Connect the maker."""
    files_wanted.connect(make_files)
