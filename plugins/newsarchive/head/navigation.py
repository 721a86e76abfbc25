"""Masthead, menus, notices and footer of a page."""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.model import addresses
from newsarchive.model.bodies import PAGE_IDS, body_of
from newsarchive.model.fields import NoticePlace
from newsarchive.model.index import Edition, address
from newsarchive.model.pages import Page


def frame_of(page: Page, edition: Edition) -> dict[str, object]:
    """Return what surrounds the main part of a page, in its language: what masthead, menus and footer link to, notices.

    `search` is empty on the search page, which has a form of its own. `sections` is the menu of lists: all briefings,
    and all tags, people, organisations and places. `pages` is the menu of pages such as "About us", of the logs, and of
    the page that offers the archive as files, if there is one. An entry is `current` if it leads to this page, and
    one of `sections` has the page `within` it if the page is below its address. `notices_above` are for people's
    safety; those below must not keep a reader from the text.
    """
    language, newsroom = page.language, edition.site.newsroom
    home, search = addresses.home(language), addresses.search(language)
    lists = {name: addresses.taxonomy(language, name) for name in edition.site.taxonomies}
    return {
        "home": home,
        "search": "" if page.address == search else search,
        "sections": list(_listed({"archive": addresses.archive_page(language), **lists}, page, edition)),
        "pages": list(_pages(page, edition)),
        "feed": addresses.feed(home),
        "follow": newsroom.follow,
        "licence": newsroom.text_licence,
        "languages": _languages(page, edition),
        "notices_above": list(_notices(page, edition, "top")),
        "notices_below": list(_notices(page, edition, "end")),
    }


def _listed(places: dict[str, str], page: Page, edition: Edition) -> Iterator[dict[str, object]]:
    for name, place in places.items():
        key, current = f"{name}.title", page.address == place
        within = page.address.startswith(place) and not current
        title, spoken = edition.words(page.language, key), edition.words.spoken(page.language, key)
        yield {"title": title, "address": place, "language": spoken, "current": current, "within": within}


def _pages(page: Page, edition: Edition) -> Iterator[dict[str, object]]:
    """Yield the menu of published standing pages (untranslated: the original), and of the logs.

    Pages are in the order of the setting `PAGE_ORDER`, the others after them by their slug.
    """
    first = {slug: place for place, slug in enumerate(edition.site.page_order)}
    for work in sorted(edition.archive.standing, key=lambda work: (first.get(work.slug, len(first)), work.slug)):
        if work.front.status == "published":
            text = work.shown(page.language)
            place = address(work, text.language)
            yield {
                "title": text.front.title,
                "address": place,
                "language": text.language,
                "current": page.address == place,
            }
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
