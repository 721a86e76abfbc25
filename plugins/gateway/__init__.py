"""What stands at the site's root: the language gateway, the page for missing addresses, security.txt.

Settings: `SITEURL`, `NEWSROOM` (`contact`, `security_expires`).
Signals: `archive_pages_wanted`, `archive_files_wanted`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.archive.index import Edition
from plugins.archive.kept import Kept
from plugins.archive.pages import File, PageSummary, Plan
from plugins.archive.signals import files_wanted, pages_wanted

from .root import MISSING, gateway_page, missing_page
from .security import security_txt


def root_pages(edition: Edition) -> Iterator[Plan]:
    """Plan the gateway and the 404 page."""
    yield Plan("", lambda: (gateway_page(edition),))
    yield Plan(MISSING, lambda: (missing_page(edition),))


def root_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield security.txt."""
    yield security_txt(edition)


def register() -> None:
    """Connect both makers."""
    pages_wanted.connect(root_pages)
    files_wanted.connect(root_files)
