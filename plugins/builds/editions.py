"""From settings and content to an edition: everything that page makers are given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from plugins.archive.faults import Fault, fault
from plugins.archive.index import Edition, PublishedPicture
from plugins.archive.pages import File
from plugins.archive.site import Site, site_of
from plugins.images.publishing import PictureError, publish_picture
from plugins.languages.catalogues import Catalogues, load_catalogues
from plugins.reading.loading import Loaded, load_content
from plugins.translations.staleness import staleness_warnings
from plugins.translations.structure import structure_warnings

from .readings import StoredReader
from .signature import code_signature
from .store import Store, digest


@dataclass(frozen=True)
class Prepared:
    """An edition, what was read for it, its picture files, and every fault, sorted."""

    edition: Edition
    loaded: Loaded
    files: tuple[File, ...]
    faults: tuple[Fault, ...]

    @property
    def held(self) -> tuple[int, int]:
        """How many texts are drafts, and how many wait for their day."""
        return len(self.loaded.works.drafts), len(self.loaded.works.waiting)

    @property
    def stopping(self) -> tuple[Fault, ...]:
        """The faults that stop a build."""
        return tuple(each for each in self.faults if not each.warning)


def load_words(settings: Mapping[str, Any], site: Site) -> Catalogues:
    """Compile the catalogues of all the site's languages."""
    folders = [Path(folder) for folder in settings["CATALOGUE_PATHS"]]
    return load_catalogues(folders, site.tags, site.default)


def prepare(settings: Mapping[str, Any], day: dt.date, store: Store) -> Prepared:
    """Read the content of `settings["PATH"]` and all that belongs to it. Faults are returned, not raised."""
    site = site_of(settings, day)
    words = load_words(settings, site)
    root = Path(settings["PATH"])
    loaded = load_content(root, site, StoredReader(site, words, store))
    faults = [*loaded.faults, *untranslated(words)]
    for work in (*loaded.archive.briefings, *loaded.archive.standing, *loaded.archive.notices):
        faults += staleness_warnings(work)
        faults += structure_warnings(work)
    pictures, files, found = _pictures(root, loaded, store)
    faults += found
    edition = Edition(site, loaded.archive, words, pictures)
    return Prepared(edition, loaded, files, tuple(sorted(set(faults))))


def untranslated(words: Catalogues) -> list[Fault]:
    """Count, per language, the interface's words that fall back to the default language."""
    return [
        fault("catalogue-incomplete", path=path, warning=True, count=len(keys), first=keys[0])
        for path, keys in words.missing.items()
    ]


def _pictures(
    root: Path, loaded: Loaded, store: Store
) -> tuple[dict[str, PublishedPicture], tuple[File, ...], list[Fault]]:
    """Publish every picture that a built text shows."""
    signature = code_signature(("images",), ("pillow",))
    pictures: dict[str, PublishedPicture] = {}
    files: list[File] = []
    faults: list[Fault] = []
    for path in _shown_pictures(loaded):
        name = path.rpartition("/")[2]
        data = (root / path).read_bytes()

        def make(data: bytes = data, name: str = name) -> bytes:
            pixels = publish_picture(data, name)
            return msgspec.msgpack.encode((pixels.width, pixels.height, pixels.content))

        try:
            stored = store.made(digest(signature, name, data), make)
        except PictureError as error:
            faults.append(fault(error.code, path=path, found=error.found))
            continue
        width, height, content = msgspec.msgpack.decode(stored, type=tuple[int, int, bytes])
        address = f"pictures/{path}"
        pictures[path] = PublishedPicture(address, width, height)
        files.append(File(address, content))
    return pictures, tuple(files), faults


def _shown_pictures(loaded: Loaded) -> list[str]:
    shown: set[str] = set()
    archive = loaded.archive
    for work in (*archive.briefings, *archive.standing, *archive.notices):
        for tag, text in work.texts.items():
            if work.status(tag) != "withdrawn":
                shown.update(link.target for link in text.pictures)
        if work.front.image and work.front.status != "withdrawn":
            shown.add(f"{work.folder}/{work.front.image.file}")
    return sorted(shown & set(loaded.tree.pictures))
