"""`make check`: the build's own rules, without building."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from plugins.archive.cached import CacheFormat
from plugins.archive.faults import Fault, did_you_mean
from plugins.archive.site import SettingsError, Site, site_of
from plugins.builds.editions import load_words, prepare, untranslated
from plugins.builds.faultlines import shown_path
from plugins.builds.held import Held, held_lines
from plugins.builds.private import require_store_apart
from plugins.builds.redactionlist import redactions_of
from plugins.builds.store import Store, digest
from plugins.builds.surroundings import surroundings
from plugins.builds.tracked import require_untracked
from plugins.reading.tree import walk

from .formats import FORMATS, require_format
from .leftovers import require_no_leftovers, require_unlisted
from .sources import source_warnings


class Findings(msgspec.Struct, frozen=True):
    """What a check of the content found: all faults, how many files of text, and what is held back."""

    faults: tuple[Fault, ...]
    texts: int
    held: Held

    @property
    def stopping(self) -> bool:
        """Whether a build would stop."""
        return any(not each.warning for each in self.faults)


_FINDINGS: CacheFormat[Findings] = CacheFormat(Findings)


def check_content(
    settings: Mapping[str, Any], day: dt.date, form: str = "text", language: str = ""
) -> tuple[list[str], int]:
    """Return the lines to print and the exit status: 1 for any fault, 0 for none or warnings alone.

    `form` is one of `formats.FORMATS`; `language` that of the messages, by default the site's.
    SettingsError names a form that there is not, and a language that the site does not have. BuildFaults name what is
    wrong with the list of redactions: that git would take it, above all. They also name files in which a word of the
    list stands, and those that other programs left and that git has or would take: after a push both can be read.
    """
    require_format(form, FORMATS)
    site = site_of(settings, day)
    language = language or site.default
    if language not in site.tags:
        meant = did_you_mean(language, site.tags) or ", ".join(site.tags)
        raise SettingsError(f"CHECK_LANG: there are no messages in {language!r}; did you mean {meant}?")
    words = load_words(settings, site)
    redactions = redactions_of(settings, Path(settings["OUTPUT_PATH"]), words, language)
    if redactions:
        require_unlisted(Path(settings["PATH"]), redactions, words, language)
    require_no_leftovers(Path(settings["PATH"]), words, language)
    found = findings(settings, site)
    faults = sorted({*found.faults, *untranslated(words)})
    lines = FORMATS[form](faults, words, language, settings["PATH"])
    if form in ("text", "groups"):
        lines.append(words(language, "check.texts", found.texts))
        lines += held_lines(found.held, words, language, shown_path(Path(settings["PATH"])))
    return lines, 1 if found.stopping else 0


def findings(settings: Mapping[str, Any], site: Site) -> Findings:
    """Check the content, or take what an earlier check of the very same bytes found."""
    folder = Path(settings["STORE_PATH"])
    require_store_apart(settings, Path(settings["OUTPUT_PATH"]))
    require_untracked(Path(settings["PATH"]), folder)
    store = Store(folder / "store.sqlite")
    try:
        read = content_digest(settings, site)
        key = digest("check", surroundings(settings, site.day), read)
        kept = store.find_read([key], _FINDINGS.decode)
        if key in kept:
            return kept[key]
        found = _checked(settings, site, store)
        # an editor may have saved a file meanwhile: then it is not known which bytes were checked
        if content_digest(settings, site) == read:
            store.keep(key, _FINDINGS.encode(found))
        return found
    finally:
        store.close()


def content_digest(settings: Mapping[str, Any], site: Site) -> bytes:
    """Return a digest over the path and bytes of every file that a check reads, and over those it refuses unread."""
    root = Path(settings["PATH"])
    tree = walk(root, site.tags)
    total = hashlib.sha256(repr(tree.faults).encode())
    for path in (*(place.path for place in tree.places), *tree.pictures, *tree.documents, *tree.data):
        # joining paths as objects takes longer than reading the file
        with open(f"{root}/{path}", "rb") as file:  # noqa: PTH123
            data = file.read()
        total.update(f"{path}\0{len(data)}\0".encode() + data)
    return total.digest()


def _checked(settings: Mapping[str, Any], site: Site, store: Store) -> Findings:
    prepared = prepare(settings, site.day, store)
    found = {each for each in prepared.faults if each.code != "catalogue-incomplete"}
    found.update(source_warnings(Path(settings["PATH"]), prepared.loaded.tree))
    return Findings(tuple(sorted(found)), len(prepared.loaded.tree.places), prepared.held)
