"""Masthead, menus, notices and footer of a page.

Most of what surrounds a page is equal on many pages and is computed once for each language and region. A region is a
set of pages from which all menus have the same relative links: they are equally deep and share their leading folders.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from newsarchive.model import addresses
from newsarchive.model.bodies import PAGE_IDS, body_of
from newsarchive.model.fields import NoticePlace
from newsarchive.model.index import Edition, address, cached
from newsarchive.model.pages import Page


class MenuItem(NamedTuple):
    """An entry of a menu: title of the link, address of its target, language of the title.

    Attributes:
        current: Whether it leads to the page that shows the menu.
        within: Whether that page is below the entry's address, as `az/tags/x/` is below `az/tags/`.
    """

    title: str
    address: str
    language: str
    current: bool
    within: bool = False


class Around(msgspec.Struct, frozen=True, eq=False):
    """What the masthead, menus and footer link to, equal on many pages of a language and therefore computed once.

    Attributes:
        search: The address of the search page; empty on that page, which has a form of its own.
        sections: The menu of lists: all briefings, and all tags, people, organisations and places.
        pages: The menu of pages such as "About us", of the logs of corrections and of withdrawals,
            and of the page that offers the archive as files, if there is one.
        follow: The name and address of each profile of the newsroom elsewhere.
        licence: The name and address of the licence of the texts.
    """

    home: str
    search: str
    sections: tuple[MenuItem, ...]
    pages: tuple[MenuItem, ...]
    feed: str
    follow: tuple[tuple[str, str], ...]
    repository: str
    licence: tuple[str, str]


def frame_of(page: Page, edition: Edition) -> dict[str, object]:
    """Return what surrounds the main part of a page, in its language: `around` (an `Around`), `languages`, notices.

    `notices_above` are for people's safety; those below must not keep a reader from the text.
    """
    key = "around", page.language, *addresses.region(page.address)
    return {
        "around": cached(edition, key, lambda: _around(page, edition)),
        "languages": _languages(page, edition),
        "notices_above": list(_notices(page, edition, "top")),
        "notices_below": list(_notices(page, edition, "end")),
    }


def _around(page: Page, edition: Edition) -> Around:
    """Compute what masthead, menus and footer link to, on this page and all others of its language and region.

    Raises:
        ValueError: A menu leads into so many folders that pages of one region would need different links.
    """
    language, newsroom = page.language, edition.site.newsroom
    home, search = addresses.home(language), addresses.search(language)
    lists = {name: addresses.taxonomy(language, name) for name in edition.site.taxonomies}
    sections = tuple(_listed({"archive": addresses.archive_page(language), **lists}, page, edition))
    pages = tuple(_pages(page, edition))
    for place in (search, addresses.feed(home), *(item.address for item in (*sections, *pages))):
        if not addresses.is_near(place):
            raise ValueError(f"{place} is nested too deeply for the menus of all pages")
    return Around(
        home=home,
        search="" if page.address == search else search,
        sections=sections,
        pages=pages,
        feed=addresses.feed(home),
        follow=newsroom.follow,
        repository=newsroom.repository,
        licence=newsroom.text_licence,
    )


def _listed(places: dict[str, str], page: Page, edition: Edition) -> Iterator[MenuItem]:
    for name, place in places.items():
        key, current = f"{name}.title", page.address == place
        within = page.address.startswith(place) and not current
        title, spoken = edition.words(page.language, key), edition.words.spoken(page.language, key)
        yield MenuItem(title, place, spoken, current, within)


def _pages(page: Page, edition: Edition) -> Iterator[MenuItem]:
    """Yield the menu of published standing pages (untranslated: the original), and of the logs.

    Pages are in the order of the setting `PAGE_ORDER`, the others after them by their slug.
    """
    first = {slug: place for place, slug in enumerate(edition.site.page_order)}
    for work in sorted(edition.archive.standing, key=lambda work: (first.get(work.slug, len(first)), work.slug)):
        if work.front.status == "published":
            text = work.shown(page.language)
            place = address(work, text.language)
            yield MenuItem(text.front.title, place, text.language, page.address == place)
    logs = {
        "corrections": addresses.corrections(page.language),
        "withdrawals": addresses.withdrawals(page.language),
    }
    if edition.site.editions:
        logs["editions"] = addresses.editions(page.language)
    yield from _listed(logs, page, edition)


def _languages(page: Page, edition: Edition) -> list[dict[str, object]]:
    """Return the menu of languages; a language without this page leads to its front page (`elsewhere`)."""
    there = {alternate.language: alternate.address for alternate in page.alternates}
    return [
        {
            "tag": language.tag,
            "name": language.name,
            "direction": language.direction,
            "address": there.get(language.tag, addresses.home(language.tag)),
            "current": language.tag == page.language,
            "elsewhere": language.tag not in there,
        }
        for language in edition.site.languages
    ]


def _notices(page: Page, edition: Edition, place: NoticePlace) -> Iterator[dict[str, str]]:
    """Yield the notices (announcements for some days) that a page shows at a place, in its language or the original."""
    shown = (notice for notice in edition.archive.notices if notice.is_shown(edition.site.day))
    # ids have a number instead of the folder's name, which no page shows and which may name a person
    for number, notice in enumerate(shown, 1):
        if notice.front.place == place and (notice.front.shows == "everywhere" or page.kind == "site"):
            text = notice.shown(page.language)
            yield {
                "title": text.front.title,
                "body": body_of(text, edition, page.address, f"{PAGE_IDS}notice-{number}-"),
                "language": text.language,
                "direction": edition.site.direction(text.language),
            }
