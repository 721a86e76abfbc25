"""Checks before publication.

Before the files of the stage are moved into the output folder, `Checker.require_clean` lets plugins look at them: for
hidden data in media files, or for words that must never be published.

Pages are rendered from templates and checked words: plugins look at them only if they say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from newsarchive.digests import digest_of
from newsarchive.i18n.catalogues import OWN
from newsarchive.model.diagnostics import Fault
from newsarchive.model.index import Edition, Words
from newsarchive.model.pages import Checks, OutputKind
from newsarchive.model.settings import SettingsError
from newsarchive.signals import answers, outputs_checked

from .cache import Cache
from .copied_files import Copied
from .diagnostics import some_lines
from .errors import BuildFaults
from .state import Overview
from .terminal import shown_path
from .workers import mapped, workers_for

if TYPE_CHECKING:
    from .page_maker import SiteFiles

_LEAST = 256  # with fewer files per worker, another process costs more than it saves


class Checker:
    """What plugins check in one build: the finished files, cached values, and messages (`signals.outputs_checked`)."""

    def __init__(self, checks: Sequence[Checks], copied: Iterable[Copied] = ()) -> None:
        """Prepare for one build; `copied` are the files that it publishes unchanged."""
        self._checks, self._searched = checks, 0
        self._sources = {file.address: source for file, source in copied}

    @property
    def mark(self) -> bytes:
        """Bytes that change with what passes; empty if that may have changed since the last build."""
        marks = [each.mark for each in self._checks]
        return digest_of(*marks) if all(marks) else b""

    @property
    def is_secret(self) -> bool:
        """Whether words are looked for that nobody may keep."""
        return any(each.secret for each in self._checks)

    def load(self, words: Words, language: str) -> None:
        """Prepare the checks; raise BuildFaults or SettingsError if what they look for is invalid."""
        for each in self._checks:
            each.load(words, language)

    def masked(self, line: str) -> str:
        """Return a line about a fault in the content, masked for printing; empty if it must not be printed at all."""
        for each in self._checks:
            line = each.masked(line)
        return line

    def notes(self) -> tuple[str, ...]:
        """Return the lines to print about files that have passed."""
        return tuple(filter(None, (each.note(self._searched) for each in self._checks)))

    def require_clean(self, files: SiteFiles, last: Overview | None, cache: Cache, edition: Edition) -> None:
        """Raise BuildFaults if any file must not be published; if the words are secret, the cache is deleted first.

        If the checks are those of the `last` build, only new and changed files are checked.
        """
        is_same = bool(last and self.mark and last.checked == self.mark)
        if faults := self.faults(files, again=not is_same):
            if self.is_secret:
                cache.delete()
            output = files.stage.output
            places = {each.path: self._sources.get(each.path, output / each.path) for each in faults}
            raise BuildFaults(self._lines(faults, places, edition.words, edition.site.default))

    def faults(self, files: SiteFiles, *, again: bool) -> list[Fault]:
        """Return the faults that forbid a publication, sorted; unless `again`, only of new and changed files."""
        wanted = sorted(files.outputs if again else files.unknown())
        found: list[Fault] = []
        self._searched = 0
        look, workers = partial(self._looked, files), workers_for(len(wanted), least=_LEAST)
        for index, (searched, faults) in mapped(look, wanted, workers):
            self._searched += searched
            found += [msgspec.structs.replace(each, path=wanted[index]) for each in faults]
        return sorted(found)

    def _looked(self, files: SiteFiles, path: str) -> tuple[bool, list[Fault]]:
        kind: OutputKind = "page" if files.outputs[path].page else "file"
        wanted = [each for each in self._checks if each.pages or kind != "page"]
        data = files.data(path) if wanted else b""
        return bool(wanted), [fault for each in wanted for fault in each.faults(path, data, kind=kind)]

    def require_files(
        self, files: Iterable[tuple[str, bytes]], root: Path, words: Words, language: str, kind: OutputKind = "source"
    ) -> None:
        """Raise BuildFaults if files that may become public, as paths below `root` and bytes, have secret words."""
        secret = [each for each in self._checks if each.secret]
        faults = [fault for path, data in files for each in secret for fault in each.faults(path, data, kind=kind)]
        if faults:
            raise BuildFaults(self._lines(faults, {each.path: root / each.path for each in faults}, words, language))

    def _lines(self, faults: list[Fault], places: Mapping[str, Path], words: Words, language: str) -> list[str]:
        for each in self._checks:
            faults = each.told(faults)
        return some_lines(faults, lambda each: self._line(each, places, words, language), words, language)

    def _line(self, fault: Fault, places: Mapping[str, Path], words: Words, language: str) -> str:
        key = fault.code if fault.code.startswith(OWN) else f"inspection.{fault.code}"
        message = words(language, key, None, **dict(fault.values))
        said = f"{words(language, 'check.fault')} {fault.code}: {message}"
        if not fault.path:
            return said
        return f"{self.masked(shown_path(places[fault.path]))}{f':{fault.line}' * bool(fault.line)}: {said}"


def checker_of(settings: Mapping[str, Any], output: Path, copied: Iterable[Copied] = ()) -> Checker:
    """Return what plugins check in a build into `output`; SettingsError if nothing does in a publication."""
    checks = [*answers(outputs_checked, settings, output=output)]
    if not checks and (settings.get("CHECKSUMS") or settings.get("RECORDS")):
        raise SettingsError(
            "nothing is published, because no plugin checks the finished files: add newsarchive_clean to PLUGINS"
        )
    return Checker(checks, copied)
