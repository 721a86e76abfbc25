"""Masthead, menus, notices and footer of a page.

`frame_of` returns everything that the templates print around the main part of a page. Most of it is equal on many pages
and is computed once for each language and region. A region is a set of pages from which all menus have the same
relative links, because the pages are equally deep and share their leading folders.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.bodies import PAGE_IDS, body_of
from newsarchive.archive.index import Edition, address, derived
from newsarchive.archive.models import Notice
from newsarchive.archive.pages import Page
from newsarchive.archive.vocabularies import TAXONOMIES

_KEPT = 512  # regions; they take a few megabytes


class MenuItem(NamedTuple):
    """An entry of a menu.

    Attributes:
        title: The words of the link.
        address: The address of the page to which it leads.
        language: The language of the title, which may differ from that of the page with the menu.
        current: Whether it leads to the page that shows the menu.
        within: Whether the page that shows the menu is below the entry's address, as `az/tags/x/` is below `az/tags/`.
    """

    title: str
    address: str
    language: str
    current: bool
    within: bool = False


class LanguageItem(NamedTuple):
    """An entry of the language menu.

    Attributes:
        tag: The tag of the language.
        name: The language's own name.
        direction: The direction of its script, `ltr` or `rtl`.
        address: The address of the page in that language, or of the language's front page if `elsewhere`.
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
    """A notice as a page shows it. Notices are banners that all pages show for some days.

    It is in the language of the page or, if it is not translated, in that of its original.

    Attributes:
        title: The title.
        body: The body as HTML.
        language: The tag of the language in which it is shown.
        direction: The direction of that language's script, `ltr` or `rtl`.
    """

    title: str
    body: str
    language: str
    direction: str


class Around(msgspec.Struct, frozen=True, eq=False):
    """What the masthead, menus and footer link to, equal on many pages of a language and therefore computed once.

    Addresses are those in the site; the links to them are the same on all these pages, because they are equally deep.

    Attributes:
        home: The address of the front page.
        search: The address of the search page; empty on that page, which has a form of its own.
        sections: The menu of lists: all briefings, and all tags, people, organisations and places.
        pages: The menu of pages such as "About us", and of the logs of corrections and of withdrawals.
        feed: The address of the feed of all briefings.
        follow: The name and address of each profile of the newsroom elsewhere.
        contact: The mail address of the newsroom.
        repository: The address of the site's repository.
        licence: The name and address of the licence of the texts.
    """

    home: str
    search: str
    sections: tuple[MenuItem, ...]
    pages: tuple[MenuItem, ...]
    feed: str
    follow: tuple[tuple[str, str], ...]
    contact: str
    repository: str
    licence: tuple[str, str]


class Frame(msgspec.Struct, frozen=True):
    """What a template prints around the main part of a page.

    Attributes:
        around: What the masthead, menus and footer link to, which is equal on many pages.
        languages: The language menu of this page.
        notices: The banners that pages show on this day, with links relative to this page.
    """

    around: Around
    languages: tuple[LanguageItem, ...]
    notices: tuple[NoticeItem, ...]


class _Arounds:
    """A cache for the parts of masthead, menus and footer that many pages have in common.

    Pages share these parts if they have the same language, and if their relative links to the same targets are equal.
    """

    def __init__(self, edition: Edition) -> None:
        """Create an empty cache.

        Args:
            edition: The settings and the content of the site, from which menus are computed.
        """
        self._edition = edition
        self._made: dict[tuple[str, ...], Around] = {}

    def of(self, page: Page) -> Around:
        """Return what masthead, menus and footer of a page link to, computed only if no similar page came before."""
        key = page.language, *addresses.region(page.address)
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            found = self._made[key] = _around(page, self._edition)
        return found


def frame_of(page: Page, edition: Edition) -> Frame:
    """Return what surrounds the main part of a page: masthead, menus, notices and footer, in the page's language.

    Args:
        page: The page.
        edition: The settings and the content of the site.
    """
    around = derived(edition, _Arounds).of(page)
    return Frame(around, _languages(page, edition), _notices(page, edition))


def _around(page: Page, edition: Edition) -> Around:
    """Compute what masthead, menus and footer of a page link to.

    The result also serves all pages of the same language from which equal relative links lead to these targets.

    Raises:
        ValueError: The target of a menu entry is in so many folders that pages which should share the menu would need
            different relative links to it.
    """
    language, site = page.language, edition.site
    home, search = addresses.home(language), addresses.search(language)
    sections, pages = _sections(page, edition), _pages(page, edition)
    for place in (search, addresses.feed(home), *(each.address for each in (*sections, *pages))):
        if not addresses.is_near(place):
            raise ValueError(f"{place} lies too deep for a menu of every page")
    return Around(
        home=home,
        search="" if page.address == search else search,
        sections=sections,
        pages=pages,
        feed=addresses.feed(home),
        follow=site.newsroom.follow,
        contact=site.newsroom.contact,
        repository=site.newsroom.repository,
        licence=site.newsroom.text_licence,
    )


def _sections(page: Page, edition: Edition) -> tuple[MenuItem, ...]:
    language = page.language
    places = [("archive", addresses.archive_page(language))]
    places += [(taxonomy, addresses.taxonomy(language, taxonomy)) for taxonomy in TAXONOMIES]
    return tuple(
        MenuItem(
            title=edition.words(language, f"{key}.title"),
            address=place,
            language=language,
            current=page.address == place,
            within=page.address.startswith(place) and page.address != place,
        )
        for key, place in places
    )


def _pages(page: Page, edition: Edition) -> tuple[MenuItem, ...]:
    """Return the menu of the editors' own pages, such as "About us", and of the logs of corrections and withdrawals.

    Only published pages are included, each in the language of `page` or, if it is not translated, in its original.
    """
    items = []
    for standing in edition.archive.standing:
        if standing.front.status != "published":
            continue
        text = standing.shown(page.language)
        place = address(standing, text.language)
        items.append(MenuItem(text.front.title, place, text.language, page.address == place))
    for key, place in (
        ("corrections", addresses.corrections(page.language)),
        ("withdrawals", addresses.withdrawals(page.language)),
    ):
        title, spoken = (
            edition.words(page.language, f"{key}.title"),
            edition.words.spoken(page.language, f"{key}.title"),
        )
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


def _notices(page: Page, edition: Edition) -> tuple[NoticeItem, ...]:
    return tuple(
        _notice(each, number, page, edition) for number, each in enumerate(derived(edition, _shown_notices), 1)
    )


def _shown_notices(edition: Edition) -> tuple[Notice, ...]:
    """Return the notices (banners) whose period includes the day of the build, so that all pages show them."""
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


def page_frame(edition: Edition, page: Page) -> dict[str, object]:
    """Return `{"frame": …}`, what the page's template prints around the main part: masthead, menus, notices, footer."""
    return {"frame": frame_of(page, edition)}
