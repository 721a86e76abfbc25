"""An output folder is replaced whole or not at all, by what was made aside.

Where much has changed, what did not is linked, not copied, and the two folders change places at one moment. Linking
tens of thousands of files takes seconds, though: a few are moved into the folder one by one, within a millisecond or
two, by a list that was written down before. Whoever is killed in between is finished by the next build. So it is where
folders cannot change places (a mount point, a parent that may not be written to).
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from .obstacles import Ground
from .whole import write_whole

FEW = 64
"""Files that are moved one by one."""

MOVES = ".moves"
"""The list's name, in the stage."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT_SWAP = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV}


class Moves(msgspec.Struct, frozen=True):
    """What is to be done in an output folder: paths that come from the stage, and paths that go."""

    changed: tuple[str, ...]
    gone: tuple[str, ...]


class Replaced(NamedTuple):
    """How an output was brought up to date: how many files went, and whether all that stayed were linked anew."""

    removed: int
    linked: bool = False


def new_stage(output: Path) -> Path:
    """Return a new folder on the same file system as the output: beside it, or where that cannot be, in it."""
    output.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{output.name}.{os.getpid()}."
    if not output.exists() or output.stat().st_dev == output.parent.stat().st_dev:
        try:
            return Path(tempfile.mkdtemp(prefix=prefix, dir=output.parent))
        except OSError as error:
            if error.errno not in _CANNOT_SWAP:
                raise
    return Path(tempfile.mkdtemp(prefix=prefix, dir=output))


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
        few = len(changed) + len(gone) <= FEW
        if output.exists() and (few or stage.parent == output):
            _move(output, stage, Moves(tuple(sorted(changed)), tuple(sorted(gone))))
            return Replaced(len(gone))
        try:
            _swap(output, stage, {*changed, *gone})
            return Replaced(len(gone), linked=True)
        except OSError as error:
            if error.errno not in _CANNOT_SWAP:
                raise
            _move(output, stage, Moves(tuple(sorted(changed)), tuple(sorted(gone))))
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return Replaced(len(gone))


def _move(output: Path, stage: Path, moves: Moves) -> None:
    """Do the moves by a list that is written down first."""
    # what may need room comes before the list: the moves themselves need none
    output.mkdir(parents=True, exist_ok=True)
    for folder in sorted({(output / path).parent for path in moves.changed}):
        with suppress(FileExistsError, NotADirectoryError):  # a file lies there that is to go
            folder.mkdir(parents=True, exist_ok=True)
    write_whole(stage / MOVES, msgspec.msgpack.encode(moves))
    with _undisturbed():
        do_moves(output, stage, moves)


def do_moves(output: Path, stage: Path, moves: Moves) -> None:
    """Do the moves that were not done yet."""
    remove_files(output, moves.gone)
    for path in moves.changed:
        source, target = stage / path, output / path
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let whoever ends this process wait for a moment."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _swap(output: Path, stage: Path, left_out: set[str]) -> None:
    """Complete the stage by what stays, and let it and the output change places."""
    stage.chmod(output.stat().st_mode & 0o7777 if output.exists() else 0o755)
    if output.exists():
        _link_kept(str(output), str(stage), left_out)
    _exchange(stage, output)


def _link_kept(output: str, stage: str, left_out: set[str]) -> None:
    """Link all that stays; folders that held nothing but what goes are left out, empty ones are kept."""
    pending = [""]
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


def _exchange(aside: Path, output: Path) -> None:
    """Let two folders change places: at one moment, where the system can (Linux's `renameat2`)."""
    if not output.exists():
        aside.rename(output)
        return
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if hasattr(libc, "renameat2"):
            names = (os.fsencode(aside), os.fsencode(output))
            if libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
                return
    before = aside.with_name(f"{aside.name}.before")
    output.rename(before)
    try:
        aside.rename(output)
    except OSError:
        before.rename(output)
        raise
    shutil.rmtree(before, ignore_errors=True)


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
