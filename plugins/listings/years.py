"""The listing of each year, and the page of all years."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.archive import addresses
from plugins.archive.index import Edition, publication_order
from plugins.archive.pages import Page, Plan, Step
from plugins.charts.years import years_chart
from plugins.translations.alternates import listing_alternates
from plugins.translations.entries import entry

from .numbering import numbered_pages


def year_plans(edition: Edition, language: str) -> Iterator[Plan]:
    """Plan the archive page and every year's listing."""
    yield Plan(addresses.archive_page(language), partial(_archive_page, edition, language))
    for year in edition.archive.by_year:
        yield Plan(addresses.year_page(language, year), partial(_year_pages, edition, language, year))


def _year_pages(edition: Edition, language: str, year: int) -> Iterator[Page]:
    """Yield a year's listing, by what happened in it."""
    words, briefings, years = edition.words, edition.archive.by_year[year], list(edition.archive.by_year)
    place = years.index(year)
    return numbered_pages(
        edition,
        language,
        sorted(briefings, key=publication_order),
        make=partial(_year_address, year=year),
        trail=(Step(words(language, "archive.title"), addresses.archive_page(language)),),
        title=words(language, "year.title", year=year),
        description=words(language, "year.description", len(briefings), year=year),
        template="year.html",
        view={
            "year": year,
            "earlier": years[place - 1] if place else None,
            "later": years[place + 1] if place + 1 < len(years) else None,
            "year_addresses": {each: addresses.year_page(language, each) for each in years},
            "archive_address": addresses.archive_page(language),
        },
    )


def _year_address(language: str, year: int) -> str:
    return addresses.year_page(language, year)


def _archive_page(edition: Edition, language: str) -> Iterator[Page]:
    """Yield all years, newest first, each with its latest briefings."""
    site, archive, words = edition.site, edition.archive, edition.words
    alternates, default = listing_alternates(site, addresses.archive_page)
    shown = 5
    years = [
        {
            "year": year,
            "address": addresses.year_page(language, year),
            "count": len(briefings),
            "more": len(briefings) - shown,
            "entries": [entry(each, edition, language) for each in reversed(briefings[-shown:])],
        }
        for year, briefings in reversed(tuple(archive.by_year.items()))
    ]
    yield Page(
        address=addresses.archive_page(language),
        language=language,
        template="archive.html",
        title=words(language, "archive.title"),
        description=words(language, "archive.description", len(archive.listed)),
        view={
            "years": years,
            "chart": years_chart(words(language, "chart.title"), archive.by_year, edition, language),
            "total": len(archive.listed),
        },
        alternates=alternates,
        default_alternate=default,
        changed=max((each.first_day(language) for each in archive.listed), default=None),
        kind="collection",
    )
