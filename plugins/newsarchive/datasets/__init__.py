"""The archive as data: tables, texts as JSON Lines, their description, and a page that explains them.

Settings: `CHECKSUMS` (only a publication has the data), `EXTRA_FIELDS`, `TAXONOMIES`, `SITEURL`. Signals:
`archive_pages_wanted`, `archive_files_wanted`, and `archive_frame_wanted`, which it answers with the name `data_page`.

- `cells`: Values as cells of CSV, and back; rows as lines of CSV and of JSON.
- `columns`: The tables of the published data, and their columns, each made from the field whose values it gives.
- `descriptors`: What machines read about the data: `datapackage.json`.
- `files`: The files of the data; of these, only those are made anew whose briefings have changed.
- `page`: The page that offers the data and explains each column.
- `rows`: The rows of the tables: only what is published, in lists, and printed by some page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted, frame_wanted, pages_wanted

if TYPE_CHECKING:
    from newsarchive.archive.index import Edition
    from newsarchive.archive.pages import File, Kept, Page, PageSummary, Plan


def plan_pages(edition: Edition) -> Iterator[Plan]:
    """Plan the data page of every language, in a publication."""
    if edition.publication:
        from .page import data_plans

        yield from data_plans(edition)


def make_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield the files of the data, in a publication."""
    if edition.publication:
        from .files import data_files

        yield from data_files(edition, kept)


def surround(edition: Edition, page: Page) -> dict[str, object]:
    """Return the template's `data_page`, the address of the data page, in a publication."""
    from newsarchive.archive import addresses

    return {"data_page": addresses.data_page(page.language)} if edition.publication else {}


def register() -> None:
    """Connect this package to the signals that ask for pages, for files, and for what surrounds a page."""
    pages_wanted.connect(plan_pages)
    frame_wanted.connect(surround)
    files_wanted.connect(make_files)
