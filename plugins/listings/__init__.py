"""Every per-language page that lists: home, years and archive, tags and the other terms, corrections, withdrawals.

Settings: `LISTING_SIZE` (20). Signals: `archive_pages_wanted`.
A listing holds the whole archive in every language: a briefing without a text in it stands under its
original title, marked with its own language.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page, Plan
from plugins.archive.signals import pages_wanted

from .corrections import corrections_plan
from .home import home_page
from .terms import taxonomy_plans
from .withdrawals import withdrawals_plan
from .years import year_plans


def listing_pages(edition: Edition) -> Iterator[Plan]:
    """Plan all listing pages of all languages."""
    for language in edition.site.tags:
        yield Plan(addresses.home(language), partial(_home, edition, language))
        yield from year_plans(edition, language)
        yield from taxonomy_plans(edition, language)
        yield corrections_plan(edition, language)
        yield withdrawals_plan(edition, language)


def _home(edition: Edition, language: str) -> Iterator[Page]:
    yield home_page(edition, language)


def register() -> None:
    """Connect the page maker."""
    pages_wanted.connect(listing_pages)
