"""Publish pictures and documents through the cache.

A plugin cleans pictures and PDF documents (`signals.media_cleaned`), so that no hidden data is published; of a clean
picture, several sizes and types are made. What an earlier build computed comes from the cache.

A picture is published at `pictures/` plus its path in the content, and a rendition of it (the same picture in another
width or type) at `pictures/<width>/` plus that path and the suffix of its type. Neither collides with the share picture
of a text (`share_pictures`), because no folder of the content is named `share` or has a number as its name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from blinker import ANY

from newsarchive.content.loading import Loaded
from newsarchive.digests import digest_of
from newsarchive.media.pictures import WITHIN, Rendered, Rendition, encoder_versions, render_picture
from newsarchive.model import addresses
from newsarchive.model.addresses import PictureFile, PictureSource, PublishedPicture
from newsarchive.model.answers import Refused
from newsarchive.model.diagnostics import Fault, fault
from newsarchive.model.index import Words
from newsarchive.model.pages import File
from newsarchive.model.settings import Site
from newsarchive.signals import first_answer, media_cleaned

from .cache import Cache
from .errors import BuildError

UNCLEANED = "media-uncleaned"
"""The code of the fault of a file that no plugin cleans: it is left out of a local build, and nothing is published."""

_TYPES = {"avif": "image/avif", "webp": "image/webp"}


class StoredPicture(msgspec.Struct, tag=True):
    """The cached result of a picture that may be published, in several widths and types; else it is `Refused`."""

    rendered: Rendered


_PICTURE_RESULT: msgspec.msgpack.Decoder[StoredPicture | Refused] = msgspec.msgpack.Decoder(StoredPicture | Refused)


class PublishedPictures(msgspec.Struct, frozen=True):
    """The pictures to publish: addresses and sizes by path in the content, files, and a fault for each refused one."""

    published: dict[str, PublishedPicture]
    files: tuple[File, ...]
    faults: tuple[Fault, ...]


def _fault(path: str, refused: Refused, site: Site) -> Fault:
    is_local = not (site.url or site.records)
    return fault(refused.code, path=path, warning=is_local and refused.code == UNCLEANED, found=refused.found)


def _cleaners() -> list[str]:
    """Return the names of the functions that clean, for cache keys: without one, a file is refused."""
    return sorted(f"{each.__module__}.{each.__qualname__}" for each in media_cleaned.receivers_for(ANY))


def _cleaned(name: str, data: bytes) -> bytes | Refused:
    cleaned: bytes | Refused | None = first_answer(media_cleaned, name, data=data, within=WITHIN)
    return Refused(UNCLEANED, "") if cleaned is None else cleaned


def _made_of_files(
    cache: Cache,
    paths: Sequence[Path],
    key_of: Callable[[Path, bytes], bytes],
    make: Callable[[Path, bytes], bytes],
    label: str,
) -> list[bytes]:
    """Return the value of each file, in order; values that the cache lacks are computed and added.

    A file whose value is not cached is read a second time, because the bytes of all files at once could fill the
    memory; BuildError is raised if it changed in between. `key_of` and `make` return a cache key and a value for a path
    and the bytes of its file.
    """
    keys = [key_of(path, path.read_bytes()) for path in paths]

    def make_one(wanted: tuple[Path, bytes]) -> bytes:
        path, key = wanted
        data = path.read_bytes()
        if key_of(path, data) != key:
            raise BuildError(f"{path} was changed while it was built; build again")
        return make(path, data)

    return cache.map(list(zip(paths, keys, strict=True)), keys, make_one, label)


def publish_pictures(root: Path, loaded: Loaded, site: Site, cache: Cache, words: Words) -> PublishedPictures:
    """Encode every picture of the content that a page shows on the day of the build; `words` label the progress bar."""
    versions, cleaners = encoder_versions(), _cleaners()
    paths = _shown(loaded, site.day)
    made = _made_of_files(
        cache,
        [root / path for path in paths],
        lambda path, data: digest_of("picture", versions, cleaners, path.name, data),
        _render_picture,
        words(site.default, "check.pictures"),
    )
    published: dict[str, PublishedPicture] = {}
    files: list[File] = []
    faults: list[Fault] = []
    for path, result in zip(paths, map(_PICTURE_RESULT.decode, made), strict=True):
        if isinstance(result, Refused):
            faults.append(_fault(path, result, site))
            continue
        published[path], own = _published(path, result.rendered)
        files += own
    return PublishedPictures(published, tuple(files), tuple(faults))


def _render_picture(picture: Path, data: bytes) -> bytes:
    cleaned = _cleaned(picture.name, data)
    if isinstance(cleaned, Refused):
        return msgspec.msgpack.encode(cleaned)
    return msgspec.msgpack.encode(StoredPicture(render_picture(cleaned, picture.name)))


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


_DOCUMENT_RESULT: msgspec.msgpack.Decoder[StoredDocument | Refused] = msgspec.msgpack.Decoder(StoredDocument | Refused)


class Documents(msgspec.Struct, frozen=True):
    """The files of the PDF documents to publish, and one fault for each document that must not be published."""

    files: tuple[File, ...]
    faults: tuple[Fault, ...]


def publish_documents(root: Path, loaded: Loaded, site: Site, cache: Cache, words: Words) -> Documents:
    """Rewrite every PDF document to which a page links on the day of the build; `words` label the progress bar."""
    paths = _linked(loaded, site.day)
    if not paths:
        return Documents((), ())
    files: list[File] = []
    faults: list[Fault] = []
    cleaners = _cleaners()
    made = _made_of_files(
        cache,
        [root / path for path in paths],
        lambda _, data: digest_of("document", cleaners, data),
        _rewrite_document,
        words(site.default, "check.documents"),
    )
    for path, result in zip(paths, map(_DOCUMENT_RESULT.decode, made), strict=True):
        if isinstance(result, StoredDocument):
            files.append(File(addresses.document(path), result.content))
        else:
            faults.append(_fault(path, result, site))
    return Documents(tuple(files), tuple(faults))


def _rewrite_document(document: Path, data: bytes) -> bytes:
    cleaned = _cleaned(document.name, data)
    return msgspec.msgpack.encode(cleaned if isinstance(cleaned, Refused) else StoredDocument(cleaned))


def _linked(loaded: Loaded, day: dt.date) -> list[str]:
    texts = (text for _, text in loaded.archive.shown_texts(day))
    linked = {link.target.partition("#")[0] for text in texts for link in text.links}
    return sorted(linked & set(loaded.tree.documents))
