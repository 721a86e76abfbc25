"""An output folder is replaced whole or not at all: the next one is made aside, then the two change places.

What did not change is linked, not copied, so the work is that of the changed files. Where folders cannot
change places (a mount point, a parent that may not be written to) files are replaced one by one instead.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT_SWAP = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV}


def replace_output(output: Path, ready: Mapping[str, bytes], stale: Iterable[str]) -> tuple[int, int]:
    """Make `output` hold `ready` (bytes by path) and lose `stale`; how many files were written and removed.

    Files that are neither stay as they are. With nothing to do, nothing is touched. OSError, a full disk
    for one, leaves the folder as it was.
    """
    changed = {path: content for path, content in ready.items() if not _holds(output / path, content)}
    gone = {path for path in stale if (output / path).is_file() and not (output / path).is_symlink()}
    if not changed and not gone:
        return 0, 0
    try:
        _swap_in(output, changed, gone)
    except OSError as error:
        if error.errno not in _CANNOT_SWAP:
            raise
        for path, content in sorted(changed.items()):
            write_whole(output / path, content)
        remove_files(output, gone)
    return len(changed), len(gone)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _swap_in(output: Path, changed: Mapping[str, bytes], gone: set[str]) -> None:
    """Make the next folder beside `output` and let the two change places."""
    output.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(output)
    aside = Path(tempfile.mkdtemp(prefix=f".{output.name}.{os.getpid()}.", dir=output.parent))
    try:
        aside.chmod(output.stat().st_mode & 0o7777 if output.exists() else 0o755)
        _link_kept(output, aside, {*changed, *gone})
        for path, content in sorted(changed.items()):
            target = aside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(0o644)
        _exchange(aside, output)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _link_kept(output: Path, aside: Path, left_out: set[str]) -> None:
    """Link all that stays; folders that held nothing but what goes are left out, empty ones are kept."""
    if not output.exists():
        return
    for folder, names, files in os.walk(output):
        base = Path(folder)
        relative = base.relative_to(output)
        if not names and not files:
            (aside / relative).mkdir(parents=True, exist_ok=True)
        for name in files + [each for each in names if (base / each).is_symlink()]:
            path = (relative / name).as_posix()
            if path in left_out:
                continue
            (aside / relative).mkdir(parents=True, exist_ok=True)
            source, target = base / name, aside / path
            if source.is_symlink():
                target.symlink_to(source.readlink())
            else:
                _link(source, target)


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:
        # no hard links here, or none left for this file
        shutil.copy2(source, target)


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


def _remove_leftovers(output: Path) -> None:
    """Remove what builds that were killed left beside the folder; if one was killed between two renames, mend it."""
    for leftover in sorted(output.parent.glob(f".{output.name}.*.*")):
        process = leftover.name.split(".")[2]
        if not process.isdigit() or _alive(int(process)):
            continue
        if leftover.name.endswith(".before") and not output.exists():
            leftover.rename(output)
        else:
            shutil.rmtree(leftover, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def remove_files(output: Path, paths: Iterable[str]) -> int:
    """Remove files and the folders that they leave empty; how many files there were."""
    removed = 0
    for path in sorted(paths):
        file = output / path
        if not file.is_file() or file.is_symlink():
            continue
        file.unlink()
        removed += 1
        for folder in file.parents:
            if folder == output or any(folder.iterdir()):
                break
            folder.rmdir()
    return removed
