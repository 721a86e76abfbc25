"""Publish pictures and documents through the cache.

A plugin cleans pictures and PDF documents (`signals.media_cleaned`), so that no hidden data is published; of a clean
picture, several sizes and types are made. What an earlier build computed comes from the cache.

A picture is published at `pictures/` plus its path in the content, and a rendition of it (the same picture in another
width or type) at `pictures/<width>/` plus that path and the suffix of its type. Neither collides with the share picture
of a text (`share_pictures`), because no folder of the content is named `share` or has a number as its name.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
from blinker import ANY

from newsarchive.content.loading import Loaded
from newsarchive.digests import digest_of
from newsarchive.media.pictures import WITHIN, Rendered, Rendition, encoder_versions, render_picture
from newsarchive.model import addresses
from newsarchive.model.addresses import PictureFiles, PublishedPicture
from newsarchive.model.diagnostics import Fault, fault
from newsarchive.model.index import Words
from newsarchive.model.pages import File, Refused
from newsarchive.model.settings import Site
from newsarchive.signals import first_answer, media_cleaned

from .cache import Cache
from .errors import BuildError

UNCLEANED = "media-uncleaned"
"""The code of the fault of a file that no plugin cleans: it is left out of a local build, and nothing is published."""

_TYPES = {"avif": "image/avif", "webp": "image/webp"}


_Made = Refused | Rendered | bytes
"""What is cached of a file: why it must not be published, a picture in several widths and types, or a document."""

Media = tuple[dict[str, PublishedPicture], tuple[File, ...], tuple[Fault, ...]]
"""The addresses and sizes of pictures by path in the content, all files to publish, a fault for each refused one."""


def publish_media(root: Path, loaded: Loaded, site: Site, cache: Cache, words: Words) -> Media:
    """Encode every picture that a page shows on the day of the build, and rewrite every PDF document that one links.

    `words` label the progress bar.
    """
    documents = set(loaded.tree.documents)
    paths = _wanted(loaded, site.day)
    # without what cleans, a file is refused
    cleaners = sorted(f"{each.__module__}.{each.__qualname__}" for each in media_cleaned.receivers_for(ANY))

    def key_of(path: str, data: bytes) -> bytes:
        if path in documents:
            return digest_of("document", cleaners, data)
        return digest_of("picture", encoder_versions(), cleaners, path.rpartition("/")[2], data)

    def make(wanted: tuple[str, bytes]) -> bytes:
        path, key = wanted
        # read again, because the bytes of all files at once could fill the memory
        data = (root / path).read_bytes()
        if key_of(path, data) != key:
            raise BuildError(f"{root / path} was changed while it was built; build again")
        return msgspec.msgpack.encode(_made(path.rpartition("/")[2], data, is_document=path in documents))

    keys = [key_of(path, (root / path).read_bytes()) for path in paths]
    made = cache.map(list(zip(paths, keys, strict=True)), keys, make, words(site.default, "check.pictures"))
    pictures, files, faults = dict[str, PublishedPicture](), list[File](), list[Fault]()
    for path, each in zip(paths, (msgspec.msgpack.decode(value, type=_Made) for value in made), strict=True):
        if isinstance(each, Refused):
            warning = each.code == UNCLEANED and not (site.url or site.records)
            faults.append(fault(each.code, path=path, warning=warning, found=each.found))
        elif isinstance(each, Rendered):
            pictures[path], own = _published(path, each)
            files += own
        else:
            files.append(File(addresses.document(path), each))
    return pictures, tuple(files), tuple(faults)


def _wanted(loaded: Loaded, day: dt.date) -> list[str]:
    """Return the paths of the pictures that public texts show, sorted, and then of the documents that they link."""
    shown: set[str] = set()
    linked: set[str] = set()
    for work, text in loaded.archive.shown_texts(day):
        shown.update(link.target for link in text.pictures)
        linked.update(link.target.partition("#")[0] for link in text.links)
        if work.front.image:
            shown.add(f"{work.folder}/{work.front.image.file}")
    return [*sorted(shown & set(loaded.tree.pictures)), *sorted(linked & set(loaded.tree.documents))]


def _made(name: str, data: bytes, *, is_document: bool) -> _Made:
    cleaned: bytes | Refused | None = first_answer(media_cleaned, name, data=data, within=WITHIN)
    if cleaned is None:
        return Refused(UNCLEANED, "")
    return cleaned if is_document or isinstance(cleaned, Refused) else render_picture(cleaned, name)


def _published(path: str, rendered: Rendered) -> tuple[PublishedPicture, list[File]]:
    itself = File(addresses.picture(path), rendered.itself.content)
    files = [itself]

    def placed(renditions: tuple[Rendition, ...]) -> PictureFiles:
        found = []
        for each in renditions:
            address = f"pictures/{each.width}/{path}.{each.type}" if each.content else itself.address
            if each.content:
                files.append(File(address, each.content))
            found.append((address, each.width))
        return tuple(found)

    sources = tuple((_TYPES[each[0].type], placed(each)) for each in rendered.better)
    plain = placed(rendered.plain)
    picture = PublishedPicture(
        address=plain[-1][0] if plain else itself.address,
        width=rendered.itself.width,
        height=rendered.itself.height,
        sources=sources,
        files=plain if len(plain) > 1 else (),
    )
    return picture, files
