"""The pages of one numbered listing, front first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import FeedLink, Page, Step
from plugins.archive.records import Briefing
from plugins.translations.alternates import listing_alternates
from plugins.translations.entries import entry

from .pagination import Sheet, sheets


def numbered_pages(
    edition: Edition,
    language: str,
    briefings: Sequence[Briefing],
    *,
    make: Callable[[str], str],
    title: str,
    description: str,
    template: str,
    view: Mapping[str, object],
    front: Mapping[str, object] | None = None,
    trail: tuple[Step, ...] = (),
    term: tuple[str, str] | None = None,
    feeds: tuple[FeedLink, ...] = (),
) -> Iterator[Page]:
    """Yield a listing's wanted pages; `make` gives its address in a language, `trail` leads to its front.

    `briefings` are in order of publication, oldest first: later ones never move earlier ones to another page.
    Each page shows its own by date of events, which it prints, the latest first. What `front` adds to the view, None
    on all others, stands on the front alone: a full page must not change with every briefing.
    """
    for sheet in sheets(briefings, edition.site.page_size):

        def address_in(tag: str, number: int = sheet.number) -> str:
            return addresses.numbered(make(tag), number) if number else make(tag)

        if not edition.wants(address_in(language)):
            continue
        alternates, default = listing_alternates(edition.site, address_in)
        heading = title
        if sheet.number:
            heading = edition.words(language, "listing.numbered", title=title, page=sheet.number)
        yield Page(
            address=address_in(language),
            language=language,
            template=template,
            title=heading,
            description=description,
            view={
                **view,
                **{name: None if sheet.number else value for name, value in (front or {}).items()},
                "heading": title,
                "entries": [entry(each, edition, language) for each in _by_date(sheet)],
                "total": len(briefings),
                "page_number": sheet.number,
                "older": _address(make(language), sheet.older),
                "newer": _address(make(language), sheet.newer),
            },
            alternates=alternates,
            default_alternate=default,
            feeds=feeds,
            changed=max((each.first_day(language) for each in sheet.items), default=None),
            kind="collection",
            term=term,
            trail=(*trail, Step(title, make(language))) if sheet.number else trail,
        )


def _address(listing: str, number: int | None) -> str | None:
    if number is None:
        return None
    return addresses.numbered(listing, number) if number else listing


def _by_date(sheet: Sheet[Briefing]) -> Sequence[Briefing]:
    return sorted(sheet.items, key=lambda briefing: (briefing.date, briefing.slug), reverse=True)
