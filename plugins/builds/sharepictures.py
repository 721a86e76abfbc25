"""The share picture of every public text, drawn through the store: once, however often it is built.

A text's picture stands at `pictures/share/` and the text's address; no folder of the content is called `share`, so
it meets no other picture. A language's own one, for its texts with letters that the fonts lack and for all pages that
show no text, is `site.png`; where even the site's name cannot be written, it is the default language's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import features

from plugins.archive import addresses
from plugins.archive.index import Edition, address
from plugins.archive.pages import File
from plugins.archive.pictures import SharePicture
from plugins.languages.dates import long_date
from plugins.sharepictures.drawing import HEIGHT, WIDTH, Colours, Wording, draw_share_picture
from plugins.sharepictures.lettering import font_bytes
from plugins.styles.stylesheet import theme_colour
from plugins.translations.entries import held_back

from .making import made_all
from .signature import code_signature
from .store import Store, digest

_PUBLIC = ("published", "hidden")


@dataclass(frozen=True)
class SharePictures:
    """Share pictures by the address of the page that they are of, and their files."""

    by_address: dict[str, SharePicture]
    files: tuple[File, ...]


def draw_share_pictures(edition: Edition, theme: Path, store: Store) -> SharePictures:
    """Draw every share picture that the store lacks, in the colours of a theme."""
    colours = Colours(*(theme_colour(theme, name) for name in ("paper", "ink", "accent")))
    wanted = {page: wording for page, wording in _wordings(edition) if wording.writable}
    signature = digest(code_signature(("sharepictures",), ("pillow",)), *map(str, _versions()), *_fonts())
    keys = [digest(signature, repr(colours), repr(wording)) for wording in wanted.values()]
    label = edition.words(edition.site.default, "check.pictures")
    draw = partial(draw_share_picture, colours=colours)
    drawn = made_all(store, list(wanted.values()), keys, draw, bytes, label)
    files = {page: File(share_picture_file(page), content) for page, content in zip(wanted, drawn, strict=True)}
    found = {
        page: SharePicture(files[page].address, WIDTH, HEIGHT, _alt(wording, page, edition))
        for page, wording in wanted.items()
    }
    default = found.get(addresses.home(edition.site.default))
    for language in edition.site.tags:
        if default:
            found.setdefault(addresses.home(language), default)
    return SharePictures(found, tuple(files.values()))


def _wordings(edition: Edition) -> Iterator[tuple[str, Wording]]:
    """Yield the address of each page that has a picture of its own, and what stands on that."""
    for language in edition.site.languages:
        name = edition.words(language.tag, "site.name")
        yield addresses.home(language.tag), Wording("", name, edition.words(language.tag, "site.tagline"), "")
    for briefing in edition.archive.briefings:
        for tag, text in briefing.texts.items():
            if briefing.status(tag) in _PUBLIC and not held_back(briefing, tag, edition.site.day):
                name = edition.words(tag, "site.name")
                when, own_name = long_date(briefing.date, tag), edition.site.language(tag).name
                yield address(briefing, tag), Wording(name, text.front.title, when, own_name)


def _alt(wording: Wording, page: str, edition: Edition) -> str:
    """Return the words on a picture that its page's title does not say."""
    tag = page.partition("/")[0]
    return edition.words(tag, "head.title", page=wording.title, site=wording.name) if wording.name else wording.title


def share_picture_file(page: str) -> str:
    """Return the address of a page's picture, by the page's own."""
    path = page.rstrip("/")
    return f"pictures/share/{path}.png" if "/" in path else f"pictures/share/{path}/site.png"


def _versions() -> tuple[str | None, ...]:
    return tuple(features.version(name) for name in ("freetype2", "zlib", "zlib_ng"))


def _fonts() -> tuple[bytes, ...]:
    return font_bytes("Regular"), font_bytes("Bold")
