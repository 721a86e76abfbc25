"""Checks before publication: metadata, redaction list.

Before the files of the stage are moved into the output folder, `Gate.require_clean` scans them for metadata (hidden
data in media files) and for terms of the redaction list (the editors' secret list of words that must never be
published).

Pages are not scanned for metadata, because they are rendered from templates and checked words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from newsarchive.archive.diagnostics import Fault
from newsarchive.archive.index import Edition, Words
from newsarchive.metadata.scanner import Trace, traces_of

from .cache import Store
from .diagnostics import MOST_FAULTS, BuildFaults, first_of, left_out_lines, shown_path
from .files import read_whole
from .inputs import Inputs
from .last_build import LastBuild, Output, Overview
from .output import Stage
from .workers import mapped, workers_for

if TYPE_CHECKING:
    from .redaction_list import Redactions


_LEAST = 256  # with fewer files per worker, another process costs more than it saves

_Found = tuple[int, int, str, tuple[tuple[str, str], ...]]
"""A fault in a file, without the path: line, column, code, and the names and values for its message."""

_FOUND: msgspec.msgpack.Decoder[list[_Found]] = msgspec.msgpack.Decoder(list[_Found])


class Staged(msgspec.Struct, frozen=True):
    """All files of a publication before they are online: the changed ones are on the stage, the others in the output.

    `outputs` has what is recorded about each file, such as its digest, by path.
    """

    stage: Stage
    outputs: Mapping[str, Output]
    changed: set[str]

    def unknown(self) -> list[str]:
        """Return the paths of the files that no build has checked, because their bytes differ from the last build's."""
        before = self.stage.before
        # fast path: nearly all records are the same objects as in the last build
        others = [(path, each) for path, each in self.outputs.items() if before.get(path) is not each]
        return [path for path, each in others if path not in before or before[path].digest != each.digest]

    def data(self, path: str) -> bytes:
        """Return the bytes of a file of the publication: from the stage if it has changed, else from the output."""
        folder = self.stage.folder if path in self.changed else self.stage.output
        return read_whole(folder, path)


class Gate:
    """The checks that all files of a publication must pass: no hidden metadata, and no word of the redaction list."""

    def __init__(self, redactions: Redactions | None, found: Inputs) -> None:
        """Prepare the checks of one build; `redactions` is None if there is no redaction list."""
        self.redactions, self._listed, self._searched = redactions, found.listed, 0
        self._sources = {each.address: each.source for each in found.copied}

    def require_clean(self, staged: Staged, last: Overview | None, store: Store, edition: Edition) -> None:
        """Raise BuildFaults, with one line per fault, if any file must not be published.

        If a word of the redaction list is among the faults, everything that may contain it is purged from the cache
        first. If the list is still the same as in the `last` build, only new and changed files are checked, else all.
        """
        faults = self.faults(staged, again=not self._was_passed(last))
        if self.redactions and any(each.code.startswith("redaction") for each in faults):
            store.abandon(records=True)
        if faults:
            raise BuildFaults(self._lines(faults, staged.stage.output, edition.words, edition.site.default))

    def require_kept_clean(self, store: Store, last: LastBuild) -> None:
        """Make the cache refuse values with a word of the redaction list, and purge those of earlier builds.

        If there is a purge, it also deletes the notes of the last builds, so `last` stops using them.
        """
        if self.redactions and store.forbid(self.redactions.hold, self._listed):
            last.drop()

    def may_keep(self, path: str) -> bool:
        """Return whether a file's path has no word of the redaction list, so that it may be stored in the cache."""
        return not (self.redactions and self.redactions.hold(path.encode()))

    def notes(self, edition: Edition) -> tuple[str, ...]:
        """Return one line to print, with the numbers of redaction terms and of searched files; none without a list."""
        if not self.redactions:
            return ()
        counts = {"terms": str(len(self.redactions.terms)), "files": str(self._searched)}
        return (edition.words(edition.site.default, "newsroom.redactions-searched", None, **counts),)

    def told(self, line: str) -> str:
        """Return a line about a fault in the content, masked for printing; empty if it must not be printed at all."""
        return self.redactions.told(line) if self.redactions else line

    def leave(self, store: Store) -> None:
        """Close the cache in a build that fails; with a redaction list, discard what the build computed."""
        if self.redactions:
            store.abandon()
        else:
            store.close()

    def faults(self, staged: Staged, *, again: bool) -> list[Fault]:
        """Return the faults that forbid a publication, sorted; unless `again`, only of new and changed files."""
        paths = staged.outputs if again else staged.unknown()
        wanted = sorted(path for path in paths if self.redactions or not staged.outputs[path].page)
        self._searched = len(wanted)
        found: list[Fault] = []
        look, workers = partial(self._looked, staged), workers_for(len(wanted), least=_LEAST)
        for index, answer in mapped(look, wanted, workers, in_runs=True):
            found += [Fault(wanted[index], *each) for each in _FOUND.decode(answer)]
        return sorted(found)

    def _was_passed(self, overview: Overview | None) -> bool:
        """Return whether the files that the last build left passed today's redaction list.

        They also passed today's rules, because notes that other code wrote count as missing.
        """
        return bool(overview and self._listed and overview.listed == self._listed)

    def _looked(self, staged: Staged, path: str) -> bytes:
        data = staged.data(path)
        found = [] if staged.outputs[path].page else [self._trace(each) for each in traces_of(path, data)]
        if self.redactions:
            hits = self.redactions.faults_of(path, data)
            found += [(line, 0, code, tuple(values.items())) for line, code, values in hits]
        return msgspec.msgpack.encode(found)

    def _trace(self, found: Trace) -> _Found:
        return 0, 0, found.code, (("found", found.found),)

    def _lines(self, faults: list[Fault], output: Path, words: Words, language: str) -> list[str]:
        silenced = [each for each in faults if each.code.startswith("redaction")]
        if silenced and self.redactions and self.redactions.silent:
            rest = [each for each in faults if each not in silenced]
            told = words(language, "inspection.redactions-silent", None, count=str(len(silenced)))
            line = f"{words(language, 'check.fault')} redactions-silent: {told}"
            return [line, *(self._lines(rest, output, words, language) if rest else ())]
        shown = first_of(faults, MOST_FAULTS)
        lines = [self._line(each, output, words, language) for each in shown]
        left_out = left_out_lines(faults, len(shown), words, language) if len(shown) < len(faults) else []
        return [*lines, *left_out]

    def _line(self, fault: Fault, output: Path, words: Words, language: str) -> str:
        """Return the printed line of a fault; for a file that is copied unchanged, with the path of its source."""
        place = shown_path(self._sources.get(fault.path, output / fault.path))
        place = self.redactions.shown(place) if self.redactions else place
        place += f":{fault.line}" * bool(fault.line)
        message = words(language, f"inspection.{fault.code}", None, **dict(fault.values))
        return f"{place}: {words(language, 'check.fault')} {fault.code}: {message}"
