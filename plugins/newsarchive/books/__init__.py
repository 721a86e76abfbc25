"""Files with the archive in them, which travel alone: EPUB, one HTML file, and the site of a language as a ZIP file.

Settings: `EDITIONS`, `EDITION_NAME`, `SITEURL`. Signals: `archive_pages_wanted`, `archive_books_wanted`. Only a
publication has them. Each states its publication, where corrections and withdrawals are listed, and how to verify it.

- `binding`: Decide which files are made again in this build, make them on all cores, and remember what they were made
  from.
- `books`: The books of an archive: the texts of a year, or all, in one language, as an EPUB and as one HTML file.
- `epub`: EPUB 3.3: the texts of a book as chapters, with what reading programs need around them.
- `front`: What precedes the texts of a book: its title page, and the list of texts in other languages only.
- `one_file`: One HTML file with all texts of a book: it opens from a chat or a disk, without an app and without a
  request.
- `page`: The page that offers these files in a language, with size, day, number, and how to verify one offline.
- `sections`: One text as it stands in a book: its words with picture, corrections, sources, letters and versions.
- `site_copy`: The site of one language as a ZIP file that opens from a disk, with its search.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsarchive.signals import books_wanted, pages_wanted

if TYPE_CHECKING:
    from newsarchive.archive.index import Edition
    from newsarchive.archive.pages import BookFile, Finished, Kept, Plan


def plan_pages(edition: Edition) -> Iterator[Plan]:
    """Plan the page of each language that offers these files, if the settings want any."""
    if edition.site.editions:
        from .page import editions_plan

        for language in edition.site.tags:
            yield editions_plan(edition, language)


def make_books(edition: Edition, finished: Finished, kept: Kept) -> list[BookFile]:
    """Make every file that the settings want, or keep it as the last build left it."""
    from .binding import bound

    return bound(edition, finished, kept)


def register() -> None:
    """Connect this package to the signals that ask plugins for pages and for files with the archive in them."""
    pages_wanted.connect(plan_pages)
    books_wanted.connect(make_books)
