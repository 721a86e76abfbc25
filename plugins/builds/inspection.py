"""All files of a publication are looked through before they take their place: a trace or a redaction stops the build.

It does not matter by which way a file came. A file that is as the last build left it was looked through by that, unless
the rules or the list of redactions are others now. Pages are made from templates and checked words, without traces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from plugins.archive.faults import Fault
from plugins.archive.index import Edition, Words
from plugins.traces.files import traces_of
from plugins.traces.kinds import Trace

from .errors import BuildFaults
from .faultlines import MOST_FAULTS, first_of, left_out_lines, shown_path
from .lastbuild import LastBuild, Output, Overview
from .parallel import mapped, workers_for
from .signature import code_signature
from .staging import Stage
from .store import Store, digest
from .survey import Found
from .whole import read_whole

if TYPE_CHECKING:
    from .redacting import Redactions

_LEAST = 256  # files for which another process pays

_Found = tuple[int, int, str, tuple[tuple[str, str], ...]]
"""A fault without its path: line, column, code and values."""

_FOUND: msgspec.msgpack.Decoder[list[_Found]] = msgspec.msgpack.Decoder(list[_Found])


@dataclass(frozen=True)
class Staged:
    """The files of a publication as they lie now: new ones in the stage, all others in the output.

    `changed` are the paths whose bytes are new.
    """

    stage: Stage
    outputs: Mapping[str, Output]
    changed: set[str]

    def unknown(self) -> list[str]:
        """Return the paths of the files that are not what they were in the last build, also where they lie there."""
        before = self.stage.before
        # of nearly all files the record is the very one of before
        others = [(path, each) for path, each in self.outputs.items() if before.get(path) is not each]
        return [path for path, each in others if path not in before or before[path].digest != each.digest]

    def data(self, path: str) -> bytes:
        """Return the bytes of a file."""
        folder = self.stage.folder if path in self.changed else self.stage.output
        return read_whole(folder, path)


class Gate:
    """What the files of a publication must pass. `rules` are a digest: with others all are looked through again."""

    def __init__(self, redactions: Redactions | None, found: Found) -> None:
        """`found` has the files that were only copied, and whether the list of redactions may have changed."""
        self.redactions, self._listed, self._searched = redactions, found.listed, 0
        self._sources = {each.address: each.source for each in found.copied}
        self.rules = code_signature(
            ("archive", "languages", "redactions", "traces"),
            ("babel", "blinker", "msgspec", "PyYAML", "pypdf", "Unidecode"),
        )

    def require_clean(self, staged: Staged, last: LastBuild, store: Store, edition: Edition) -> None:
        """Refuse what must not be published; BuildFaults has the lines.

        Where a redaction is found, all that may hold it is forgotten.
        """
        faults = self.faults(staged, again=not self._was_passed(last.overview))
        if self.redactions and any(each.code.startswith("redaction") for each in faults):
            last.drop()
            store.abandon()
        if faults:
            raise BuildFaults(self._lines(faults, staged.stage.output, edition.words, edition.site.default))

    def require_kept_clean(self, store: Store, last: LastBuild) -> None:
        """Have a store hold nothing that the list forbids, nor what builds left, whoever wrote it and whenever."""
        if self.redactions:
            mark = digest(self._listed, self.rules) if self._listed else b""
            store.forbid(self.redactions.hold, mark, last.drop)

    def may_keep(self, path: str, value: bytes) -> bool:
        """Whether what was read of a file may be kept for the next build."""
        return not self.redactions or not (self.redactions.hold(path.encode()) or self.redactions.hold(value))

    def notes(self, edition: Edition) -> tuple[str, ...]:
        """Return how many terms of the list were searched for, and in how many files; nothing without a list."""
        if not self.redactions:
            return ()
        counts = {"terms": str(len(self.redactions.terms)), "files": str(self._searched)}
        return (edition.words(edition.site.default, "newsroom.redactions-searched", None, **counts),)

    def told(self, line: str) -> str:
        """Return a line of a fault of the content as it may be printed; empty if it may not."""
        return self.redactions.told(line) if self.redactions else line

    def leave(self, store: Store) -> None:
        """Close the store of a build that publishes nothing: what nobody looked through for redactions is not kept."""
        if self.redactions:
            store.abandon()
        else:
            store.close()

    def faults(self, staged: Staged, *, again: bool) -> list[Fault]:
        """Return what must not be published, by path; `again`: also of the files that did not change."""
        paths = staged.outputs if again else staged.unknown()
        wanted = sorted(path for path in paths if self.redactions or not staged.outputs[path].page)
        self._searched = len(wanted)
        found: list[Fault] = []
        look, workers = partial(self._looked, staged), workers_for(len(wanted), least=_LEAST)
        for index, answer in mapped(look, wanted, workers, in_runs=True):
            found += [Fault(wanted[index], *each) for each in _FOUND.decode(answer)]
        return sorted(found)

    def _was_passed(self, overview: Overview | None) -> bool:
        """Whether the files that the last build left have passed this very gate."""
        return bool(overview and self._listed and (overview.inspected, overview.listed) == (self.rules, self._listed))

    def _looked(self, staged: Staged, path: str) -> bytes:
        data = staged.data(path)
        found = [] if staged.outputs[path].page else [_trace(each) for each in traces_of(path, data)]
        if self.redactions:
            hits = self.redactions.faults_of(path, data)
            found += [(line, 0, code, tuple(values.items())) for line, code, values in hits]
        return msgspec.msgpack.encode(found)

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
        """Return a fault's line. A file that was only copied is named by the place where it is to be mended."""
        place = shown_path(self._sources.get(fault.path, output / fault.path))
        place = self.redactions.shown(place) if self.redactions else place
        place += f":{fault.line}" * bool(fault.line)
        message = words(language, f"inspection.{fault.code}", None, **dict(fault.values))
        return f"{place}: {words(language, 'check.fault')} {fault.code}: {message}"


def _trace(found: Trace) -> _Found:
    return 0, 0, found.code, (("found", found.found),)
