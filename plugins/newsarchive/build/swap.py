"""Swap the stage into the output folder; finish or undo a swap that was interrupted.

A build writes its changed files into a temporary folder, the *stage*, and checks them there. `replace_output` then
moves all of them into the output folder, which readers see. `build.plugin` calls it at the end of a build, and
`finish_interrupted` at the start of the next.

The output folder itself is never replaced: it keeps its owner, its rights and whatever is mounted on it or serves
from it. If much has changed in a top-level folder of it, the unchanged files are hard-linked into the stage, and the
staged folder and the old one are exchanged atomically. Linking tens of thousands of files takes seconds, though, so
if few files of a folder have changed, they are moved one by one. Either way the swap takes milliseconds. Its moves
are written to a list first, from which the next build finishes a swap that was interrupted.

Which files a build may remove is written in a manifest beside the output. Somebody else may be able to write the
manifest and the list of moves, so a path in them is used only if it is inside the output folder.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import stat
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from .diagnostics import BuildError
from .files import output_digest, write_whole


def within(path: str) -> bool:
    """Return whether a path stays inside the folder to which it is relative: it has no `..` and is not absolute.

    It is also False for an empty path and for one with a NUL character. Symbolic links are not looked up (see
    `Ground`).
    """
    return bool(path) and "\0" not in path and not path.startswith("/") and ".." not in path.split("/")


class Ground:
    """Checks what is in an output folder before files in it are written or removed, such as symbolic links in the way.

    All paths are relative to the output folder. Folders are looked up once and cached, so create a new instance after
    changes.
    """

    def __init__(self, output: Path) -> None:
        """Prepare to check an output folder, which need not exist."""
        self._output = str(output)
        self._folders: dict[str, str] = {"": ""}
        self._absent = set[str]() if os.path.lexists(output) else {""}  # missing folders: no lookups inside

    def removable(self, paths: Iterable[str]) -> set[str]:
        """Return those of the paths that are safe to remove.

        They are regular files inside the output folder, and no folder above them is a symbolic link.
        """
        return {path for path in paths if within(path) and not self._in_the_way(path) and self._is_file(path)}

    def require_free(self, paths: Iterable[str], gone: Collection[str] = ()) -> None:
        """Raise BuildError if a file cannot be written because of what is at its path.

        That is so for a path outside the output folder, for one at which there is a folder, and for one above which
        there is a file or symbolic link instead of a folder.

        Args:
            paths: The files to write.
            gone: The files that are removed before; they are no obstacle, nor is a folder with only such files.
        """
        for path in sorted(paths):
            if not within(path):
                raise BuildError(f"{path!r} lies outside the output folder; no page or file may have this address")
            blocked = self._in_the_way(path) or (path if self._is_folder(path) else "")
            if blocked and not self._goes(blocked, gone):
                raise BuildError(
                    f"{self._output}/{blocked} is in the way of {path}, and no build made it: a link, or a file where "
                    "a folder belongs, or the other way round; move it away and build again"
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
        """Return whether nothing will be left at a path after the files in `gone` have been removed.

        The path may be a file or a folder. An empty folder is left, because builds remove only files and the folders
        that become empty.
        """
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


FEW = 64
"""If at most so many files of a top-level folder have changed, they are moved one by one.

If more have changed, the whole folder is exchanged.
"""

MOVES = ".moves"
"""The name of the file in the stage that contains the list of moves (`Moves`) during a swap."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT_SWAP = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV}


class Moves(msgspec.Struct, frozen=True):
    """The list of all changes that a swap makes to an output folder, as written to the disk before the first.

    Attributes:
        changed: The files to move from the stage, relative to the stage and to the output folder.
        gone: The files to remove, relative to the output folder.
        folders: Names of top-level folders to exchange with those of the stage, each with the inode of the staged
            one, which shows whether the exchange has been done.
    """

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    folders: Mapping[str, int] = {}


class Replaced(NamedTuple):
    """What was done when changed files were moved into the output folder.

    Attributes:
        removed: The number of files that were removed.
        linked: Whether a top-level folder was exchanged, so that its unchanged files are new hard links and their
            change times (`ctime`) are new.
    """

    removed: int
    linked: bool = False


def stage_prefix(output: Path) -> str:
    """Return how the names of all stages of an output folder begin; a stage is where a build prepares its files.

    No other output folder has the same prefix.
    """
    return f".{output.name}.{output_digest(output)}."


def new_stage(output: Path) -> Path:
    """Create a stage, the temporary folder in which a build prepares the files for an output folder; return its path.

    It is created beside the output folder or, if that is a mount point, inside it, because files cannot be moved from
    one mount to another. Only its owner can read it. New files in it get the group and access rights that they would
    get in the output folder.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    place = output if output.exists() and _is_mounted(output) else output.parent
    stage = Path(tempfile.mkdtemp(prefix=stage_prefix(output), dir=place))
    if output.exists():
        _liken(str(output), str(stage))
    _permit(stage, 0o700)
    return stage


def _permit(folder: Path, mode: int) -> None:
    """Set the permission bits of a folder to `mode`, and leave its setuid, setgid and sticky bits unchanged."""
    folder.chmod(folder.stat().st_mode & 0o7000 | mode)


def _is_mounted(output: Path) -> bool:
    """Return whether a folder is a mount point, even one of the same device (a bind mount).

    A bind mount is recognised by an attempt to rename a file that does not exist into the folder: Linux checks for a
    different mount (EXDEV) before it looks for the file (ENOENT).
    """
    if output.stat().st_dev != output.parent.stat().st_dev:
        return True
    name = f"{stage_prefix(output)}absent"
    try:
        os.rename(output.parent / name, output / name)  # noqa: PTH104
    except OSError as error:
        return error.errno == errno.EXDEV
    return False


def replace_output(output: Path, stage: Path, changed: Collection[str], stale: Iterable[str]) -> Replaced:
    """Put the changed files of a stage into the output folder, remove stale ones, and return what was done.

    All other files of the output folder stay as they are. If there is nothing to do, nothing is touched. The stage is
    removed in any case, unless an error interrupts the moves: then the next build finishes them with
    `finish_interrupted`.

    Args:
        output: The output folder, which need not exist.
        stage: The folder with the changed files, from `new_stage`.
        changed: The files to move, relative to the stage and to the output folder.
        stale: The files to remove, relative to the output folder; those that do not exist or are unsafe are ignored.

    Raises:
        BuildError: If something else is at the path of a file (see `Ground.require_free`); the output is unchanged.
        OSError: If the file system reports an error. A full disk is detected before any file in the output folder is
            changed.
    """
    ground = Ground(output)
    gone = ground.removable(stale)
    try:
        ground.require_free(changed, gone)
        if not changed and not gone:
            return Replaced(0)
        if not output.exists():
            _permit(stage, 0o755)
            stage.rename(output)
            return Replaced(0)
        folders = _completed(output, stage, {*changed, *gone})
        _move(output, stage, Moves(tuple(sorted(changed)), tuple(sorted(gone)), folders))
        return Replaced(len(gone), linked=bool(folders))
    finally:
        discard(stage)


def discard(stage: Path) -> None:
    """Remove a stage, the temporary folder of a build, unless it contains a list of moves.

    If it does, an error has interrupted the moves into the output folder, and the next build needs the stage to finish
    them.
    """
    if not (stage / MOVES).exists():
        shutil.rmtree(stage, ignore_errors=True)


def _move(output: Path, stage: Path, moves: Moves) -> None:
    """Write the list of moves into the stage, make the moves, and remove the list."""
    # folders need disk space, so they are created before the list is written: the moves need none
    for folder in sorted({(output / path).parent for path in moves.changed if _top(path) not in moves.folders}):
        with suppress(FileExistsError, NotADirectoryError):  # a file in its place will be removed
            folder.mkdir(parents=True, exist_ok=True)
    write_whole(stage / MOVES, msgspec.msgpack.encode(moves))
    with _undisturbed():
        _do(output, stage, moves)
        (stage / MOVES).unlink()


def _do(output: Path, stage: Path, moves: Moves) -> None:
    """Make those moves of a list that have not been made yet, for example because a build was killed."""
    done = {name for name, inode in moves.folders.items() if _has_exchanged(stage / name, output / name, inode)}
    remove_files(output, [path for path in moves.gone if _top(path) not in done])
    for path in moves.changed:
        source, target = stage / path, output / path
        if _top(path) not in done and source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)


def _top(path: str) -> str:
    return path.partition("/")[0]


def finish_interrupted(output: Path) -> None:
    """Finish what earlier builds were doing when they were killed while they changed the output; remove all stages.

    A stage is the temporary folder of a build; the list of moves in it says what is left to do. The caller must hold
    the lock of the output folder, so that no stage belongs to a running build.

    Raises:
        BuildError: If something else is at the path of a file to be moved.
    """
    prefix = stage_prefix(output)
    for folder in filter(Path.is_dir, (output.parent, output)):
        for leftover in sorted(path for path in folder.iterdir() if path.name.startswith(prefix)):
            if leftover.is_dir() and not leftover.is_symlink():
                _finish(output, leftover)
                shutil.rmtree(leftover, ignore_errors=True)


def _finish(output: Path, stage: Path) -> None:
    try:
        moves = msgspec.msgpack.decode((stage / MOVES).read_bytes(), type=Moves)
    except (OSError, msgspec.DecodeError):
        return  # no list of moves, or not a valid one
    if any("/" in name or not name.strip(".") for name in moves.folders):
        return
    Ground(output).require_free(moves.changed, moves.gone)
    _do(output, stage, moves)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Block SIGINT, SIGTERM and SIGHUP during the `with` block; signals that arrive are delivered after it."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _completed(output: Path, stage: Path, paths: Iterable[str]) -> dict[str, int]:
    """Complete the staged top-level folders with many changes, so that they can be exchanged as a whole.

    Args:
        output: The output folder.
        stage: The stage, into which the unchanged files of such folders are linked.
        paths: The files that are changed or removed.

    Returns:
        The inode of each staged folder that can be exchanged, by its name; files in all others are moved one by one.
    """
    changed = set(paths)
    counts = Counter(_top(path) for path in changed if "/" in path)
    names = [name for name, count in sorted(counts.items()) if count > FEW and (stage / name).is_dir()]
    return {name: (stage / name).lstat().st_ino for name in names if _is_complete(output, stage, name, changed)}


def _is_complete(output: Path, stage: Path, name: str, left_out: set[str]) -> bool:
    """Link the unchanged files of a top-level folder into the stage; return whether the folder can be exchanged.

    It cannot if its owner or access rights cannot be copied, or if the system does not allow links to its files.

    Args:
        output: The output folder.
        stage: The stage.
        name: The name of the top-level folder.
        left_out: The files that are not linked, because they are changed or removed.
    """
    try:
        with suppress(FileExistsError):
            (output / name).mkdir()  # it gets the default rights of a new folder here
        if not stat.S_ISDIR((output / name).lstat().st_mode):
            return False  # a file, which will be removed
        _link_kept(str(output), str(stage), f"{name}/", left_out)
        return _likened(str(output), str(stage), name)
    except OSError as error:
        if error.errno not in _CANNOT_SWAP:
            raise
    return False


def _likened(output: str, stage: str, name: str) -> bool:
    """Copy owner and access rights to a staged top-level folder and all folders in it; return whether that worked.

    Each folder gets those of the folder with the same path in the output or, if it is new, those of its parent.

    Args:
        output: The path of the output folder.
        stage: The path of the stage.
        name: The name of the top-level folder.
    """
    for folder, _, _ in os.walk(f"{stage}/{name}"):
        place = f"{output}{folder.removeprefix(stage)}"
        if not _liken(place if os.path.isdir(place) else os.path.dirname(folder), folder):  # noqa: PTH112, PTH120
            return False
    return True


def _liken(pattern: str, folder: str) -> bool:
    """Copy owner, group, mode and extended attributes (ACLs) of a folder; return whether they are equal now.

    Args:
        pattern: The path of the folder to copy from.
        folder: The path of the folder to change.
    """
    wanted = _rights(pattern)
    if _rights(folder) == wanted:
        return True
    for owner in ((-1, wanted[1]), (wanted[0], -1)):
        with suppress(OSError):
            os.chown(folder, *owner)
    with suppress(OSError):
        shutil.copystat(pattern, folder)
    return _rights(folder) == wanted


def _rights(folder: str) -> tuple[int, int, int, dict[str, bytes]]:
    found = os.stat(folder)  # noqa: PTH116 - by the ten thousand
    attributes: dict[str, bytes] = {}
    if sys.platform == "linux":
        with suppress(OSError):  # a file system without extended attributes
            attributes = {name: os.getxattr(folder, name) for name in os.listxattr(folder)}
    return found.st_uid, found.st_gid, found.st_mode, attributes


def _link_kept(output: str, stage: str, top: str, left_out: set[str]) -> None:
    """Create hard links in the stage to the files of a folder and its subfolders, except those in `left_out`.

    Subfolders are created in the stage if a file in them is linked, or if they are empty in the output, too.

    Args:
        output: The path of the output folder.
        stage: The path of the stage.
        top: The folder relative to both, with a slash at the end.
        left_out: The files to leave out, relative to the output folder.
    """
    pending = [top]
    while pending:
        folder = pending.pop()
        with os.scandir(f"{output}/{folder}") as entries:
            found = list(entries)
        if not found:
            os.makedirs(f"{stage}/{folder}", exist_ok=True)  # noqa: PTH103 - by the tens of thousands
        made = False
        for entry in found:
            path = f"{folder}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                pending.append(f"{path}/")
            elif path not in left_out:
                if not made:
                    os.makedirs(f"{stage}/{folder}", exist_ok=True)  # noqa: PTH103
                    made = True
                _link(f"{output}/{path}", f"{stage}/{path}")


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        # the file system has no hard links, or the file has the most links that it may have
        shutil.copy2(source, target, follow_symlinks=False)


def _has_exchanged(aside: Path, place: Path, inode: int) -> bool:
    """Exchange a folder of the stage with that of the output, unless that has been done; return whether it is done now.

    False means that the system does not allow it, so that the files must be moved one by one.

    Args:
        aside: The folder in the stage.
        place: The folder in the output.
        inode: The inode of the staged folder; if `aside` has another, the exchange has been done before.
    """
    if not aside.exists() or aside.lstat().st_ino != inode:
        return True
    try:
        _exchange(aside, place)
    except OSError as error:
        if error.errno not in _CANNOT_SWAP:
            raise
        return False
    return True


def _exchange(aside: Path, place: Path) -> None:
    """Exchange two folders: atomically if the system can (Linux's `renameat2`), else by two renames.

    In the second case the old folder ends up beside `aside`, with `.before` after its name.

    Args:
        aside: The path of the new folder.
        place: The path of the old folder, which need not exist.
    """
    if sys.platform == "linux" and place.exists():
        libc = ctypes.CDLL(None, use_errno=True)
        if hasattr(libc, "renameat2"):
            names = (os.fsencode(aside), os.fsencode(place))
            if libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
                return
    before = aside.with_name(f"{aside.name}.before")
    if place.exists():  # it does not if a build was killed right after this rename
        place.rename(before)
    try:
        aside.rename(place)
    except OSError:
        if before.exists():
            before.rename(place)
        raise


def remove_files(output: Path, paths: Iterable[str]) -> int:
    """Remove files from the output folder, and folders that become empty; return the number of files removed.

    Args:
        output: The output folder, which itself is never removed.
        paths: The files, relative to it; those that do not exist or are unsafe (`Ground.removable`) are ignored.
    """
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
