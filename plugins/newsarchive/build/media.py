"""Publish pictures, documents and share cards through the cache.

Pictures are encoded anew and PDF documents rewritten, so that no hidden data is published. A share picture (or share
card) is the preview that social networks show for a page. What an earlier build computed comes from the cache.

A picture is published at `pictures/` plus its path in the content, and a rendition of it (the same picture in another
width or type) at `pictures/<width>/` plus that path and the suffix of its type. The share picture of a text is
published at `pictures/share/` plus the text's address. These never collide, because no folder of the content is named
`share` or has a number as its name.

Each language has a share picture `site.png` for pages that show no text, and for texts with letters that the fonts
lack. If the fonts cannot write even the site's name in a language, the picture of the default language is used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec
from PIL import features

from newsarchive.archive import addresses
from newsarchive.archive.addresses import PictureFile, PictureSource, PublishedPicture, SharePicture
from newsarchive.archive.dates import ArchiveDate
from newsarchive.archive.diagnostics import Fault, fault
from newsarchive.archive.index import Edition, Words, address, published_key
from newsarchive.archive.pages import CacheFormat, File
from newsarchive.archive.revisions import held_back
from newsarchive.archive.settings import Site
from newsarchive.digests import digest_of
from newsarchive.head.stylesheet import Theme
from newsarchive.i18n.dates import long_date
from newsarchive.media.pictures import PictureError, Rendered, Rendition, encoder_versions, render_picture
from newsarchive.media.share_cards import HEIGHT, WIDTH, Colours, Wording, draw_share_picture, font_bytes
from newsarchive.readers.loading import Loaded

from .cache import Store
from .cached_values import Refused, made_all, made_of_files

_TYPES = {"avif": "image/avif", "webp": "image/webp"}


class StoredPicture(msgspec.Struct, tag=True):
    """The cached result of a picture that may be published, in several widths and types; else it is `Refused`."""

    rendered: Rendered


_PICTURE_RESULT: CacheFormat[StoredPicture | Refused] = CacheFormat(StoredPicture | Refused)


class PublishedPictures(msgspec.Struct, frozen=True):
    """The pictures to publish: addresses and sizes by path in the content, files, and a fault for each refused one."""

    published: dict[str, PublishedPicture]
    files: tuple[File, ...]
    faults: tuple[Fault, ...]


def publish_pictures(root: Path, loaded: Loaded, site: Site, store: Store, words: Words) -> PublishedPictures:
    """Encode every picture of the content that a page shows on the day of the build; `words` label the progress bar."""
    versions = encoder_versions()
    paths = _shown(loaded, site.day)
    made: list[tuple[bytes, StoredPicture | Refused]] = made_of_files(
        store,
        [root / path for path in paths],
        lambda path, data: digest_of("picture", versions, path.name, data),
        _render_picture,
        _PICTURE_RESULT.decode,
        words(site.default, "check.pictures"),
    )
    published: dict[str, PublishedPicture] = {}
    files: list[File] = []
    faults: list[Fault] = []
    for path, (_, result) in zip(paths, made, strict=True):
        if isinstance(result, Refused):
            faults.append(fault(result.code, path=path, found=result.found))
            continue
        published[path], own = _published(path, result.rendered)
        files += own
    return PublishedPictures(published, tuple(files), tuple(faults))


def _render_picture(picture: Path, data: bytes) -> bytes:
    try:
        return _PICTURE_RESULT.encode(StoredPicture(render_picture(data, picture.name)))
    except PictureError as error:
        return _PICTURE_RESULT.encode(Refused(error.code, error.found))


def _published(path: str, rendered: Rendered) -> tuple[PublishedPicture, list[File]]:
    """Return a picture with the addresses of its files, in all widths and types, and these files."""
    itself = File(addresses.picture(path), rendered.itself.content)
    files = [itself]

    def placed(renditions: tuple[Rendition, ...]) -> tuple[PictureFile, ...]:
        found = []
        for each in renditions:
            address = f"pictures/{each.width}/{path}.{each.type}" if each.content else itself.address
            if each.content:
                files.append(File(address, each.content))
            found.append(PictureFile(address, each.width))
        return tuple(found)

    sources = tuple(PictureSource(_TYPES[each[0].type], placed(each)) for each in rendered.better)
    plain = placed(rendered.plain)
    picture = PublishedPicture(
        address=plain[-1].address if plain else itself.address,
        width=rendered.itself.width,
        height=rendered.itself.height,
        sources=sources,
        files=plain if len(plain) > 1 else (),
    )
    return picture, files


def _shown(loaded: Loaded, day: dt.date) -> list[str]:
    shown: set[str] = set()
    for work, text in loaded.archive.shown_texts(day):
        shown.update(link.target for link in text.pictures)
        if work.front.image:
            shown.add(f"{work.folder}/{work.front.image.file}")
    return sorted(shown & set(loaded.tree.pictures))


class StoredDocument(msgspec.Struct, tag=True):
    """The cached result of a document that may be published, the rewritten PDF; else it is `Refused`."""

    content: bytes


_DOCUMENT_RESULT: CacheFormat[StoredDocument | Refused] = CacheFormat(StoredDocument | Refused)


class Documents(msgspec.Struct, frozen=True):
    """The files of the PDF documents to publish, and one fault for each document that must not be published."""

    files: tuple[File, ...]
    faults: tuple[Fault, ...]


def publish_documents(root: Path, loaded: Loaded, site: Site, store: Store, words: Words) -> Documents:
    """Rewrite every PDF document to which a page links on the day of the build; `words` label the progress bar."""
    paths = _linked(loaded, site.day)
    if not paths:
        return Documents((), ())
    files: list[File] = []
    faults: list[Fault] = []
    made: list[tuple[bytes, StoredDocument | Refused]] = made_of_files(
        store,
        [root / path for path in paths],
        lambda _, data: digest_of("document", data),
        _rewrite_document,
        _DOCUMENT_RESULT.decode,
        words(site.default, "check.documents"),
    )
    for path, (key, result) in zip(paths, made, strict=True):
        if isinstance(result, StoredDocument):
            files.append(File(addresses.document(path), result.content, key))
        else:
            faults.append(fault(result.code, path=path, found=result.found))
    return Documents(tuple(files), tuple(faults))


def _rewrite_document(_: Path, data: bytes) -> bytes:
    # imported late: it is a lot of code, and most documents are in the cache
    from newsarchive.documents.rewriting import DocumentError, publish_document

    try:
        return _DOCUMENT_RESULT.encode(StoredDocument(publish_document(data)))
    except DocumentError as error:
        return _DOCUMENT_RESULT.encode(Refused(error.code, error.found))


def _linked(loaded: Loaded, day: dt.date) -> list[str]:
    texts = (text for _, text in loaded.archive.shown_texts(day))
    linked = {link.target.partition("#")[0] for text in texts for link in text.links}
    return sorted(linked & set(loaded.tree.documents))


_PUBLIC = ("published", "hidden")


class StoredSharePicture(msgspec.Struct, frozen=True):
    """A cached share picture, with its words: a search for terms of the redaction list finds none in pixels."""

    wording: Wording
    content: bytes


_SHARE_PICTURE: CacheFormat[StoredSharePicture] = CacheFormat(StoredSharePicture)


class SharePictures(msgspec.Struct, frozen=True):
    """The preview pictures for social networks, by the address of the page for which they are, and their files."""

    by_address: dict[str, SharePicture]
    files: tuple[File, ...]


def draw_share_pictures(edition: Edition, theme: Theme, store: Store) -> SharePictures:
    """Return the preview pictures that social networks show for pages; those that the cache lacks are drawn.

    A text with letters that the fonts lack has none of its own; that of its language's front page is used. If the fonts
    lack letters of that, too, the front page has the picture of the default language, or of the first that has one.
    """
    colours = Colours(*(theme.colour(name) for name in ("paper", "ink", "accent")))
    wanted = {page: wording for page, wording in _wordings(edition) if wording.writable}
    versions = tuple(features.version(name) for name in ("freetype2", "zlib", "zlib_ng"))
    signature = digest_of("share picture", versions, (font_bytes("Regular"), font_bytes("Bold")))
    keys = [digest_of(signature, repr(colours), repr(wording)) for wording in wanted.values()]
    label = edition.words(edition.site.default, "check.pictures")

    def draw(wording: Wording) -> bytes:
        return _SHARE_PICTURE.encode(StoredSharePicture(wording, draw_share_picture(wording, colours=colours)))

    drawn = made_all(store, list(wanted.values()), keys, draw, _SHARE_PICTURE.decode, label)
    files = {page: File(share_picture_file(page), each.content) for page, each in zip(wanted, drawn, strict=True)}
    found = {
        page: SharePicture(files[page].address, WIDTH, HEIGHT, _alt(wording, page, edition))
        for page, wording in wanted.items()
    }
    homes = [addresses.home(tag) for tag in (edition.site.default, *edition.site.tags)]
    general = next((found[home] for home in homes if home in found), None)
    for home in homes:
        if general:
            found.setdefault(home, general)
    return SharePictures(found, tuple(files.values()))


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


def share_picture_file(page: str) -> str:
    """Return the output path of a page's preview picture: `en/2023/old-law/` -> `pictures/share/en/2023/old-law.png`.

    That of a front page is named `site.png`: `en/` -> `pictures/share/en/site.png`.
    """
    path = page.rstrip("/")
    return f"pictures/share/{path}.png" if "/" in path else f"pictures/share/{path}/site.png"
