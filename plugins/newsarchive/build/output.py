"""The stage of a build, and the manifest of the output folder.

It stands apart from the store, which may be lost: without it a withdrawn text would stay online. It is no
part of the site, since it names hidden pages, too: where the folder around the output is served, only its owner can
read it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from pathlib import Path

from newsarchive.archive.pages import File

from .diagnostics import BuildError
from .files import close_to_others, write_whole
from .last_build import Output
from .swap import new_stage
from .workers import mapped, workers_for


def manifest_path(output: Path) -> Path:
    """Return the list's place."""
    return output.with_name(f".{output.name}.files")


def read_manifest(output: Path) -> set[str]:
    """Return the paths that may be a build's, relative to the folder; none where there is no list."""
    path = manifest_path(output)
    try:
        return set(path.read_text("utf-8").splitlines())
    except FileNotFoundError:
        return set()
    except PermissionError:
        raise BuildError(
            f"{path} cannot be read: it lists what a build wrote, and belongs to the user that built last; build as"
            " that user, or have the file given to you (chown)"
        ) from None


def foreign_files(output: Path) -> list[str]:
    """Return the paths in the folder that no build made, links among them, sorted."""
    known, found = read_manifest(output), []
    for folder, folders, files in os.walk(output):
        above = Path(folder).relative_to(output)
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found += [path for name in (*files, *links) if (path := (above / name).as_posix()) not in known]
    return sorted(found)


def write_manifest(output: Path, paths: Iterable[str]) -> None:
    """Keep the paths, sorted, one on a line."""
    lines = "".join(f"{path}\n" for path in sorted(paths)).encode()
    close_to_others(manifest_path(output))
    if not manifest_path(output).is_file() or manifest_path(output).read_bytes() != lines:
        write_whole(manifest_path(output), lines, 0o600)


_LEAST = 256  # files for which another process pays
_NEW, _SAME = b"+", b"="


class Stage:
    """A folder beside the output that takes the files which differ from those of the last build."""

    def __init__(self, output: Path, before: Mapping[str, Output], altered: Collection[str]) -> None:
        """`before` are the files as the last build left them, `altered` those that are no longer so."""
        self.output, self.before, self._altered = output, before, altered
        self.folder = new_stage(output)
        # of a clean build nothing is there, and it need not be asked for each file
        self._empty = not output.exists()
        self._made: set[str] = set()

    def same(self, path: str, key: bytes) -> Output | None:
        """Return a file as it was left, where it was made from the same and is still there."""
        before = self.before.get(path)
        return before if before and key and before.key == key and path not in self._altered else None

    def take(self, path: str, content: bytes) -> tuple[bytes, bool]:
        """Take a file's bytes, unless the output has them; their digest, and whether they were taken."""
        digest = hashlib.sha256(content).digest()
        before = self.before.get(path)
        if before is not None and path not in self._altered:
            same = before.digest == digest
        else:
            same = not self._empty and _holds(self.output / path, content)
        if not same:
            self._write(path, content)
        return digest, not same

    def _write(self, path: str, content: bytes) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            _make_folder(f"{self.folder}/{folder}")
            self._made.add(folder)
        with open(f"{self.folder}/{path}", "wb") as file:  # noqa: PTH123
            file.write(content)

    def __enter__(self) -> Stage:
        """Take files."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was taken, and has not found its place."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _make_folder(folder: str) -> None:
    """Make a folder, where it is missing. Most have their parent, and of these `makedirs` asks for it first."""
    try:
        os.mkdir(folder)  # noqa: PTH102 - by the tens of thousands
    except OSError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103


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


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and not path.is_symlink() and path.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
