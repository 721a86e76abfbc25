"""Load settings, words, content and media into the context of the site.

`prepare` does all of it and returns a `Prepared`, whose `edition` is the site context; builds and the checker call it.
A text is *held back* if it is not public yet: a draft, or a text that waits for the day in its field `published`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from newsarchive.content.files import ContentFile
from newsarchive.content.loading import Loaded, load_content
from newsarchive.content.structure import structure_warnings
from newsarchive.content.translations import staleness_warnings, unlike_translations, untranslated_warnings
from newsarchive.digests import digest_of
from newsarchive.i18n.catalogues import Catalogues, Compiled, compile_catalogues, find_catalogues
from newsarchive.model.addresses import PublishedPicture
from newsarchive.model.diagnostics import Fault, fault
from newsarchive.model.index import Archive, Edition, Words
from newsarchive.model.models import Text, Work
from newsarchive.model.pages import File
from newsarchive.model.revisions import goes_online
from newsarchive.model.settings import SettingsError, Site, site_of
from newsarchive.plugins import catalogue_folders

from .cache import Cache
from .copied_files import copied_files
from .histories import histories_of
from .inputs import survey as scanned
from .texts import CachedReader

_UNFINISHED = ("draft-unfinished", "picture-alt")
"""Codes of what is only a warning because the text is a draft."""

_MOST_COMPLETE = 3
"""The largest number of drafts that are named: an imported archive has hundreds."""
MOST_DAYS = 10


class Held(msgspec.Struct, frozen=True):
    """How many texts are not public yet: drafts, and texts that wait for the day in their field `published`.

    `days` has the day, folder and languages of those that wait, the next first; `complete` are the paths of drafts that
    lack nothing.
    """

    drafts: int = 0
    waiting: int = 0
    days: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    complete: tuple[str, ...] = ()


def _is_complete(text: Text, source: Text, site: Site) -> bool:
    front = text.front  # `source` is what the text translates, or itself
    # a reader's letter, which has a language, waits for consent
    if front.status != "draft" or front.language or text.wordless:
        return False
    if front.date and front.date.start > max(front.published or site.day, site.day):
        return False
    if front.sources and not text.citations and site.sources == "required":
        return False
    # of a translation, a part may still be missing, or stand in comments alone
    return text.structure == source.structure


def held_lines(held: Held, words: Words, language: str, root: str) -> list[str]:
    """Return the lines to print on texts that are not public yet; `root` is the content folder as these show it."""
    counts = (("check.drafts", held.drafts), ("check.waiting", held.waiting))
    texts = ", ".join(words(language, key, number) for key, number in counts if number)
    if not texts:
        return []
    lines = [words(language, "check.held", texts=texts)]
    if held.complete:
        paths = [f"{root}/{path}" for path in held.complete[:_MOST_COMPLETE]]
        more = ["…"] if len(held.complete) > _MOST_COMPLETE else []
        lines.append(words(language, "check.complete", texts=", ".join([*paths, *more])))
    for day, folder, languages in held.days[:MOST_DAYS]:
        lines.append(words(language, "check.goes-online", text=f"{root}/{folder} ({', '.join(languages)})", date=day))
    return lines


class Prepared(msgspec.Struct, frozen=True, dict=True):
    """The site context with everything that was loaded for it; `found` are faults besides those of `loaded`."""

    edition: Edition
    loaded: Loaded
    files: tuple[File, ...]
    found: tuple[Fault, ...]
    reader: CachedReader

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """All faults and warnings, sorted; the content is checked when they are first asked for."""
        faults = {*self.loaded.faults, *self.found}
        archive = self.loaded.archive
        for work in (*archive.briefings, *archive.standing, *archive.notices):
            faults.update(staleness_warnings(work))
            faults.update(untranslated_warnings(work))
        return tuple(sorted(faults))

    @property
    def held(self) -> Held:
        """The texts that are not public yet."""
        archive, readings = self.edition.archive, self.reader.readings
        texts = {path: each.text for path, each in readings.items() if each.text}
        languages: dict[tuple[str, str], list[str]] = {}
        for text in (texts[path] for path in archive.waiting if path in texts):
            original = texts.get(f"{text.folder}/{text.front.translates}.md", text)
            day = goes_online(text, Work(text.folder, text.folder, original, {}))
            # a reader's letter has no day of its own: it waits for its briefing, which is listed
            if day != dt.date.min:
                languages.setdefault((day.isoformat(), text.folder), []).append(text.language)
        days = tuple((*place, tuple(sorted(tags))) for place, tags in sorted(languages.items()))
        unfinished = {path for path, each in readings.items() if any(one.code in _UNFINISHED for one in each.faults)}
        drafts = [texts[path] for path in archive.drafts if path in texts and path not in unfinished]
        complete = tuple(
            text.path
            for text in drafts
            if _is_complete(text, texts.get(f"{text.folder}/{text.front.translates}.md", text), self.edition.site)
        )
        return Held(len(archive.drafts), len(archive.waiting), days, complete)

    @property
    def stopping(self) -> tuple[Fault, ...]:
        """The faults that stop a build; warnings are left out."""
        return tuple(each for each in self.faults if not each.warning)


def load_words(settings: Mapping[str, Any], site: Site, cache: Cache | None = None) -> Catalogues:
    """Return the translated strings of the interface, from the folders in `CATALOGUE_PATHS` and those of plugins."""
    plugins = tuple(catalogue_folders(settings))
    paths = find_catalogues([Path(folder) for folder in settings["CATALOGUE_PATHS"]], site.tags, plugins)
    if cache is None:
        return Catalogues(compile_catalogues(paths, site.default, plugins))
    sources = [(tag, str(path), path.read_bytes()) for tag, several in paths.items() for path in several]
    key = digest_of("catalogues", site.default, [*map(str, plugins)], list(paths), sources)
    made = cache.get(key, lambda: msgspec.msgpack.encode(compile_catalogues(paths, site.default, plugins)))
    return Catalogues(msgspec.msgpack.decode(made, type=Compiled))


def prepare(
    settings: Mapping[str, Any],
    day: dt.date,
    cache: Cache,
    survey: Mapping[str, ContentFile] | None = None,
    left_out: Collection[str] = (),
) -> Prepared:
    """Load the content, the translated strings and the media of a site. Faults are returned, not raised.

    Args:
        settings: Pelican's settings; `PATH` is the content folder.
        survey: What a scan of the content folder found; without it the folder is scanned now.
        left_out: The faulty texts and folders that `survey` lacks in a preview (`Memory.left_out`).
    """
    site = site_of(settings, day)
    words = load_words(settings, site, cache)
    root = Path(settings["PATH"])
    survey = scanned(root, {}) if survey is None else survey
    reader = CachedReader(site, words, cache, survey)
    copied = {file.address for file, _ in copied_files(settings)}
    loaded = load_content(root, site, reader, survey.values(), copied, left_out)
    _require_pages(site, loaded, left_out)
    cache.flush()
    pictures, files, media_faults = dict[str, PublishedPicture](), tuple[File, ...](), tuple[Fault, ...]()
    if loaded.tree.pictures or loaded.tree.documents:
        # imported late: Pillow takes a fiftieth of a second
        from .media import publish_media

        pictures, files, media_faults = publish_media(root, loaded, site, cache, words)
    left_out = frozenset(each.path for each in media_faults if each.code == "media-uncleaned")
    histories = histories_of(root, loaded.archive, site, cache)
    publication = len(loaded.publications.ledger) + 1 if settings.get("CHECKSUMS", False) else 0
    edition = Edition(
        site,
        loaded.archive,
        words,
        pictures,
        bodies=reader.html,
        histories=histories,
        issued=loaded.publications.issued,
        publication=publication,
        left_out=left_out,
    )
    found = (*unused_words(words), *media_faults, *_structure_warnings(loaded.archive, reader, cache))
    return Prepared(edition, loaded, files, found, reader)


def _structure_warnings(archive: Archive, reader: CachedReader, cache: Cache) -> Iterator[Fault]:
    works = (*archive.briefings, *archive.standing, *archive.notices)
    pairs = [pair for work in works for pair in unlike_translations(work)]
    keys = [digest_of("structure", text.key, source.key) for text, source in pairs]

    def warnings(pair: tuple[Text, Text]) -> bytes:
        return msgspec.msgpack.encode([*structure_warnings(*pair, reader.html)])

    for value in cache.map(pairs, keys, warnings, reader.label):
        yield from msgspec.msgpack.decode(value, type=tuple[Fault, ...])


def _require_pages(site: Site, loaded: Loaded, left_out: Collection[str]) -> None:
    there = {place.folder for place in loaded.tree.texts}.union(left_out)
    for slug in site.page_order:
        if f"pages/{slug}" not in there:
            raise SettingsError(f"PAGE_ORDER: there is no page {slug!r} in the folder pages of the content")


def unused_words(words: Catalogues) -> list[Fault]:
    """Return a warning for each catalogue with keys that nothing asks for."""
    return [
        fault("catalogue-unknown", path=str(Path(path).resolve()), warning=True, count=len(keys), first=keys[0])
        for path, keys in words.unknown.items()
    ]
