"""What leaves the archive as files: EPUB, one HTML file and ZIP of a language, data, and letters.

Settings: `EDITIONS`, `EDITION_NAME`, `SITEURL`, `CHECKSUMS` (only a publication has these files), `EXTRA_FIELDS`,
`TAXONOMIES`. Signals: `archive_pages_wanted`, `archive_files_wanted`, `archive_editions_wanted`, and
`archive_frame_wanted`, which it answers with the name `data_page`. Each edition states its publication, where
corrections and withdrawals are listed, and how to verify it.

- `books`: Files with the archive in them, which travel alone: EPUB, one HTML file, and the site of a language as a ZIP
  file.
- `commands`: The commands of this plugin.
- `datasets`: The archive as data: tables, texts as JSON Lines, their description, and a page that explains them.
- `letters`: Letters: what changed since a day, as mail drafts that a newsroom sends itself. Nothing is sent from here.
- `settings`: The settings of this plugin, besides those that the core reads, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.api import editions_wanted, files_wanted, frame_wanted, pages_wanted

if TYPE_CHECKING:
    from newsarchive.api import BookPlan, Cache, Edition, File, FinishedFiles, Page, PageSummary, Plan


def plan_pages(edition: Edition) -> Iterator[Plan]:
    """Plan the page of each language that offers the editions, if there are any, and that of the data."""
    if edition.site.editions:
        from .books.page import editions_plan

        for language in edition.site.tags:
            yield editions_plan(edition, language)
    if edition.publication:
        from .datasets.page import data_plans

        yield from data_plans(edition)


def make_files(edition: Edition, pages: Sequence[PageSummary], cache: Cache) -> Iterator[File]:  # noqa: ARG001
    """Yield the files of the data, in a publication."""
    if edition.publication:
        from .datasets.files import data_files

        yield from data_files(edition, cache)


def plan_editions(edition: Edition, finished: FinishedFiles) -> Iterator[BookPlan]:
    """Plan every edition that the settings want."""
    from .books.binding import edition_plans

    return edition_plans(edition, finished)


def surround(edition: Edition, page: Page) -> dict[str, object]:
    """Return the template's `data_page`, the address of the data page, in a publication."""
    from newsarchive.api import addresses

    return {"data_page": addresses.data_page(page.language)} if edition.publication else {}


def register() -> None:
    """Connect the functions above to the signals."""
    pages_wanted.connect(plan_pages)
    frame_wanted.connect(surround)
    files_wanted.connect(make_files)
    editions_wanted.connect(plan_editions)
