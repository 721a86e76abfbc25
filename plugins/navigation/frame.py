"""The frame of a page as data: menus with the current place marked, languages, notices of the day."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.archive import addresses
from plugins.archive.bodies import PAGE_IDS, body_of
from plugins.archive.index import Edition, address
from plugins.archive.pages import Page
from plugins.archive.vocabularies import TAXONOMIES


@dataclass(frozen=True)
class MenuItem:
    """A place in a menu. `current` is the page itself, `within` a page that belongs under it."""

    title: str
    address: str
    language: str
    current: bool
    within: bool = False


@dataclass(frozen=True)
class LanguageItem:
    """A language of the menu: its own name, and this page in it, or else (`elsewhere`) its front page."""

    tag: str
    name: str
    direction: str
    address: str
    current: bool
    elsewhere: bool


@dataclass(frozen=True)
class NoticeItem:
    """A notice of the day in the reader's language, or in its original's."""

    title: str
    body: str
    language: str
    direction: str


@dataclass(frozen=True)
class Frame:
    """Everything around a page's main part. `search` is empty on the search page, which has a form of its own."""

    home: str
    search: str
    sections: tuple[MenuItem, ...]
    pages: tuple[MenuItem, ...]
    languages: tuple[LanguageItem, ...]
    notices: tuple[NoticeItem, ...]
    feed: str
    follow: tuple[tuple[str, str], ...]
    contact: str
    repository: str
    licence: tuple[str, str]


def frame_of(page: Page, edition: Edition) -> Frame:
    """Return the frame of a page, in its language."""
    language, site = page.language, edition.site
    home = addresses.home(language)
    return Frame(
        home=home,
        search="" if page.address == addresses.search(language) else addresses.search(language),
        sections=_sections(page, edition),
        pages=_pages(page, edition),
        languages=_languages(page, edition),
        notices=_notices(page, edition),
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
    """Return the standing pages, each in the reader's language where it has it."""
    items = []
    for standing in edition.archive.standing:
        if standing.front.status != "published":
            continue
        text = standing.shown(page.language)
        place = address(standing, text.language)
        items.append(MenuItem(text.front.title, place, text.language, page.address == place))
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
    shown = []
    for notice in edition.archive.notices:
        starts, ends = notice.front.starts, notice.front.ends
        if starts and ends and starts <= edition.site.day <= ends and notice.front.status == "published":
            text = notice.shown(page.language)
            shown.append(
                NoticeItem(
                    title=text.front.title,
                    body=body_of(text, edition, page.address, f"{PAGE_IDS}{notice.slug}-"),
                    language=text.language,
                    direction=edition.site.direction(text.language),
                )
            )
    return tuple(shown)
