"""Every picture that a built text shows, published through the store: under its own name, and its renditions.

A picture stands at `pictures/` and its path in the content; a rendition at `pictures/<width>/`, the same path
and its type: no folder of the content is called by a number, so the two cannot meet.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import msgspec

from plugins.archive.cached import CacheFormat
from plugins.archive.faults import Fault, fault
from plugins.archive.index import Words
from plugins.archive.pages import File
from plugins.archive.pictures import PictureFile, PictureSource, PublishedPicture
from plugins.archive.site import Site
from plugins.images.publishing import PictureError
from plugins.images.renditions import Rendered, Rendition, encoder_versions, render_picture
from plugins.reading.loading import Loaded

from .making import Refused, made_of_files
from .signature import code_signature
from .store import Store, digest

_TYPES = {"avif": "image/avif", "webp": "image/webp"}


class Made(msgspec.Struct, tag=True):
    """What is stored of a picture."""

    rendered: Rendered


_RESULT: CacheFormat[Made | Refused] = CacheFormat(Made | Refused)


@dataclass(frozen=True)
class Pictures:
    """The published pictures by their path in the content, their files, and what was wrong with others."""

    published: dict[str, PublishedPicture]
    files: tuple[File, ...]
    faults: tuple[Fault, ...]


def publish_pictures(root: Path, loaded: Loaded, site: Site, store: Store, words: Words) -> Pictures:
    """Publish every picture under `root` that some page shows on the build's day; `words` name a long run."""
    signature = digest(code_signature(("images", "traces"), ("pillow", "pypdf")), *encoder_versions())
    paths = _shown(loaded, site.day)
    made: list[tuple[bytes, Made | Refused]] = made_of_files(
        store,
        [root / path for path in paths],
        lambda path, data: digest(signature, path.name, data),
        _make,
        _RESULT.decode,
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
    return Pictures(published, tuple(files), tuple(faults))


def _make(picture: Path, data: bytes) -> bytes:
    try:
        return _RESULT.encode(Made(render_picture(data, picture.name)))
    except PictureError as error:
        return _RESULT.encode(Refused(error.code, error.found))


def _published(path: str, rendered: Rendered) -> tuple[PublishedPicture, list[File]]:
    """Return a picture with the addresses of all its files, and the files."""
    itself = File(f"pictures/{path}", rendered.itself.content)
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
