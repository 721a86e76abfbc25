"""The output folder: the stage of a build, the writer that swaps it in, its manifest, and the counts of a build.

A build writes the files that differ from the last build into a stage, a folder beside the output. When all files have
passed the checks, the writer moves them into the output folder (the swap).

The manifest lists the files that builds have written. It is kept apart from the cache: if the cache is lost, the next
build still knows which files to remove, so that no withdrawn text stays online. It is kept outside the output folder,
because it also names hidden pages. In case the parent folder is served, too, only the file's owner can read it.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from pelican.writers import Writer

from newsarchive.digests import digest
from newsarchive.i18n.catalogues import guides
from newsarchive.model.addresses import MINISIG, MIRROR_LIST, STATE, SUMS, signed_path
from newsarchive.model.pages import File

from .errors import BuildError
from .files import close_to_others, digest_at, write_whole
from .state import Output
from .swap import discard, new_stage, replace_output
from .workers import mapped, workers_for


def manifest_path(output: Path) -> Path:
    """Return the path of an output folder's manifest (list of written files): `site/output` -> `site/.output.files`."""
    return output.with_name(f".{output.name}.files")


def read_manifest(output: Path) -> set[str]:
    """Return the paths that builds may have written, according to the manifest; empty without one.

    BuildError is raised if it belongs to another user and cannot be read.
    """
    path = manifest_path(output)
    try:
        return set(path.read_text("utf-8").splitlines())
    except FileNotFoundError:
        return set()
    except PermissionError:
        raise BuildError(
            f"{path} cannot be read: it lists what the last build wrote, and belongs to the user who built; build as"
            " that user, or change the owner of the file (chown)"
        ) from None


def foreign_files(output: Path) -> list[str]:
    """Return the paths of the files and links in an output folder that no build wrote (see `read_manifest`), sorted."""
    known, found = read_manifest(output), []
    for folder, folders, files in os.walk(output):
        above = Path(folder).relative_to(output)
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found += [path for name in (*files, *links) if (path := (above / name).as_posix()) not in known]
    # the list of mirrors and its signatures are written without a build
    own = {path for path in found if path == MIRROR_LIST or signed_path(path) == MIRROR_LIST}
    return sorted(set(found) - signatures_there(output) - own)


def signatures_there(output: Path) -> set[str]:
    """Return the paths of all signatures in an output folder that a publication may have, whoever put them there."""
    places = [*output.glob(f"*{MINISIG}"), *output.glob(f"editions/**/*{MINISIG}"), *output.glob(f"data/*{MINISIG}")]
    paths = {place.relative_to(output).as_posix() for place in places}
    return {path for path in paths if signed_path(path) in (STATE, SUMS) or "/" in path}


def write_manifest(output: Path, paths: Iterable[str]) -> None:
    """Write the list of the files that builds wrote into an output folder, readable only by its owner."""
    lines = "".join(f"{path}\n" for path in sorted(paths)).encode()
    close_to_others(manifest_path(output))
    if not manifest_path(output).is_file() or manifest_path(output).read_bytes() != lines:
        write_whole(manifest_path(output), lines, 0o600)


_LEAST = 256  # files per process: with fewer, forking costs more than it saves
NEW, _SAME = b"+", b"="
"""Begin the answer of `Stage.put`: whether the file was written to the stage."""


class Stage:
    """A folder, deleted after the `with` block, for files that differ from the last build, before they are moved."""

    def __init__(self, output: Path, before: Mapping[str, Output]) -> None:
        """Create the folder beside the output.

        `before` has the last build's records of the output files, by path, without those that somebody altered since.
        """
        self.output, self.before = output, before
        self.folder = new_stage(output)
        # without an output folder no file exists, so none has to be compared
        self._empty = not output.exists()
        self._made: set[str] = set()

    def same(self, path: str, key: bytes) -> Output | None:
        """Return the last build's record of an output file that can stay, as it has the same `key`, else None."""
        before = self.before.get(path)
        return before if before and key and before.key == key else None

    def is_left(self, path: str) -> bool:
        """Return whether an output file is as the last build left it."""
        return path in self.before

    def last(self, path: str) -> bytes:
        """Return the bytes of an output file as the last build left it; empty if it is missing or altered."""
        try:
            return (self.output / path).read_bytes() if self.is_left(path) else b""
        except OSError:
            return b""

    def take(self, path: str, content: bytes) -> tuple[bytes, bool]:
        """Write a file to the stage, unless the output folder has the same bytes at this path.

        Return the SHA-256 digest of the bytes, and whether the file was written to the stage.
        """
        sealed = digest(content)
        before = self.before.get(path)
        if before is not None:
            same = before.digest == sealed
        else:
            same = not self._empty and _holds(self.output / path, content)
        if not same:
            self._write(path, content)
        return sealed, not same

    def put(self, path: str, content: bytes) -> bytes:
        """Do what `take` does, perhaps in another process, and return the answer as bytes: a sign, and the digest."""
        sealed, is_new = self.take(path, content)
        return (NEW if is_new else _SAME) + sealed

    def _write(self, path: str, content: bytes) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            _make_folder(f"{self.folder}/{folder}")
            self._made.add(folder)
        with open(f"{self.folder}/{path}", "wb") as file:  # noqa: PTH123
            file.write(content)

    def __enter__(self) -> Stage:
        """Return the stage, whose folder exists already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the stage's folder with all files that were not moved into the output folder (see `swap.discard`)."""
        discard(self.folder)


def _make_folder(folder: str) -> None:
    """Create a folder if it is missing; `mkdir` first, because `makedirs` would check the parent every time."""
    try:
        os.mkdir(folder)  # noqa: PTH102 - by the tens of thousands
    except OSError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103


def intact(output: Path, outputs: Mapping[str, Output]) -> dict[str, Output]:
    """Return those of the records whose files are still as the last build left them; all files are read."""
    return {path: each for path, each in outputs.items() if digest_at(output / path) == each.digest}


def take_files(stage: Stage, files: Iterable[File]) -> tuple[dict[str, Output], set[str]]:
    """Write to a stage, on all cores, those of the files that differ from the last build.

    Return what is recorded of each file, by path, and the paths of the files whose bytes are new. If a file has the
    same key as in the last build, its content is not even computed.
    """
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
    for index, answer in mapped(partial(_taken, stage), wanted, workers):
        file, new = wanted[index], answer[:1] == NEW
        outputs[file.address] = Output(answer[1:], file.key)
        if new:
            changed.add(file.address)
    return outputs, changed


def _taken(stage: Stage, file: File) -> bytes:
    return stage.put(file.address, file.data)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and not path.is_symlink() and path.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


class Report(msgspec.Struct, frozen=True):
    """The numbers that a build prints at its end.

    Of the texts, `read` were parsed and `reused` came from the cache. Of all `pages` and other `files`, `rendered` were
    computed again, and `written` were put into the output folder, as new or changed.
    """

    read: int
    reused: int
    pages: int
    files: int
    rendered: int
    written: int
    removed: int

    def __str__(self) -> str:
        """Return the numbers as one line for the terminal."""
        same = self.pages + self.files - self.written
        texts = self.read + self.reused
        return (
            f"{texts} text{'s' * (texts != 1)}: {self.read} read, {self.reused} reused; "
            f"{self.pages} pages and {self.files} files: {self.rendered} rendered, "
            f"{self.written} written, {same} unchanged, {self.removed} removed"
        )

    @staticmethod
    def cost(began: float) -> str:
        """Return what a build cost: the time since `began` (`time.monotonic`) and the largest process's memory."""
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        unit = 1024 if sys.platform == "linux" else 1024 * 1024
        return f"{time.monotonic() - began:.1f} s, {most // unit} MB"


def files_before(stage: Stage) -> set[str]:
    """Return the paths in an output folder that a build removes unless it has them itself.

    A signature that a build did not keep is of another publication; it is removed, whoever added it.
    """
    return read_manifest(stage.output) | stage.before.keys() | signatures_there(stage.output)


class SiteWriter(Writer):  # type: ignore[misc]
    """Writes the output folder of a build; it replaces Pelican's own writer.

    `pages` are the sorted paths of the pages that this build wrote, without those that the sitemap leaves out.
    """

    pages: tuple[str, ...] = ()

    def write_file(self, name: str, *_: Any, **__: Any) -> None:
        """Raise BuildError, because a file of Pelican's own generators would bypass the stage."""
        raise BuildError(
            f"{name} would be written by Pelican itself, past all checks; leave Pelican's own pages and feeds off, and"
            f" let a plugin {instead()}"
        )

    def write_feed(self, *_: Any, path: str | None = None, **__: Any) -> None:
        """Raise BuildError, because a feed of Pelican's own would bypass the stage."""
        self.write_file(str(path))

    def finish(self, stage: Stage, outputs: dict[str, Output], changed: set[str]) -> int:
        """Move the `changed` files into the output folder; remove those that the site no longer has, and count these.

        `outputs` has what is recorded about each output file of this build, by path.
        """
        known, before = read_manifest(stage.output), files_before(stage)
        # before the swap: if that is interrupted, the manifest names every file that a build may have written
        if known != before | outputs.keys():
            write_manifest(stage.output, before | outputs.keys())
        gone = before - outputs.keys()
        removed = replace_output(stage.output, stage.folder, changed, gone)
        if gone:
            write_manifest(stage.output, outputs)
        self.pages = tuple(path for path in sorted(changed) if (page := outputs[path].page) and page.listed)
        return removed


def instead() -> str:
    """Return what a plugin should do instead of writing a file itself, for a message."""
    return f"answer archive_files_wanted instead ({guides()}/recipes.md)"
