"""Masthead, menus, notices and footer of a page.

Most of what surrounds a page is equal on many pages and is computed once for each language and region. A region is a
set of pages from which all menus have the same relative links: they are equally deep and share their leading folders.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from newsarchive.model import addresses
from newsarchive.model.bodies import PAGE_IDS, body_of
from newsarchive.model.fields import NoticePlace
from newsarchive.model.index import Edition, address, derived, remembered
from newsarchive.model.models import Notice, StandingPage
from newsarchive.model.pages import Page

_KEPT = 512  # regions; they take a few megabytes


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


class LanguageItem(NamedTuple):
    """An entry of the language menu, named in the language itself; `direction` is `ltr` or `rtl`.

    Attributes:
        address: The page in that language, or the language's front page if `elsewhere`.
        current: Whether it is the language of the page with the menu.
        elsewhere: Whether the page does not exist in that language.
    """

    tag: str
    name: str
    direction: str
    address: str
    current: bool
    elsewhere: bool


class NoticeItem(NamedTuple):
    """A notice (an announcement for some days) as HTML, in the page's language or else its original's."""

    title: str
    body: str
    language: str
    direction: str


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


class Frame(msgspec.Struct, frozen=True):
    """What a template prints around the main part of a page; `around` is shared with many pages.

    Attributes:
        notices_above: The notices to print before the main part: those for people's safety.
        notices_below: All other notices, which must not keep a reader from the text.
    """

    around: Around
    languages: tuple[LanguageItem, ...]
    notices_above: tuple[NoticeItem, ...]
    notices_below: tuple[NoticeItem, ...]


def frame_of(page: Page, edition: Edition) -> Frame:
    """Return what surrounds the main part of a page: masthead, menus, notices and footer, in the page's language."""
    # masthead, menus and footer are the same on all pages of a language and region
    key = page.language, *addresses.region(page.address)
    around = remembered(edition, key, _KEPT, _around, page, edition)
    return Frame(around, _languages(page, edition), _notices(page, edition, "top"), _notices(page, edition, "end"))


def _around(page: Page, edition: Edition) -> Around:
    """Compute what masthead, menus and footer link to, on this page and all others of its language and region.

    Raises:
        ValueError: A menu leads into so many folders that pages of one region would need different links.
    """
    language, site = page.language, edition.site
    home, search = addresses.home(language), addresses.search(language)
    sections, pages = _sections(page, edition), _pages(page, edition)
    for place in (search, addresses.feed(home), *(each.address for each in (*sections, *pages))):
        if not addresses.is_near(place):
            raise ValueError(f"{place} is nested too deeply for the menus of all pages")
    return Around(
        home=home,
        search="" if page.address == search else search,
        sections=sections,
        pages=pages,
        feed=addresses.feed(home),
        follow=site.newsroom.follow,
        repository=site.newsroom.repository,
        licence=site.newsroom.text_licence,
    )


def _sections(page: Page, edition: Edition) -> tuple[MenuItem, ...]:
    language = page.language
    places = [("archive", addresses.archive_page(language))]
    places += [(taxonomy, addresses.taxonomy(language, taxonomy)) for taxonomy in edition.site.taxonomies]
    return tuple(
        MenuItem(
            title=edition.words(language, f"{key}.title"),
            address=place,
            language=edition.words.spoken(language, f"{key}.title"),
            current=page.address == place,
            within=page.address.startswith(place) and page.address != place,
        )
        for key, place in places
    )


def _in_order(edition: Edition) -> list[StandingPage]:
    """Return the standing pages in the order of the setting `PAGE_ORDER`, and the others after them, by their slug."""
    first = {slug: place for place, slug in enumerate(edition.site.page_order)}
    return sorted(edition.archive.standing, key=lambda each: (first.get(each.slug, len(first)), each.slug))


def _pages(page: Page, edition: Edition) -> tuple[MenuItem, ...]:
    """Return the menu of published standing pages, such as "About us" (untranslated: the original), and of the logs."""
    items = []
    for standing in _in_order(edition):
        if standing.front.status != "published":
            continue
        text = standing.shown(page.language)
        place = address(standing, text.language)
        items.append(MenuItem(text.front.title, place, text.language, page.address == place))
    lists = [("corrections", addresses.corrections), ("withdrawals", addresses.withdrawals)]
    if edition.site.editions:
        lists.append(("editions", addresses.editions))
    for name, address_in in lists:
        key, place = f"{name}.title", address_in(page.language)
        title, spoken = edition.words(page.language, key), edition.words.spoken(page.language, key)
        items.append(MenuItem(title, place, spoken, page.address == place))
    return tuple(items)


def _languages(page: Page, edition: Edition) -> tuple[LanguageItem, ...]:
    there = {alternate.language: alternate.address for alternate in page.alternates}
    return tuple(
        LanguageItem(
            tag=each.tag,
            name=each.name,
            direction=each.direction,
            address=there.get(each.tag, addresses.home(each.tag)),
            current=each.tag == page.language,
            elsewhere=each.tag not in there,
        )
        for each in edition.site.languages
    )


def _notices(page: Page, edition: Edition, place: NoticePlace) -> tuple[NoticeItem, ...]:
    """Return the notices that a page shows at a place."""
    return tuple(
        _notice(each, number, page, edition)
        for number, each in enumerate(derived(edition, _shown_notices), 1)
        if each.front.place == place and (each.front.shows == "everywhere" or page.kind == "site")
    )


def _shown_notices(edition: Edition) -> tuple[Notice, ...]:
    """Return the notices whose period includes the day of the build."""
    return tuple(each for each in edition.archive.notices if each.is_shown(edition.site.day))


def _notice(notice: Notice, number: int, page: Page, edition: Edition) -> NoticeItem:
    # ids have a number instead of the folder's name, which no page shows and which may name a person
    text = notice.shown(page.language)
    return NoticeItem(
        title=text.front.title,
        body=body_of(text, edition, page.address, f"{PAGE_IDS}notice-{number}-"),
        language=text.language,
        direction=edition.site.direction(text.language),
    )
