"""Files whole: written so or not at all, and read in one go."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

GITIGNORE = ".gitignore"
_ALL = b"*\n"
_BESIDE = ".newsroom-"


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=beside())
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def beside() -> str:
    """Return how the name of a file begins that is written beside another: no build reads it, and git ignores it."""
    return f"{_BESIDE}{os.getpid()}-"


def make_private(folder: Path) -> None:
    """Make a folder that only its owner enters and git leaves alone, whatever the repository around it ignores."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / GITIGNORE).write_bytes(_ALL)


def remove_private(folder: Path) -> None:
    """Remove such a folder, unless something lies in it. OSError if that cannot be done."""
    if [path.name for path in folder.iterdir()] == [GITIGNORE] and (folder / GITIGNORE).read_bytes() == _ALL:
        (folder / GITIGNORE).unlink()
    folder.rmdir()


def close_to_others(path: Path) -> None:
    """Take the rights of all other users from a file or folder, if it is this user's."""
    with suppress(OSError):
        mode = path.stat().st_mode
        if mode & 0o077:
            path.chmod(mode & 0o7700)


def remove_leftovers(folder: Path) -> None:
    """Remove, in all folders below one, what processes that were killed left while they wrote."""
    for path in folder.rglob(f"{_BESIDE}*"):
        owner = path.name.removeprefix(_BESIDE).partition("-")[0]
        if owner.isdecimal() and not _runs(int(owner)):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def read_whole(folder: Path, path: str) -> bytes:
    """Return the bytes of a file in a folder. They are read by the ten thousand.

    Joining paths as objects takes longer than reading a text, and so does a buffer.
    """
    with open(f"{folder}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()
