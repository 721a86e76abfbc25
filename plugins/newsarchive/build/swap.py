"""Move the files of a stage into the output folder; finish what was interrupted.

A build writes its changed files into a temporary folder beside the output, the *stage*, and checks them there.
`replace_output` then moves them one by one into the output folder, which readers see. Before the first move it writes a
journal into the stage, from which the next build finishes an interrupted one; meanwhile files of two builds may stand
side by side. The output folder itself is never replaced: it keeps its owner, its rights and whatever serves from it.

Somebody else may be able to write the journal, and the manifest of files that a build may remove, so a path in them is
used only if it is inside the output folder.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from .errors import BuildError
from .files import write_whole


def within(path: str) -> bool:
    """Return whether a path stays in the folder to which it is relative: no `..`, no NUL and no slash at its start.

    It is also False for an empty path. Symbolic links are not looked up (see `Ground`).
    """
    return bool(path) and "\0" not in path and not path.startswith("/") and ".." not in path.split("/")


class Ground:
    """Checks what is in the way, such as symbolic links, before files in an output folder are written or removed.

    Folders are looked up once and cached, so create a new instance after changes.
    """

    def __init__(self, output: Path) -> None:
        """Prepare to check an output folder, which need not exist."""
        self._output = str(output)
        self._folders: dict[str, str] = {"": ""}
        self._absent = set[str]() if os.path.lexists(output) else {""}  # missing folders: no lookups inside

    def removable(self, paths: Iterable[str]) -> set[str]:
        """Return the paths that are safe to remove: regular files inside the output, not below a symbolic link."""
        return {path for path in paths if within(path) and not self._in_the_way(path) and self._is_file(path)}

    def require_free(self, paths: Iterable[str], gone: Collection[str] = ()) -> None:
        """Raise BuildError if a file cannot be written because of what is at its path.

        That is so for a path outside the output folder, for one at which there is a folder, and for one above which
        there is a file or symbolic link instead of a folder. The files in `gone`, and folders with only such files, are
        no obstacle, as they are removed before.
        """
        for path in sorted(paths):
            if not within(path):
                raise BuildError(f"{path!r} is outside the output folder; no page or file may have this address")
            blocked = self._in_the_way(path) or (path if self._is_folder(path) else "")
            if blocked and not self._goes(blocked, gone):
                raise BuildError(
                    f"{self._output}/{blocked} is in the way of {path}, and no build made it: it is a link, or "
                    "a file in the place of a folder or the other way round; move it away and build again"
                )

    def _in_the_way(self, path: str) -> str:
        """Return the topmost ancestor of a path that exists and is not a folder, or an empty string if none is."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            above = self._in_the_way(folder)
            mode = self._mode(folder)
            if not mode:
                self._absent.add(folder)
            self._folders[folder] = above or (folder if mode and not stat.S_ISDIR(mode) else "")
        return self._folders[folder]

    def _goes(self, path: str, gone: Collection[str]) -> bool:
        """Return whether nothing is left at a path without the files in `gone`; builds do not remove empty folders."""
        if not self._is_folder(path):
            return path in gone
        names = os.listdir(f"{self._output}/{path}")  # noqa: PTH208 - names alone
        return bool(names) and all(self._goes(f"{path}/{name}", gone) for name in names)

    def _is_file(self, path: str) -> bool:
        return stat.S_ISREG(self._mode(path))

    def _is_folder(self, path: str) -> bool:
        return stat.S_ISDIR(self._mode(path))

    def _mode(self, path: str) -> int:
        if path.rpartition("/")[0] in self._absent:
            return 0
        try:
            return os.lstat(f"{self._output}/{path}").st_mode
        except OSError:
            return 0


JOURNAL = ".journal"
"""The name of the file in a stage that is there while its files are moved; it lists the files to remove."""


def new_stage(output: Path) -> Path:
    """Create the stage for an output folder, which only its owner can read; return its path."""
    stage = output.with_name(f".{output.name}.stage")
    output.parent.mkdir(parents=True, exist_ok=True)
    if stage.is_symlink():
        stage.unlink()
    elif stage.is_dir():
        shutil.rmtree(stage)
    stage.mkdir(0o700)
    return stage


def replace_output(output: Path, stage: Path, changed: Collection[str], stale: Iterable[str]) -> int:
    """Move the files of a stage, whose paths are `changed`, into the output folder, and remove the stale ones.

    Return how many were removed. If this is interrupted, `finish_interrupted` does the rest. BuildError is raised if
    something that no build made is in the way; nothing has been moved then.
    """
    stale = Ground(output).removable(stale)
    Ground(output).require_free(changed, stale)
    if not (changed or stale):
        output.mkdir(exist_ok=True)
        return 0
    write_whole(stage / JOURNAL, "".join(f"{path}\0" for path in sorted(stale)).encode(errors="surrogateescape"))
    return _finish(output, stage)


def discard(stage: Path) -> None:
    """Remove a stage, unless it has a journal: the next build needs its files to finish an interrupted build."""
    if not (stage / JOURNAL).exists():
        shutil.rmtree(stage, ignore_errors=True)


def finish_interrupted(output: Path) -> None:
    """Do the rest of an interrupted build, or remove its stage if it had moved nothing yet."""
    stage = output.with_name(f".{output.name}.stage")
    if stage.is_symlink() or not stage.is_dir():
        return
    if (stage / JOURNAL).is_file():
        Ground(output).require_free(_staged(stage))
        _finish(output, stage)
    discard(stage)


def _finish(output: Path, stage: Path) -> int:
    stale = (stage / JOURNAL).read_bytes().decode(errors="surrogateescape").split("\0")
    removed = remove_files(output, stale)
    for path in sorted(_staged(stage)):
        target = output / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (stage / path).replace(target)
    (stage / JOURNAL).unlink()
    return removed


def _staged(stage: Path) -> Iterator[str]:
    for folder, _, names in os.walk(stage):
        above = Path(folder).relative_to(stage)
        paths = ((above / name).as_posix() for name in names if name != JOURNAL or folder != str(stage))
        # a build writes no links, so somebody else did
        yield from (path for path in paths if not (stage / path).is_symlink())


def remove_files(output: Path, paths: Iterable[str]) -> int:
    """Remove files that exist and are safe (`Ground.removable`), and folders that become empty; return their number."""
    removed = 0
    for path in sorted(Ground(output).removable(paths)):
        file = output / path
        file.unlink()
        removed += 1
        for folder in file.parents:
            if folder == output or any(folder.iterdir()):
                break
            folder.rmdir()
    return removed
