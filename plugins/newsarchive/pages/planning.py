"""Plan every page: texts, listings, histories and redirects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from newsarchive.archive import addresses
from newsarchive.archive.index import Edition
from newsarchive.archive.ledger import earlier_addresses
from newsarchive.archive.models import Briefing, StandingPage
from newsarchive.archive.pages import Page, Plan

from .briefing import briefing_page, withdrawn_page
from .history import history_page
from .listings import home_page, year_plans
from .logs import corrections_plan, withdrawals_plan
from .standing import standing_page
from .terms import taxonomy_plans


def text_pages(edition: Edition) -> Iterator[Plan]:
    """Yield the plans of the pages of all texts: briefings, withdrawn ones included, and standing pages."""
    address_of = edition.archive.address_of_file
    for briefing in edition.archive.briefings:
        for language, text in briefing.texts.items():
            yield Plan(address_of[text.path], partial(_briefing_pages, briefing, edition, language))
    for standing in edition.archive.standing:
        for language, text in standing.texts.items():
            yield Plan(address_of[text.path], partial(_standing_page, standing, edition, language))


def _briefing_pages(briefing: Briefing, edition: Edition, language: str) -> Iterator[Page]:
    if briefing.status(language) == "withdrawn":
        yield withdrawn_page(briefing, edition, language)
    else:
        yield briefing_page(briefing, edition, language)


def _standing_page(standing: StandingPage, edition: Edition, language: str) -> Iterator[Page]:
    yield standing_page(standing, edition, language)


def listing_pages(edition: Edition) -> Iterator[Plan]:
    """Yield the plans of all listings in every language: front page, years, terms, corrections, withdrawals."""
    for language in edition.site.tags:
        yield Plan(addresses.home(language), partial(_home, edition, language))
        yield from year_plans(edition, language)
        yield from taxonomy_plans(edition, language)
        yield corrections_plan(edition, language)
        yield withdrawals_plan(edition, language)


def _home(edition: Edition, language: str) -> Iterator[Page]:
    yield home_page(edition, language)


def history_pages(edition: Edition) -> Iterator[Plan]:
    """Yield the plans of the history pages of all briefing texts that have a history."""
    if not edition.histories:
        return
    address_of = edition.archive.address_of_file
    for briefing in edition.archive.briefings:
        for language, text in briefing.texts.items():
            if text.path in edition.histories:
                address = addresses.history(address_of[text.path])
                yield Plan(address, partial(_history_pages, briefing, edition, language))


def _history_pages(briefing: Briefing, edition: Edition, language: str) -> Iterator[Page]:
    yield history_page(briefing, edition, language)


def redirects_of(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the (old, new) addresses of all redirects: from earlier slugs per language, and from `redirects.yaml`."""
    archive = edition.archive
    for work in (*archive.briefings, *archive.standing):
        yield from ((old, new) for _, old, new in earlier_addresses(work))
    yield from archive.redirects.items()


def redirect_pages(edition: Edition) -> Iterator[Plan]:
    """Yield the plan of a redirect page for each earlier address: a visible link and a refresh without script."""
    for old, new in redirects_of(edition):
        yield Plan(old, partial(_redirect_pages, old, new, edition))


def _redirect_pages(old: str, new: str, edition: Edition) -> Iterator[Page]:
    language = old.split("/")[0]
    if language not in edition.site.tags:
        language = edition.site.default
    title = edition.words(language, "redirect.title")
    yield Page(
        address=old,
        language=language,
        template="redirect.html",
        title=title,
        description=title,
        view={"target": new},
        refresh=new,
        listed=False,
    )
