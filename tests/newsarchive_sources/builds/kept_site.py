"""A site on a disk that is edited and built on and on, held after each build against one that is built from nothing."""

from __future__ import annotations

import difflib
import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from newsarchive.cli.builder import Builder
from tests.newsarchive.builds.archive_making import Archive
from tests.newsarchive.builds.site_making import site_files
from tests.sites import run_pelican


@dataclass(frozen=True)
class Outcome:
    """What a build did: its status, what it printed for editors and besides, its counts, and the files there.

    `told` is None where the two were printed to one file.
    """

    status: int
    told: str | None
    printed: str
    counts: tuple[int, ...]
    files: dict[str, bytes]


_CLEAN: dict[bytes, Outcome] = {}
"""The clean builds so far, by the digest of what they read."""


def files_below(folder: Path) -> dict[str, bytes]:
    """All files by their path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class KeptSite:
    """Content, theme and settings at one place, an output folder and a store that are kept beside them."""

    def __init__(self, root: Path, archive: Archive) -> None:
        self.root = root
        self.output, self.store = root / "kept" / "output", root / "kept" / "output.store"
        self._on_disk: dict[str, bytes] = {}
        self.begin(archive)

    def begin(self, archive: Archive) -> None:
        """Build for the first time, and remember everything as it is then."""
        self.write(archive)
        self.output.parent.mkdir(parents=True)
        outcome = self.build(archive, self.output)
        assert outcome.status == 0, outcome.told
        shutil.copytree(self.output.parent, self.root / "first")

    def begin_again(self, archive: Archive) -> None:
        """Be as after the first build."""
        shutil.rmtree(self.output.parent)
        shutil.copytree(self.root / "first", self.output.parent)
        self.write(archive)

    def write(self, archive: Archive, faults: Iterable[Callable[[dict[str, bytes]], None]] = ()) -> None:
        """Let the files on the disk be the archive's; those that are so already are not touched."""
        files = site_files(archive, self.root)
        for plant in faults:
            plant(files)
        for path in self._on_disk.keys() - files.keys():
            (self.root / path).unlink()
            for folder in list((self.root / path).parents)[:4]:
                if folder.is_relative_to(self.root / "content") and not any(folder.iterdir()):
                    folder.rmdir()
        for path, data in files.items():
            if self._on_disk.get(path) != data:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_bytes(data)
        self._on_disk = files

    @property
    def sources(self) -> list[str]:
        """The paths of all files that a build reads."""
        return sorted(self._on_disk)

    def build(self, archive: Archive, output: Path) -> Outcome:
        """Build into a folder, with the store beside it.

        A build from nothing takes one processor, which takes less time; the one on and on takes all of them.
        """
        one = int(output != self.output)
        done = run_pelican(self.root / "conf.py", output, processors=one, SOURCE_DATE_EPOCH=archive.epoch)
        told = done.stderr.replace(str(output), "OUTPUT")
        return Outcome(done.returncode, told, done.stdout, counts_in(done.stdout), files_below(output))

    def compare(self, archive: Archive, foreign: Iterable[str] = (), *, sound: bool = True) -> list[str]:
        """Build on, and from nothing; return what differs. A build that fails must leave everything as it was."""
        before = files_below(self.output)
        kept, clean = self.build(archive, self.output), self.build_clean(archive)
        found = []
        if (clean.status == 0) != sound:
            found.append(f"a clean build ends with status {clean.status}:\n{clean.told}")
        if kept.status != clean.status:
            last = "\n".join(kept.printed.splitlines()[-12:])
            found.append(f"status: {kept.status}, clean {clean.status}; printed:\n{last}")
        if kept.told is not None and clean.told is not None and kept.told != clean.told:
            told = difflib.unified_diff(clean.told.splitlines(), kept.told.splitlines(), "clean", "kept", n=0)
            found.append("told:\n" + "\n".join(told))
        wanted = clean.files if not clean.status else before
        if not clean.status:
            wanted = {**{path: before[path] for path in foreign if path in before}, **wanted}
            written = sum(before.get(path) != data for path, data in wanted.items())
            removed = len(before.keys() - wanted.keys())
            if kept.counts != (*clean.counts[:2], written, removed):
                found.append(f"counted: {kept.counts}, clean {clean.counts}, really {written} and {removed}")
        for path in sorted(kept.files.keys() | wanted.keys()):
            if kept.files.get(path) != wanted.get(path):
                found.append(f"{path}: {_difference(kept.files.get(path), wanted.get(path))}")
        return found

    def build_clean(self, archive: Archive) -> Outcome:
        """Build from nothing, once for each state of the files and each day."""
        state = msgspec.msgpack.encode([archive.day, sorted(self._on_disk.items())])
        key = hashlib.sha256(state.replace(bytes(self.root), b"ROOT")).digest()
        if key not in _CLEAN:
            clean = self.root / "clean"
            clean.mkdir()
            try:
                _CLEAN[key] = self.build(archive, clean / "output")
            finally:
                shutil.rmtree(clean)
        return _CLEAN[key]


def counts_in(printed: str) -> tuple[int, ...]:
    """Return the numbers of pages, files, written and removed files that a build printed."""
    report = re.search(
        r"(\d+) pages and (\d+) files: \d+ rendered, (\d+) written, \d+ unchanged, (\d+) removed", printed
    )
    return tuple(map(int, report.groups())) if report else ()


class PreviewedSite(KeptSite):
    """A kept site whose builds are those of the preview: one process builds again and again, and shows a page early.

    A page that was shown early must be the page that is written at the end.
    """

    def __init__(self, root: Path, archive: Archive) -> None:
        arguments = [f"--content={root / 'content'}", f"--output={root / 'kept' / 'output'}"]
        self._arguments = ["html", *arguments, f"--settings={root / 'conf.py'}"]
        self.builder = Builder(self._arguments)
        self._epoch = ""
        super().__init__(root, archive)

    def build(self, archive: Archive, output: Path) -> Outcome:
        """Build on in the process that is kept; build from nothing in another."""
        if output != self.output:
            return super().build(archive, output)
        pages = sorted(path.relative_to(output).as_posix() for path in output.rglob("*.html"))
        in_view = pages[:: max(1, len(pages) // 4)]
        shown: dict[str, bytes] = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("STORE_PATH", str(self.store))
            patch.setenv("SOURCE_DATE_EPOCH", archive.epoch)
            if self._epoch != archive.epoch:
                # no clock of a running process goes on by the environment
                self.builder.close()
                self.builder = Builder(self._arguments)
            self._epoch = archive.epoch
            built = self.builder.build(in_view, shown.__setitem__)
        printed, files = "\n".join(built.lines), files_below(output)
        assert built.status or all(files[path] == html for path, html in shown.items()), "another page was shown"
        return Outcome(built.status, None, printed, counts_in(printed), files)


def _difference(kept: bytes | None, clean: bytes | None) -> str:
    if kept is None or clean is None:
        return "lost" if kept is None else "too many"
    at = next((at for at, pair in enumerate(zip(kept, clean, strict=False)) if pair[0] != pair[1]), len(kept))
    cut = slice(max(0, at - 60), at + 60)
    return f"kept {kept[cut]!r}, clean {clean[cut]!r}"
