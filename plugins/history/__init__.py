"""What was published of a text before: a page with the day, digest and differences of each published revision.

Settings: none. Signals: `archive_pages_wanted`. Only a text that was published in several states has such a page; the
builder gives them (`Edition.histories`).

- `comparing`: what changed between two states.
- `shown`: the words of a page, which are all that a history shows.
- `page`: the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page, Plan
from plugins.archive.records import Briefing
from plugins.archive.signals import pages_wanted

from .page import history_page


def history_pages(edition: Edition) -> Iterator[Plan]:
    """Plan the page of every text that has a history."""
    if not edition.histories:
        return
    address_of = edition.archive.address_of_file
    for briefing in edition.archive.briefings:
        for language, text in briefing.texts.items():
            if text.path in edition.histories:
                address = addresses.history(address_of[text.path])
                yield Plan(address, partial(_page_of, briefing, edition, language))


def _page_of(briefing: Briefing, edition: Edition, language: str) -> Iterator[Page]:
    yield history_page(briefing, edition, language)


def register() -> None:
    """Connect the page maker."""
    pages_wanted.connect(history_pages)
