"""Pelican's writer for the whole archive: makes what differs from the last build, and removes what is no more."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pelican.writers import Writer

from plugins.archive.pages import File

from .lastbuild import Output
from .manifest import read_manifest, write_manifest
from .parallel import mapped, workers_for
from .replacing import replace_output
from .staging import Stage

_LEAST = 256  # files for which another process pays
_NEW, _SAME = b"+", b"="


@dataclass(frozen=True)
class Report:
    """What a build did: texts by whether they were read, outputs by what became of them, seconds, megabytes."""

    read: int
    reused: int
    pages: int
    files: int
    rendered: int
    written: int
    removed: int

    def __str__(self) -> str:
        """One line for the terminal."""
        same = self.pages + self.files - self.written
        return (
            f"{self.read + self.reused} texts: {self.read} read, {self.reused} reused; "
            f"{self.pages} pages and {self.files} files: {self.rendered} rendered, "
            f"{self.written} written, {same} unchanged, {self.removed} removed"
        )

    @staticmethod
    def cost(began: float) -> str:
        """Return the seconds since a moment of the monotonic clock, and the most memory that one process took."""
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        unit = 1024 if sys.platform == "linux" else 1024 * 1024
        return f"{time.monotonic() - began:.1f} s, {most // unit} MB"


class SiteWriter(Writer):  # type: ignore[misc]
    """Writes an output folder. All that is new lies in a stage before the first file takes its place."""

    def begin(self, last: dict[str, Output], altered: set[str]) -> Stage:
        """Return the stage for a build that knows what the last one left, and which files of that were altered."""
        return Stage(Path(self.output_path), last, altered)

    def finish(self, stage: Stage, outputs: dict[str, Output], changed: set[str]) -> int:
        """Bring what changed into the output and take away what is no more; how many files that were."""
        before = read_manifest(stage.output) | stage.before.keys()
        # whatever happens next, it is known which files may be ours
        write_manifest(stage.output, before | outputs.keys())
        removed = replace_output(stage.output, stage.folder, changed, before - outputs.keys())
        write_manifest(stage.output, outputs)
        return removed


def take_files(stage: Stage, files: Iterable[File]) -> tuple[dict[str, Output], set[str]]:
    """Let a stage take files, on all cores; what is known of each by its path, and the paths whose bytes are new."""
    outputs: dict[str, Output] = {}
    wanted: list[File] = []
    for file in files:
        before = stage.same(file.address, file.key)
        if before:
            outputs[file.address] = before
        else:
            wanted.append(file)
    changed: set[str] = set()
    wanted.sort(key=lambda file: file.address)
    workers = workers_for(len(wanted), least=_LEAST)
    for index, answer in mapped(partial(_taken, stage), wanted, workers, in_runs=True):
        file, new = wanted[index], answer[:1] == _NEW
        outputs[file.address] = Output(answer[1:], file.key)
        if new:
            changed.add(file.address)
    return outputs, changed


def _taken(stage: Stage, file: File) -> bytes:
    digest, new = stage.take(file.address, file.data)
    return (_NEW if new else _SAME) + digest
