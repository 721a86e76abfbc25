"""What mirrors need: a script that makes and renews them, rules for their servers, a signed list, and a report on each.

Settings: `SITEURL`, `SIGNING_KEYS`, `SIGNATURES_REQUIRED`, `MIRRORS`, `ONION`. Signal: `archive_files_wanted`. Only a
site with a public address has these files, all in `server/`. `mirror.sh` is a program of its own for volunteers: a
POSIX shell script, published as it is.

- `kit`: The commands and files with which a volunteer sets up a mirror.
- `mirror_list`: `mirrors.json`, the signed list of mirrors.
- `report`: What is known of each mirror: whether it is whole, and how old it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted

if TYPE_CHECKING:
    from newsarchive.archive.index import Edition
    from newsarchive.archive.pages import File, Kept, PageSummary


def make_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the files with which volunteers set up a mirror, if the site has a public address."""
    if edition.site.url:
        from newsarchive.site_files.server_rules import rules_of

        from .kit import kit_files

        yield from kit_files(edition.site, rules_of(edition, pages))


def register() -> None:
    """Connect `make_files` to the signal that asks plugins for files."""
    files_wanted.connect(make_files)
