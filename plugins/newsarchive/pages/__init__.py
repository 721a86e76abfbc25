"""What each kind of page shows. The plugin plans every page of the site.

Settings: `LISTING_SIZE` (20), `SITEURL`, `NEWSROOM`, `MIRRORS`. Signals: `archive_pages_wanted`,
`archive_files_wanted`.

- `briefing`: The page of a briefing: text, sources, corrections, and where to go on.
- `charts`: Charts as geometry and words: a story through time, briefings through the years.
- `contact`: Invitations to write to the newsroom, and readers' letters.
- `entries`: A briefing as one entry of a list: in the reader's language, or labelled with its own.
- `gateway`: The site's root: language gateway, 404 page, security.txt (RFC 9116).
- `history`: The history page of a text: each published revision, compared word by word.
- `listings`: Listings: home, years and archive, numbered from the oldest page.
- `logs`: The logs of corrections and of withdrawals.
- `planning`: Plan every page: texts, listings, histories and redirects.
- `related`: Related briefings: named by the editor, sharing terms, in one story, or next to it in time.
- `standing`: Standing pages such as about, privacy and mirrors.
- `terms`: Pages of tags, people, organisations and places, and a briefing's links to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.archive.pages import files_wanted, pages_wanted

if TYPE_CHECKING:
    from newsarchive.archive.index import Edition
    from newsarchive.archive.pages import File, Kept, PageSummary, Plan


def plan_pages(edition: Edition) -> Iterator[Plan]:
    """Plan every page of the site but the search."""
    from .gateway import root_pages
    from .planning import history_pages, listing_pages, redirect_pages, text_pages

    for planned in (text_pages, listing_pages, history_pages, root_pages, redirect_pages):
        yield from planned(edition)


def make_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:
    """Yield security.txt."""
    from .gateway import root_files

    return root_files(edition, pages, kept)


def register() -> None:
    """Connect both makers."""
    pages_wanted.connect(plan_pages)
    files_wanted.connect(make_files)
