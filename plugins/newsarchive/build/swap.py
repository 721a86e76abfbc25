"""Swap the stage into the output folder; finish or undo a swap that was interrupted.

A list of files says what a build may remove, and files are moved by another. Both lie where somebody else could have
written them, so that what they name is believed only where it lies in the folder.

The output folder itself stays, with its owner, its rights and whatever is mounted on it or serves from it. In a folder
at its top in which much has changed, what did not is linked, not copied, and that folder and the old one are exchanged
at one moment. Linking tens of thousands of files takes seconds, though: where few have changed, they are moved one by
one. Both are done within milliseconds, by a list that was written down before, so that the next build finishes what a
killed one began.
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
    """Whether a path stays in the folder that it is relative to."""
    return bool(path) and "\0" not in path and not path.startswith("/") and ".." not in path.split("/")


class Ground:
    """What lies in an output folder now. Each folder is looked at once."""

    def __init__(self, output: Path) -> None:
        """Look at nothing yet."""
        self._output = str(output)
        self._folders: dict[str, str] = {"": ""}
        self._absent = set[str]() if os.path.lexists(output) else {""}  # folders: nothing in one needs to be looked for

    def removable(self, paths: Iterable[str]) -> set[str]:
        """Return those of the paths that are plain files of the folder, behind no link."""
        return {path for path in paths if within(path) and not self._in_the_way(path) and self._is_file(path)}

    def require_free(self, paths: Iterable[str], gone: Collection[str] = ()) -> None:
        """BuildError where something lies in the place of a file, or of a folder that it lies in, once `gone` went."""
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
        """Return the folder above a path that is none, but a link or a file; empty where all are, or are not yet."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            above = self._in_the_way(folder)
            mode = self._mode(folder)
            if not mode:
                self._absent.add(folder)
            self._folders[folder] = above or (folder if mode and not stat.S_ISDIR(mode) else "")
        return self._folders[folder]

    def _goes(self, path: str, gone: Collection[str]) -> bool:
        """Whether what lies at a path goes, with all that is in it; an empty folder stays."""
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
"""Files in a folder at the output's top that are moved one by one."""

MOVES = ".moves"
"""The list's name, in the stage."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT_SWAP = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV}


class Moves(msgspec.Struct, frozen=True):
    """What is to be done in an output folder.

    `changed` are paths that come from the stage, `gone` paths that go. `folders` are the names of folders at the top
    that are exchanged with those of the stage, each with the inode of the new one, by which it is known whether that
    was done.
    """

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    folders: Mapping[str, int] = {}


class Replaced(NamedTuple):
    """How an output was brought up to date: how many files went, and whether files that stayed were linked anew."""

    removed: int
    linked: bool = False


def stage_prefix(output: Path) -> str:
    """Return how the names of the output's stages begin, and those of no other output's."""
    return f".{output.name}.{output_digest(output)}."


def new_stage(output: Path) -> Path:
    """Return a new folder beside the output, or inside if files cannot be moved from there.

    Only its owner may look into it. What is made in it gets the group and rights that it would get in the output.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    place = output if output.exists() and _is_mounted(output) else output.parent
    stage = Path(tempfile.mkdtemp(prefix=stage_prefix(output), dir=place))
    if output.exists():
        _liken(str(output), str(stage))
    _permit(stage, 0o700)
    return stage


def _permit(folder: Path, mode: int) -> None:
    """Set who may enter a folder; whether its group goes to what is made in it stays."""
    folder.chmod(folder.stat().st_mode & 0o7000 | mode)


def _is_mounted(output: Path) -> bool:
    """Return whether the folder is a mount point. Linux says so first if a file that is not there is to be moved in."""
    if output.stat().st_dev != output.parent.stat().st_dev:
        return True
    name = f"{stage_prefix(output)}absent"
    try:
        os.rename(output.parent / name, output / name)  # noqa: PTH104
    except OSError as error:
        return error.errno == errno.EXDEV
    return False


def replace_output(output: Path, stage: Path, changed: Collection[str], stale: Iterable[str]) -> Replaced:
    """Bring the `changed` files of a stage into `output` and take the `stale` away; how that was done.

    Files that are neither stay as they are. With nothing to do, nothing is touched. OSError, a full disk
    for one, leaves the folder as it was, and so does BuildError for what lies in the way. The stage is gone afterwards.
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
        shutil.rmtree(stage, ignore_errors=True)


def _move(output: Path, stage: Path, moves: Moves) -> None:
    """Do the moves by a list that is written down first."""
    # what may need room comes before the list: the moves themselves need none
    for folder in sorted({(output / path).parent for path in moves.changed if _top(path) not in moves.folders}):
        with suppress(FileExistsError, NotADirectoryError):  # a file lies there that is to go
            folder.mkdir(parents=True, exist_ok=True)
    write_whole(stage / MOVES, msgspec.msgpack.encode(moves))
    with _undisturbed():
        _do(output, stage, moves)


def _do(output: Path, stage: Path, moves: Moves) -> None:
    """Do the moves that were not done yet."""
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
    """End what killed builds left: finish the moves that were begun, and remove the rest.

    The caller holds the output's lock, so that no stage belongs to a build that runs.
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
        return  # no list, or none of ours
    if any("/" in name or not name.strip(".") for name in moves.folders):
        return
    Ground(output).require_free(moves.changed, moves.gone)
    _do(output, stage, moves)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let whoever ends this process wait for a moment."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _completed(output: Path, stage: Path, paths: Iterable[str]) -> dict[str, int]:
    """Complete the stage's top folders in which much changes; return the inode of each that can be exchanged."""
    changed = set(paths)
    counts = Counter(_top(path) for path in changed if "/" in path)
    names = [name for name, count in sorted(counts.items()) if count > FEW and (stage / name).is_dir()]
    return {name: (stage / name).lstat().st_ino for name in names if _is_complete(output, stage, name, changed)}


def _is_complete(output: Path, stage: Path, name: str, left_out: set[str]) -> bool:
    """Link what stays of a top folder into the stage; return whether the new folders have the rights of the old."""
    try:
        with suppress(FileExistsError):
            (output / name).mkdir()  # it gets what a folder that is made here gets
        if not stat.S_ISDIR((output / name).lstat().st_mode):
            return False  # a file that is to go
        _link_kept(str(output), str(stage), f"{name}/", left_out)
        return _likened(str(output), str(stage), name)
    except OSError as error:
        if error.errno not in _CANNOT_SWAP:
            raise
    return False


def _likened(output: str, stage: str, name: str) -> bool:
    """Give each folder the owner and rights of the one in its place, a new one those of the folder around it."""
    for folder, _, _ in os.walk(f"{stage}/{name}"):
        place = f"{output}{folder.removeprefix(stage)}"
        if not _liken(place if os.path.isdir(place) else os.path.dirname(folder), folder):  # noqa: PTH112, PTH120
            return False
    return True


def _liken(pattern: str, folder: str) -> bool:
    """Give a folder the owner, group, mode and access list of another; return whether it has them now."""
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
        with suppress(OSError):  # a file system that has none
            attributes = {name: os.getxattr(folder, name) for name in os.listxattr(folder)}
    return found.st_uid, found.st_gid, found.st_mode, attributes


def _link_kept(output: str, stage: str, top: str, left_out: set[str]) -> None:
    """Link all that stays in a folder; folders that held nothing but what goes are left out, empty ones are kept."""
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
        # no hard links here, or none left for this file
        shutil.copy2(source, target, follow_symlinks=False)


def _has_exchanged(aside: Path, place: Path, inode: int) -> bool:
    """Exchange two folders unless that was done before; return False where the system cannot."""
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
    """Let two folders change places: at one moment, where the system can (Linux's `renameat2`)."""
    if sys.platform == "linux" and place.exists():
        libc = ctypes.CDLL(None, use_errno=True)
        if hasattr(libc, "renameat2"):
            names = (os.fsencode(aside), os.fsencode(place))
            if libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
                return
    before = aside.with_name(f"{aside.name}.before")
    if place.exists():  # or a build was killed right after this
        place.rename(before)
    try:
        aside.rename(place)
    except OSError:
        if before.exists():
            before.rename(place)
        raise


def remove_files(output: Path, paths: Iterable[str]) -> int:
    """Remove files and the folders that they leave empty; how many files there were."""
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
