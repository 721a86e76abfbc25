"""What each kind of page shows. The plugin plans every page of the site.

Settings: `LISTING_SIZE` (20), `SITEURL`, `NEWSROOM`, `MIRRORS`. Signals: `archive_pages_wanted`,
`archive_files_wanted`.

- `briefing`: The page of a briefing: text, sources, corrections, and where to go on.
- `charts`: Charts as geometry and words: briefings through the years.
- `contact`: Invitations to write to the newsroom, and readers' letters.
- `entries`: A briefing as one entry of a list: in the reader's language, or labelled with its own.
- `gateway`: Pages outside the lists: language gateway, 404 page, pages of earlier addresses; security.txt (RFC 9116).
- `history`: The history page of a text: each published revision, compared word by word.
- `listings`: Listings: home, years and archive, numbered from the oldest page.
- `logs`: The logs of corrections and of withdrawals.
- `related`: Related briefings: in one story, named by the editor, or sharing terms.
- `sources`: The sources of a briefing as its page and the books print them, with their copies.
- `standing`: Standing pages such as about, privacy and mirrors.
- `terms`: Pages of tags, people, organisations and places, and a briefing's links to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.model.pages import Plan
from newsarchive.signals import files_wanted, pages_wanted

if TYPE_CHECKING:
    from newsarchive.build.cache import Cache
    from newsarchive.model.index import Edition
    from newsarchive.model.pages import File, PageSummary


def plan_pages(edition: Edition) -> Iterator[Plan]:
    """Plan every page of the site but the search."""
    from .gateway import redirect_pages, root_pages

    for planned in (text_pages, listing_pages, history_pages, root_pages, redirect_pages):
        yield from planned(edition)


def text_pages(edition: Edition) -> Iterator[Plan]:
    """Yield the plans of the pages of all texts: briefings, withdrawn ones included, and standing pages."""
    from .briefing import briefing_page
    from .standing import standing_page

    address_of = edition.archive.address_of_file
    for briefing in edition.archive.briefings:
        for language, text in briefing.texts.items():
            yield Plan.of_page(address_of[text.path], briefing_page, briefing, edition, language)
    for standing in edition.archive.standing:
        for language, text in standing.texts.items():
            yield Plan.of_page(address_of[text.path], standing_page, standing, edition, language)


def listing_pages(edition: Edition) -> Iterator[Plan]:
    """Yield the plans of all listings in every language: front page, years, terms, corrections, withdrawals."""
    from newsarchive.model import addresses

    from .listings import home_page, year_plans
    from .logs import log_plans
    from .terms import taxonomy_plans

    for language in edition.site.tags:
        yield Plan.of_page(addresses.home(language), home_page, edition, language)
        for planned in (year_plans, taxonomy_plans, log_plans):
            yield from planned(edition, language)


def history_pages(edition: Edition) -> Iterator[Plan]:
    """Yield the plans of the history pages of all briefing texts that have a history."""
    if not edition.histories:
        return
    from newsarchive.model import addresses

    from .history import history_page

    for briefing in edition.archive.briefings:
        for language, text in briefing.texts.items():
            if text.path in edition.histories:
                address = addresses.history(edition.archive.address_of_file[text.path])
                yield Plan.of_page(address, history_page, briefing, edition, language)


def make_files(edition: Edition, pages: Sequence[PageSummary], cache: Cache) -> Iterator[File]:  # noqa: ARG001
    """Yield security.txt."""
    from .gateway import security_txt

    yield security_txt(edition)


def register() -> None:
    """Connect this package to the signals that ask plugins for pages and for files; Pelican calls it at its start."""
    pages_wanted.connect(plan_pages)
    files_wanted.connect(make_files)
