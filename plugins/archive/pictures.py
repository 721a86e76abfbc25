"""A published picture as HTML: the same picture in several types and widths, of which a browser takes one.

Without any of the better types, and without widths, a browser still has the plain `<img>`.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

from . import addresses

SIZES = "(min-width:42rem) 38rem,92vw"
"""How wide a picture is shown: a text's column (`--measure`), on a phone the screen less its gutters (`--gutter`)."""

_ORDER = 'loading="lazy" decoding="async"'


@dataclass(frozen=True)
class PictureFile:
    """One file of a picture: its address and its width in pixels."""

    address: str
    width: int


@dataclass(frozen=True)
class PictureSource:
    """A picture in one type that not every browser knows: its files, narrowest first."""

    type: str
    files: tuple[PictureFile, ...]


@dataclass(frozen=True)
class PublishedPicture:
    """A picture as it is published: its address and its size in pixels, in a type that every browser knows.

    `sources` are smaller types, best first; `files` narrower ones of the picture's own type, narrowest first,
    itself included, or none where there is only itself.
    """

    address: str
    width: int
    height: int
    sources: tuple[PictureSource, ...] = ()
    files: tuple[PictureFile, ...] = ()


@dataclass(frozen=True)
class SharePicture:
    """What networks show of a page: its address, its size in pixels, and the words on it."""

    address: str
    width: int
    height: int
    alt: str


def picture_html(picture: PublishedPicture, page: str, own: str, *, clean: bool) -> str:
    """Return a picture for the page at address `page`; `own` are further attributes of its `<img>`, as HTML."""

    def href(address: str) -> str:
        return html.escape(addresses.relative(page, address, clean=clean))

    def choice(files: tuple[PictureFile, ...]) -> str:
        if len(files) == 1:
            return f' srcset="{href(files[0].address)}"'
        srcset = ", ".join(f"{href(each.address)} {each.width}w" for each in files)
        return f' srcset="{srcset}" sizes="{SIZES}"'

    widths = choice(picture.files) if picture.files else ""
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f'<img {own} src="{href(picture.address)}"{widths} {size} {_ORDER}>'
    sources = "".join(f'<source type="{each.type}"{choice(each.files)}>' for each in picture.sources)
    return f"<picture>{sources}{image}</picture>" if sources else image


def plain_picture_html(picture: PublishedPicture, address: str, own: str) -> str:
    """Return a picture for readers that know one file only, as those of feeds do; `address` is where it is got."""
    return f'<img {own} src="{html.escape(address)}" width="{picture.width}" height="{picture.height}">'
