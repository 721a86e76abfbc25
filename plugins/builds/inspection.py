"""All files of a publication are looked through before they take their place: what has a trace stops the build.

It does not matter by which way a file came. A file that is as the last build left it was looked through by that, unless
the rules are others now. Pages are made from templates and checked words, and hold no more than these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from plugins.archive.faults import Fault, fault
from plugins.archive.index import Words
from plugins.traces.files import traces_of

from .errors import BuildFaults
from .faultlines import shown_path
from .lastbuild import Output
from .parallel import mapped, workers_for
from .signature import code_signature
from .staging import Stage

_LEAST = 256  # files for which another process pays
_FOUND: msgspec.msgpack.Decoder[list[tuple[str, str]]] = msgspec.msgpack.Decoder(list[tuple[str, str]])


def inspection_rules() -> bytes:
    """Return a digest of the rules: where it is another, every file is looked through again."""
    return code_signature(("traces",), ("pypdf",))


class Inspection:
    """The files of a publication as they lie now: new ones in the stage, all others in the output."""

    def __init__(self, stage: Stage, outputs: Mapping[str, Output], changed: set[str]) -> None:
        """`changed` are the paths whose bytes are new."""
        self.output = stage.output
        self._stage, self._outputs, self._changed = stage, outputs, changed

    def faults(self, *, again: bool) -> list[Fault]:
        """Return what must not be published, by path; `again`: also of the files that did not change."""
        paths = self._outputs if again else self._changed
        wanted = sorted(path for path in paths if not self._outputs[path].page)
        found: list[Fault] = []
        for index, answer in mapped(self._looked, wanted, workers_for(len(wanted), least=_LEAST), in_runs=True):
            found += [fault(code, path=wanted[index], found=name) for code, name in _FOUND.decode(answer)]
        return sorted(found)

    def _looked(self, path: str) -> bytes:
        folder = self._stage.folder if path in self._changed else self._stage.output
        return msgspec.msgpack.encode(traces_of(path, (folder / path).read_bytes()))


def require_clean(
    faults: Sequence[Fault], words: Words, language: str, output: Path, sources: Mapping[str, Path]
) -> None:
    """Refuse to publish with faults; BuildFaults has their lines.

    `sources` are the files that were only copied: they are named by the place where they are to be mended.
    """
    lines = []
    for each in faults:
        place = shown_path(sources.get(each.path, output / each.path))
        message = words(language, f"inspection.{each.code}", None, **dict(each.values))
        lines.append(f"{place}: {words(language, 'check.fault')} {each.code}: {message}")
    if lines:
        raise BuildFaults(lines)
