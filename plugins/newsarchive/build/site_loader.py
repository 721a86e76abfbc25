"""Load settings, words, content and media into the context of the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.archive.diagnostics import Fault, fault
from newsarchive.archive.index import Edition, Words
from newsarchive.archive.models import Text, Work
from newsarchive.archive.pages import CacheFormat, File
from newsarchive.archive.revisions import goes_online, unkept_files
from newsarchive.archive.settings import Site, site_of
from newsarchive.code_version import code_version
from newsarchive.i18n.catalogues import Catalogues, Compiled, compile_catalogues, find_catalogues
from newsarchive.readers.loading import Loaded, load_content
from newsarchive.readers.translations import Works, staleness_warnings, structure_warnings

from .cache import Store, digest
from .cached_values import StoredReader
from .histories import histories_of
from .inputs import Survey
from .last_build import StoredText
from .media import publish_documents, publish_pictures

MOST_DAYS = 10
"""Folders of waiting texts that are named with their day, the next ones first."""


class Waiting(msgspec.Struct, frozen=True, order=True, array_like=True):
    """The texts of a folder that go online on the same day."""

    day: str
    folder: str
    languages: tuple[str, ...]


class Held(msgspec.Struct, frozen=True, array_like=True):
    """How many texts are drafts, how many wait, and on which days these go online, the next first."""

    drafts: int = 0
    waiting: int = 0
    days: tuple[Waiting, ...] = ()


def held_of(works: Works, texts: Mapping[str, Text]) -> Held:
    """Return what is held back of an archive; `texts` are all that were read, by path."""
    waiting = [texts[path] for path in works.waiting if path in texts]
    originals = {text.folder: text for text in texts.values() if not text.front.translates} if waiting else {}
    languages: dict[tuple[dt.date, str], list[str]] = {}
    for text in waiting:
        original = originals.get(text.folder, text)
        day = goes_online(text, Work(text.folder, text.folder, original, {}))
        if day != dt.date.min:  # a reader's letter has no day: it waits with its briefing, which is named
            languages.setdefault((day, text.folder), []).append(text.language)
    days = sorted(Waiting(day.isoformat(), folder, tuple(sorted(tags))) for (day, folder), tags in languages.items())
    return Held(len(works.drafts), len(works.waiting), tuple(days))


def held_lines(held: Held, words: Words, language: str, root: str) -> list[str]:
    """Return how many texts are held back, and the next days of those that wait; nothing where there are none.

    `root` names the content folder as the lines shall show it.
    """
    counts = (("check.drafts", held.drafts), ("check.waiting", held.waiting))
    texts = ", ".join(words(language, key, number) for key, number in counts if number)
    if not texts:
        return []
    days = (_line(waiting, words, language, root) for waiting in held.days[:MOST_DAYS])
    return [words(language, "check.held", texts=texts), *days]


def _line(waiting: Waiting, words: Words, language: str, root: str) -> str:
    text = f"{root}/{waiting.folder} ({', '.join(waiting.languages)})"
    return words(language, "check.goes-online", text=text, date=waiting.day)


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
        code_version(),
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
    known: Mapping[str, StoredText] | None = None,
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
