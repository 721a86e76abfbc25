"""What mirrors need: a script that makes and renews them, rules for their servers, and a report on each.

Settings: `SITEURL`, `SIGNING_KEYS`, `SIGNATURES_REQUIRED`, `MIRRORS`, `ONION`. Signals: `archive_files_wanted`, and
`archive_frame_wanted`, which it answers on standing pages with the name `copies`. Only a site with a public address has
these files, all in `server/`. `mirror.sh` is a program of its own for volunteers: a POSIX shell script, published as it
is.

- `kit`: The commands and files with which a volunteer sets up a mirror.
- `report`: What is known of each mirror: whether it is whole, and how old it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted, frame_wanted

if TYPE_CHECKING:
    from newsarchive.archive.index import Edition
    from newsarchive.archive.pages import File, Kept, Page, PageSummary


def make_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the files with which volunteers set up a mirror, if the site has a public address."""
    if edition.site.url:
        from newsarchive.site_files.server_rules import rules_of

        from .kit import kit_files

        yield from kit_files(edition.site, rules_of(edition, pages))


def surround(edition: Edition, page: Page) -> dict[str, object] | None:
    """Return what the page about mirrors prints below its text, and that other standing pages print nothing."""
    if page.template != "standing.html":
        return None
    from newsarchive.archive import addresses

    if page.address != addresses.standing(page.language, addresses.MIRRORS):
        return {"copies": None}
    from .kit import copies_of

    return {"copies": copies_of(edition.site)}


def register() -> None:
    """Connect this package to the signals that ask for files, and for what surrounds a page."""
    files_wanted.connect(make_files)
    frame_wanted.connect(surround)
