"""From settings and content to an edition: everything that page makers are given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.archive.cached import CacheFormat
from plugins.archive.faults import Fault, fault
from plugins.archive.index import Edition
from plugins.archive.pages import File
from plugins.archive.revisions import unkept_files
from plugins.archive.site import Site, site_of
from plugins.languages.catalogues import Catalogues, Compiled
from plugins.languages.compiling import compile_catalogues, find_catalogues
from plugins.reading.loading import Loaded, load_content
from plugins.translations.staleness import staleness_warnings
from plugins.translations.structure import structure_warnings

from .documents import publish_documents
from .held import Held, held_of
from .histories import histories_of
from .lastbuild import Reading
from .pictures import publish_pictures
from .readings import StoredReader
from .signature import code_signature
from .store import Store, digest
from .survey import Survey

_LIBRARIES = ("babel", "blinker", "msgspec", "PyYAML", "Unidecode")
_COMPILED: CacheFormat[Compiled] = CacheFormat(Compiled)


@dataclass(frozen=True)
class Prepared:
    """An edition, what was read for it, the files of its pictures and documents, and every fault, sorted."""

    edition: Edition
    loaded: Loaded
    files: tuple[File, ...]
    faults: tuple[Fault, ...]
    reader: StoredReader

    @property
    def held(self) -> Held:
        """What is held back on purpose."""
        texts = {path: reading.text for path, reading in self.reader.readings.items() if reading.text}
        return held_of(self.loaded.works, texts)

    @property
    def stopping(self) -> tuple[Fault, ...]:
        """The faults that stop a build."""
        return tuple(each for each in self.faults if not each.warning)


def load_words(settings: Mapping[str, Any], site: Site, store: Store | None = None) -> Catalogues:
    """Return the words of all the site's languages: from the store, where it has these very catalogues compiled."""
    folders = [Path(folder) for folder in settings["CATALOGUE_PATHS"]]
    paths = find_catalogues(folders, site.tags)
    if store is None:
        return Catalogues.of(compile_catalogues(paths, site.default))
    sources = [part for tag, path in paths.items() for part in (tag, str(path), path.read_bytes())]
    key = digest(
        code_signature(("archive", "languages"), _LIBRARIES),
        site.default,
        *sources,
    )
    made = store.made(key, lambda: _COMPILED.encode(compile_catalogues(paths, site.default)), _COMPILED.decode)
    return Catalogues.of(made)


def prepare(
    settings: Mapping[str, Any],
    day: dt.date,
    store: Store,
    survey: Survey | None = None,
    known: Mapping[str, Reading] | None = None,
) -> Prepared:
    """Read the content of `settings["PATH"]` and all that belongs to it. Faults are returned, not raised.

    `survey` is what lies there, and `known` what the last build read, where that is known.
    """
    site = site_of(settings, day)
    words = load_words(settings, site, store)
    root = Path(settings["PATH"])
    reader = StoredReader(site, words, store, survey, known)
    loaded = load_content(root, site, reader, survey.found if survey else None)
    store.leave_unkept(reader.keys_of(unkept_files(loaded.archive)))
    faults = [*loaded.faults, *untranslated(words)]
    for work in (*loaded.archive.briefings, *loaded.archive.standing, *loaded.archive.notices):
        faults += staleness_warnings(work)
        faults += structure_warnings(work)
    pictures = publish_pictures(root, loaded, site, store, words)
    faults += pictures.faults
    documents = publish_documents(root, loaded, site, store, words)
    faults += documents.faults
    histories = histories_of(root, loaded.archive, site, store)
    edition = Edition(site, loaded.archive, words, pictures.published, bodies=reader.html, histories=histories)
    return Prepared(edition, loaded, pictures.files + documents.files, tuple(sorted(set(faults))), reader)


def untranslated(words: Catalogues) -> list[Fault]:
    """Count, per language, the interface's words that fall back to the default language."""
    return [
        fault("catalogue-incomplete", path=str(Path(path).resolve()), warning=True, count=len(keys), first=keys[0])
        for path, keys in words.missing.items()
    ]
