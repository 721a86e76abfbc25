"""How a page looks where its address is passed on: Open Graph (ogp.me), which every network reads.

Of Twitter's own tags only `twitter:card` is needed: for title, words and picture it reads Open Graph's. A card's
picture has an absolute address or none, so a local build shows none. The share picture that was drawn for a text goes
before the text's own: it says the same in every language, and no network cuts its words off.
"""

from __future__ import annotations

from functools import lru_cache

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import Page
from plugins.archive.pictures import PublishedPicture, SharePicture
from plugins.archive.records import Briefing
from plugins.languages.locales import territorial_locale

from .metas import Meta, named, properties

_Pair = tuple[str, str]
_locale = lru_cache(maxsize=64)(territorial_locale)


def card(page: Page, edition: Edition) -> tuple[Meta, ...]:
    """Return a page's card."""
    shown = _shown(page, edition)
    return (
        *properties(
            ("og:type", "article" if isinstance(page.work, Briefing) else "website"),
            ("og:title", page.title),
            ("og:description", page.description),
            ("og:site_name", edition.words(page.language, "site.name")),
            ("og:url", edition.site.absolute(page.address)),
            *_locales(page),
            *_article(page),
            *(_picture(shown, edition) if shown else ()),
        ),
        *named(("twitter:card", "summary_large_image" if shown else "summary")),
    )


def share_picture(page: Page, edition: Edition) -> SharePicture | None:
    """Return the picture drawn for a page, or for its whole language, where a public address can name it."""
    if not edition.site.url:
        return None
    return edition.share_pictures.get(page.address) or edition.share_pictures.get(addresses.home(page.language))


def _shown(page: Page, edition: Edition) -> SharePicture | None:
    drawn, own = share_picture(page, edition), picture(page, edition)
    if drawn or not own or not isinstance(page.work, Briefing):
        return drawn
    return SharePicture(own.address, own.width, own.height, picture_alt(page.work, page.language))


def picture(page: Page, edition: Edition) -> PublishedPicture | None:
    """Return the picture of a page's briefing, where it can be named by a public address."""
    if not edition.site.url or not isinstance(page.work, Briefing) or not page.work.front.image:
        return None
    return edition.pictures[f"{page.work.folder}/{page.work.front.image.file}"]


def picture_alt(briefing: Briefing, language: str) -> str:
    """Return what the picture shows, in a text's language; in the original's where the text says nothing."""
    own, first = briefing.texts[language].front.image, briefing.front.image
    return own.alt if own else first.alt if first else ""


def _picture(found: SharePicture, edition: Edition) -> tuple[_Pair, ...]:
    return (
        ("og:image", edition.site.absolute(found.address)),
        ("og:image:width", str(found.width)),
        ("og:image:height", str(found.height)),
        ("og:image:alt", found.alt),
    )


def _locales(page: Page) -> tuple[_Pair, ...]:
    others = (each.language for each in page.alternates if each.language != page.language)
    return (
        ("og:locale", _locale(page.language)),
        *(("og:locale:alternate", _locale(tag)) for tag in others),
    )


def _article(page: Page) -> tuple[_Pair, ...]:
    if not isinstance(page.work, Briefing):
        return ()
    return (
        ("article:published_time", page.work.days[page.language].isoformat()),
        ("article:modified_time", page.changed.isoformat() if page.changed else ""),
    )
