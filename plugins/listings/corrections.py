"""All corrections of the archive, numbered as listings are: a correction once published stands where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from plugins.archive import addresses
from plugins.archive.corrections import ShownCorrection, all_corrections
from plugins.archive.index import Edition
from plugins.archive.pages import FeedLink, Page, Plan, Step
from plugins.archive.records import Briefing
from plugins.languages.dates import long_date
from plugins.translations.alternates import listing_alternates
from plugins.translations.entries import Entry, entry

from .pagination import sheets


class ListedCorrection(msgspec.Struct, frozen=True):
    """A correction, the briefing that it is of, and where that prints it."""

    entry: Entry
    address: str
    iso: str
    date: str
    text: str
    language: str
    direction: str


def corrections_plan(edition: Edition, language: str) -> Plan:
    """Plan the page of all corrections."""
    return Plan(addresses.corrections(language), partial(_pages, edition, language))


def _pages(edition: Edition, language: str) -> Iterator[Page]:
    words, front = edition.words, addresses.corrections(language)
    title, every = words(language, "corrections.title"), all_corrections(edition.archive, language)
    for sheet in sheets(every, edition.site.page_size):

        def address_in(tag: str, number: int = sheet.number) -> str:
            listing = addresses.corrections(tag)
            return addresses.numbered(listing, number) if number else listing

        if not edition.wants(address_in(language)):
            continue
        alternates, default = listing_alternates(edition.site, address_in)
        heading = words(language, "listing.numbered", title=title, page=sheet.number) if sheet.number else title
        yield Page(
            address=address_in(language),
            language=language,
            template="corrections.html",
            title=heading,
            description=words(language, "corrections.description"),
            view={
                "corrections": [_listed(briefing, shown, edition, language) for briefing, shown in sheet.items],
                "older": _address(front, sheet.older),
                "newer": _address(front, sheet.newer),
            },
            alternates=alternates,
            default_alternate=default,
            feeds=(FeedLink(title, addresses.feed(front)),),
            changed=max((shown.correction.date for _, shown in sheet.items), default=None),
            kind="collection",
            trail=(Step(title, front),) if sheet.number else (),
        )


def _listed(briefing: Briefing, shown: ShownCorrection, edition: Edition, language: str) -> ListedCorrection:
    found = entry(briefing, edition, language)
    return ListedCorrection(
        entry=found,
        address=f"{found.address}#p_corrections",
        iso=shown.correction.date.isoformat(),
        date=long_date(shown.correction.date, language),
        text=shown.correction.text,
        language=shown.language,
        direction=edition.site.direction(shown.language),
    )


def _address(listing: str, number: int | None) -> str | None:
    if number is None:
        return None
    return addresses.numbered(listing, number) if number else listing
