"""The listing of each year, and the page of all years."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.archive import addresses
from plugins.archive.index import Edition, publication_order
from plugins.archive.pages import Page, Step
from plugins.charts.years import years_chart
from plugins.translations.alternates import listing_alternates
from plugins.translations.entries import entry

from .numbering import numbered_pages


def year_pages(edition: Edition, language: str) -> Iterator[Page]:
    """Yield the archive page and every year's listing, by what happened in it."""
    yield _archive_page(edition, language)
    words = edition.words
    trail = (Step(words(language, "archive.title"), addresses.archive_page(language)),)
    years = list(edition.archive.by_year)
    for place, year in enumerate(years):
        yield from numbered_pages(
            edition,
            language,
            sorted(edition.archive.by_year[year], key=publication_order),
            by_date=True,
            make=partial(_year_address, year=year),
            trail=trail,
            title=words(language, "year.title", year=year),
            description=words(language, "year.description", len(edition.archive.by_year[year]), year=year),
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


def _archive_page(edition: Edition, language: str) -> Page:
    """Return all years, newest first, each with its latest briefings."""
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
    return Page(
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
        changed=max((briefing.published for briefing in archive.listed), default=None),
        kind="collection",
    )
