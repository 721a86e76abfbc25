"""Draw the share pictures (or share cards), the previews that social networks show for a page, through the cache.

The share picture of a text is published at `pictures/share/` plus the text's address. Each language has one for its
front page, `site.png`, for pages that show no text, and for texts with letters that the fonts lack. If the fonts cannot
write even the site's name in a language, the picture of the default language is used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from PIL import features

from newsarchive.digests import digest_of
from newsarchive.head.stylesheet import Theme
from newsarchive.i18n.dates import long_date
from newsarchive.media.share_cards import HEIGHT, WIDTH, Wording, draw_share_picture, font_bytes
from newsarchive.model import addresses
from newsarchive.model.addresses import SharePicture
from newsarchive.model.dates import ArchiveDate
from newsarchive.model.index import Edition, address, published_key
from newsarchive.model.pages import File
from newsarchive.model.revisions import held_back

from .cache import Cache

_PUBLIC = ("published", "hidden")


def draw_share_pictures(
    edition: Edition, theme: Theme, cache: Cache
) -> tuple[dict[str, SharePicture], tuple[File, ...]]:
    """Return the preview pictures that social networks show for pages, by address, and their files.

    A text with letters that the fonts lack has none of its own; that of its language's front page is used. If the fonts
    lack letters of that, too, the front page has the picture of the default language, or of the first that has one.
    """
    colours = [theme.colour(name) for name in ("paper", "ink", "accent")]
    wanted = {page: wording for page, wording in _wordings(edition) if wording.writable}
    versions = tuple(features.version(name) for name in ("freetype2", "zlib", "zlib_ng"))
    signature = digest_of("share picture", versions, (font_bytes("Regular"), font_bytes("Bold")))
    keys = [digest_of(signature, colours, wording) for wording in wanted.values()]
    label = edition.words(edition.site.default, "check.pictures")

    drawn = cache.map(list(wanted.values()), keys, partial(draw_share_picture, colours=colours), label)
    files = {page: File(addresses.share_picture(page), data) for page, data in zip(wanted, drawn, strict=True)}
    found = {
        page: SharePicture(files[page].address, WIDTH, HEIGHT, _alt(wording, page, edition))
        for page, wording in wanted.items()
    }
    homes = [addresses.home(tag) for tag in (edition.site.default, *edition.site.tags)]
    general = next((found[home] for home in homes if home in found), None)
    for home in homes:
        if general:
            found.setdefault(home, general)
    return found, tuple(files.values())


def _wordings(edition: Edition) -> Iterator[tuple[str, Wording]]:
    """Yield (page address, words on the picture) for front pages, and for pages of published and hidden briefings."""
    for language in edition.site.languages:
        name = edition.words(language.tag, "site.name")
        yield addresses.home(language.tag), Wording("", name, edition.words(language.tag, "site.tagline"), "")
    for briefing in edition.archive.briefings:
        for tag, text in briefing.texts.items():
            if briefing.status(tag) in _PUBLIC and not held_back(text, briefing, edition.site.day):
                name = edition.words(tag, "site.name")
                published = _dated(edition, tag, published_key(text), briefing.days[tag])
                happened = _dated(edition, tag, "briefing.date", briefing.date)
                own_name = edition.site.language(tag).name
                yield address(briefing, tag), Wording(name, text.front.title, happened, published, own_name)


def _dated(edition: Edition, language: str, label: str, day: dt.date | ArchiveDate) -> str:
    return f"{edition.words(language, label)}: {long_date(day, language)}"


def _alt(wording: Wording, page: str, edition: Edition) -> str:
    """Return the alternative text of a preview picture: its title and, if that is on it, the site's name."""
    tag = page.partition("/")[0]
    return edition.words(tag, "head.title", page=wording.title, site=wording.name) if wording.name else wording.title
