"""Listings: home, years and archive, numbered from the oldest page.

A listing is a list of briefings, split into pages so that a new one changes only the first, called its front page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

from newsarchive.head.tags import listing_place
from newsarchive.i18n.alphabets import sort_key
from newsarchive.i18n.dates import long_date, ordinal
from newsarchive.model import addresses
from newsarchive.model.index import Edition, changed_last, publication_order, published_key
from newsarchive.model.models import Briefing
from newsarchive.model.pages import Page, PageLink, Plan
from newsarchive.model.revisions import held_back

from .charts import years_chart
from .entries import entry

Item = TypeVar("Item")


Sheet = tuple[int, tuple[Item, ...]]
"""The number of a page of a listing, and its items, newest first.

Pages are numbered from 1, the one with the oldest items. The front page, whose address has no number, is 0.
"""


def sheets(oldest_first: Sequence[Item], size: int) -> list[Sheet[Item]]:
    """Split a list of items into pages; return the page with the newest items first, then ever older ones.

    The first has `size` to `2 * size - 1` items, or all if there are fewer. Older items fill pages of exactly `size`
    items, numbered from 1 (the oldest), so new items never change a full page.
    """
    full = max(len(oldest_first) // size - 1, 0)
    numbered = [(number, oldest_first[(number - 1) * size : number * size]) for number in range(full, 0, -1)]
    return [(number, tuple(reversed(items))) for number, items in ((0, oldest_first[full * size :]), *numbered)]


def wanted_sheets(
    edition: Edition,
    language: str,
    oldest_first: Sequence[Item],
    make: Callable[[str], str],
    title: str,
    trail: tuple[PageLink, ...] = (),
) -> Iterator[tuple[Sheet[Item], dict[str, Any], dict[str, str | None]]]:
    """Yield each page of a listing that this build renders (`Edition.wants`): its items, and what `Page` takes of it.

    Last are the addresses of the pages `older` and `newer`, or None. Arguments are those of `numbered_pages`.
    """
    front, pages = make(language), sheets(oldest_first, edition.site.page_size)
    numbers = [None, *(number for number, _ in pages), None]
    for sheet, newer, older in zip(pages, numbers, numbers[2:], strict=False):
        number, _ = sheet
        place = listing_place(edition.site, language, partial(_numbered, make, number))
        if not edition.wants(place["address"]):
            continue
        place |= {"title": title, "kind": "collection", "trail": trail}
        if number:
            heading = edition.words(language, "listing.numbered", title=title, page=ordinal(number, language))
            place |= {"title": heading, "trail": (*trail, PageLink(title, front))}
        beside = {"older": older, "newer": newer}
        links = {name: None if other is None else addresses.numbered(front, other) for name, other in beside.items()}
        yield sheet, place, links


def _numbered(make: Callable[[str], str], number: int, language: str) -> str:
    return addresses.numbered(make(language), number)


def numbered_pages(
    edition: Edition,
    language: str,
    briefings: Sequence[Briefing],
    *,
    make: Callable[[str], str],
    title: str,
    view: Mapping[str, object],
    front: Mapping[str, object] | None = None,
    trail: tuple[PageLink, ...] = (),
    **given: Any,
) -> Iterator[Page]:
    """Yield the pages of a list of briefings, the page with the newest first.

    Which briefings a page has depends on when they were published; on the page they are sorted by the date of the
    events, latest first. Pages that this build need not render (`Edition.wants`) are skipped.

    Args:
        briefings: Oldest first, in order of publication, so that a new one never moves an earlier one to another page;
            those about a person in order of the events.
        make: Returns the address of the first page in a given language.
        title: The title of the list, to which pages after the first have their number added.
        view: Values for the template of every page.
        front: Values for the first page only, so that the others do not change with every new briefing.
        trail: The pages that lead from the language's front page to the list, for the breadcrumb.
        given: What each `Page` is given besides.
    """
    days = [briefing.date for _, items in sheets(briefings, edition.site.page_size) for briefing in _by_date(items)]
    is_falling = all(later >= earlier for later, earlier in pairwise(days))
    for (number, items), place, links in wanted_sheets(edition, language, briefings, make, title, trail):
        yield Page(
            **place,
            **given,
            view={
                **view,
                **{name: None if number else value for name, value in (front or {}).items()},
                "heading": title,
                "entries": [entry(briefing, edition, language) for briefing in _by_date(items)],
                "total": len(briefings),
                "order_key": "listing.by-date" if is_falling else "listing.by-date-paged",
                **links,
            },
            changed=max((_changed(briefing, language) for briefing in items), default=None),
        )


def _changed(briefing: Briefing, language: str) -> dt.date:
    """Return the day on which a list in a language last changed what it prints of a briefing, or got it."""
    shown = briefing.shown(language).language
    return max(briefing.added[shown], changed_last(briefing, shown))


def _by_date(briefings: Iterable[Briefing]) -> Sequence[Briefing]:
    return sorted(briefings, key=lambda briefing: (briefing.date, briefing.slug), reverse=True)


MANY = 8
"""The largest number of briefings of a year that the archive page lists without naming a rest."""


def year_plans(edition: Edition, language: str) -> Iterator[Plan]:
    """Yield a plan for the archive page, which lists all years, and one for the pages of each year."""
    yield Plan.of_page(addresses.archive_page(language), _archive_page, edition, language)
    for year in edition.archive.by_year:
        yield Plan(addresses.year_page(language, year), partial(_year_pages, edition, language, year))


def _year_pages(edition: Edition, language: str, year: int) -> Iterator[Page]:
    words, briefings, years = edition.words, edition.archive.by_year[year], list(edition.archive.by_year)
    place = years.index(year)
    return numbered_pages(
        edition,
        language,
        sorted(briefings, key=publication_order),
        make=partial(addresses.year_page, year=year),
        trail=(PageLink(words(language, "archive.title"), addresses.archive_page(language)),),
        title=words(language, "year.title", year=ordinal(year, language)),
        description=words(language, "year.description", len(briefings), year=ordinal(year, language)),
        template="year.html",
        view={
            "earlier": years[place - 1] if place else None,
            "later": years[place + 1] if place + 1 < len(years) else None,
            "year_addresses": {each: addresses.year_page(language, each) for each in years},
            "archive_address": addresses.archive_page(language),
        },
    )


def _archive_page(edition: Edition, language: str) -> Page:
    """Return the archive page: all years, newest first, each with its briefings, or the latest five of more than 8."""
    archive, words = edition.archive, edition.words
    added = last_added(edition, language)
    years = []
    for year, briefings in reversed(list(archive.by_year.items())):
        latest = briefings if len(briefings) <= MANY else briefings[-5:]
        years.append(
            {
                "year": year,
                "address": addresses.year_page(language, year),
                "count": len(briefings),
                "more": len(briefings) - len(latest),
                "entries": [entry(briefing, edition, language) for briefing in reversed(latest)],
            }
        )
    return Page(
        **listing_place(edition.site, language, addresses.archive_page),
        template="archive.html",
        title=words(language, "archive.title"),
        description=words(language, "archive.description", len(archive.listed)),
        view={
            "years": years,
            "chart": years_chart(words(language, "chart.title"), archive.by_year, edition, language),
            "total": len(archive.listed),
            "added": added and long_date(added, language),
            "order_key": "listing.by-date",
            "editions": addresses.editions(language) if edition.site.editions else "",
        },
        changed=added,
        kind="collection",
    )


def last_added(edition: Edition, language: str) -> dt.date | None:
    """Return the latest day on which a text in the lists of a language went online here, or None if there is none."""
    listed = ((briefing, briefing.shown(language)) for briefing in edition.archive.listed)
    day = edition.site.day
    days = (work.added[text.language] for work, text in listed if not held_back(text, work, day))
    return max(days, default=None)


NEWS_LINE = 12
"""How many briefings the front page lists after the lead; the first `SUMMARISED` of them with their summaries."""
SUMMARISED = 3
TOPICS = 8


def home_page(edition: Edition, language: str) -> Page:
    """Return the front page of a language: a large lead, the next `NEWS_LINE` briefings, and the most used tags.

    The briefings whose text in that language went online last come first. The lead is the newest briefing that has a
    text in the language, or the newest of all if none has.
    """
    archive, words = edition.archive, edition.words
    newest = archive.news(language)
    lead = next((briefing for briefing in newest if briefing.readable(language)), None) or next(iter(newest), None)
    others = [briefing for briefing in newest if briefing is not lead][:NEWS_LINE]
    added = last_added(edition, language)
    return Page(
        **listing_place(edition.site, language, addresses.home, default=""),
        template="home.html",
        title=words(language, "site.name"),
        description=words(language, "site.description"),
        view={
            "lead": lead and entry(lead, edition, language, "published"),
            "lead_days": _days_of(lead, edition, language) if lead else [],
            "newest": [entry(briefing, edition, language, "published") for briefing in others[:SUMMARISED]],
            "news": [entry(briefing, edition, language, "published") for briefing in others[SUMMARISED:]],
            "added": added and long_date(added, language),
            "topics": _topics(edition, language),
            "topics_address": addresses.taxonomy(language, "tags"),
            "chart": years_chart(words(language, "chart.title"), archive.by_year, edition, language),
            "archive_address": addresses.archive_page(language),
            "total": len(archive.listed),
        },
        feeds=(PageLink(words(language, "site.name"), addresses.feed(addresses.home(language))),),
        changed=added,
        kind="site",
    )


def _days_of(briefing: Briefing, edition: Edition, language: str) -> list[dict[str, str]]:
    """Return the two days of a briefing, each with its `label`: its publication, and the events that it reports."""
    shown = briefing.shown(language)
    published = briefing.days[shown.language]
    return [
        {"label": edition.words(language, key), "iso": iso, "date": long_date(date, language)}
        for key, iso, date in (
            (published_key(shown), published.isoformat(), published),
            ("briefing.date", briefing.date.iso, briefing.date),
        )
    ]


def _topics(edition: Edition, language: str) -> list[dict[str, object]]:
    """Return the `TOPICS` tags that most briefings have, sorted by name in the alphabetical order of the language.

    Each has its `name`, the `language` of that name, the `address` of its page and the `count` of its briefings.
    """
    tags = edition.archive.vocabularies["tags"]
    counts = {term: len(sharing) for (taxonomy, term), sharing in edition.archive.by_term.items() if taxonomy == "tags"}
    topics: list[dict[str, object]] = []
    for term in sorted(counts, key=lambda term: (-counts[term], term))[:TOPICS]:
        name, spoken = tags[term].name(language, edition.site.default)
        place = addresses.term(language, "tags", term)
        topics.append({"name": name, "language": spoken, "address": place, "count": counts[term]})
    return sorted(topics, key=lambda topic: sort_key(str(topic["name"]), language))
