"""The pages of texts: briefings with readers' letters, withdrawn briefings and standing pages.

No settings of its own. Signals: `archive_pages_wanted`.
A text has a page in each language that it is written in, and in no other: a translation that does not
exist gets no page that pretends to be one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.archive.index import Edition
from plugins.archive.pages import Page, Plan
from plugins.archive.records import Briefing, StandingPage
from plugins.archive.signals import pages_wanted

from .briefing import briefing_page, withdrawn_page
from .standing import standing_page


def text_pages(edition: Edition) -> Iterator[Plan]:
    """Plan the page of every text."""
    address_of = edition.archive.address_of_file
    for briefing in edition.archive.briefings:
        for language, text in briefing.texts.items():
            yield Plan(address_of[text.path], partial(_page_of, briefing, edition, language))
    for standing in edition.archive.standing:
        for language, text in standing.texts.items():
            yield Plan(address_of[text.path], partial(_standing_page, standing, edition, language))


def _page_of(briefing: Briefing, edition: Edition, language: str) -> Iterator[Page]:
    if briefing.status(language) == "withdrawn":
        yield withdrawn_page(briefing, edition, language)
    else:
        yield briefing_page(briefing, edition, language)


def _standing_page(standing: StandingPage, edition: Edition, language: str) -> Iterator[Page]:
    yield standing_page(standing, edition, language)


def register() -> None:
    """Connect the page maker."""
    pages_wanted.connect(text_pages)
