"""Swap the stage into the output folder; finish or undo a swap that was interrupted.

A build writes its changed files into a temporary folder, the *stage*, and checks them there. `replace_output` then
moves all of them into the output folder, which readers see.

The output folder itself is never replaced: it keeps its owner, its rights and whatever is mounted on it or serves from
it. If much has changed in a top-level folder of it, the unchanged files are hard-linked into the stage, and the staged
folder and the old one are exchanged atomically. Linking tens of thousands of files takes seconds, so if few files of a
folder have changed, they are moved one by one. The moves are written to a list first, from which the next build
finishes a swap that was interrupted.

Somebody else may be able to write the list of moves, and the manifest of files that a build may remove, so a path in
them is used only if it is inside the output folder.
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


FEW = 64
"""If more files of a top-level folder have changed, the whole folder is exchanged; else they are moved one by one."""

MOVES = ".moves"
"""The name of the file in the stage that contains the list of moves (`Moves`) during a swap."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT_SWAP = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV}


class Moves(msgspec.Struct, frozen=True):
    """The list of all changes that a swap makes to an output folder, as written to the disk before the first.

    It has the files to move and to remove, and the names of top-level folders to exchange, each with the inode of the
    staged one, which shows whether the exchange has been done.
    """

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    folders: Mapping[str, int] = {}


class Replaced(NamedTuple):
    """How many files a swap removed, and whether it exchanged a top-level folder (`linked`).

    If it did, the folder's unchanged files are new hard links, and their change times (`ctime`) are new.
    """

    removed: int
    linked: bool = False


def stage_prefix(output: Path) -> str:
    """Return how the names of all stages (see `new_stage`) of an output folder begin, and of no other's."""
    return f".{output.name}.{output_digest(output)}."


def new_stage(output: Path) -> Path:
    """Create a stage, the temporary folder in which a build prepares the files for an output folder; return its path.

    It is beside the output folder or, if that is a mount point, inside it, because files cannot be moved between
    mounts. Only its owner can read it. New files in it get the group and access rights that they would get in the
    output folder.
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

    Paths are relative to the stage and the output folder, which need not exist. Stale files that do not exist or are
    unsafe are ignored. The stage is removed, unless an error interrupts the moves: then the next build finishes them.

    Raises:
        BuildError: Something else is at the path of a file (see `Ground.require_free`); the output is unchanged.
        OSError: The file system reports an error; a full disk before any file in the output is changed.
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
    """Remove a stage, unless it contains a list of moves: the next build needs these to finish an interrupted swap."""
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
    """Finish the swaps of builds that were killed, and remove all stages; the caller holds the output folder's lock.

    BuildError is raised if something else is at the path of a file to be moved.
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
    """Complete the staged top-level folders with many changed or removed files, so that they can be exchanged whole.

    Return their inodes by name; files in all other folders are moved one by one.
    """
    changed = set(paths)
    counts = Counter(_top(path) for path in changed if "/" in path)
    names = [name for name, count in sorted(counts.items()) if count > FEW and (stage / name).is_dir()]
    return {name: (stage / name).lstat().st_ino for name in names if _is_complete(output, stage, name, changed)}


def _is_complete(output: Path, stage: Path, name: str, left_out: set[str]) -> bool:
    """Link a top-level folder's files, except those in `left_out`, into the stage; return whether it can be exchanged.

    It cannot if its owner or access rights cannot be copied, or if the system does not allow links to its files.
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
    """
    for folder, _, _ in os.walk(f"{stage}/{name}"):
        place = f"{output}{folder.removeprefix(stage)}"
        if not _liken(place if os.path.isdir(place) else os.path.dirname(folder), folder):  # noqa: PTH112, PTH120
            return False
    return True


def _liken(pattern: str, folder: str) -> bool:
    """Copy owner, group, mode and extended attributes (ACLs) of `pattern`; return whether they are equal now."""
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
    """Create hard links in the stage to the files of the folder `top` (`en/`) and below, except those in `left_out`."""
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
    """Exchange a folder of the stage (`aside`) with that of the output; return whether it is done now.

    False means that the system does not allow it. If `aside` has another inode than the staged folder, it was done
    before.
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
