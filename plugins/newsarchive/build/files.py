"""Files on disk: the lock of an output folder, which keeps two builds from writing into it at once; atomic writes."""

from __future__ import annotations

import fcntl
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsarchive.digests import digest

from .errors import FULL, BuildError


def real_output(path: Path) -> Path:
    """Return the real path of an output folder, so that files behind a link change, too, which may be served.

    BuildError is raised if the path leads to something other than a folder.
    """
    output = Path(os.path.realpath(path))
    if os.path.lexists(output) and not output.is_dir():
        raise BuildError(f"the output {path} is not a folder; set OUTPUTDIR to another, or move it away")
    return output


def at_home(path: str | Path) -> Path:
    """Return a path with the home folder in place of a leading `~`; that of an unknown user stays as it is."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - pathlib raises a RuntimeError for an unknown user


def lock_path(output: Path) -> Path:
    """Return the path of the lock file of an output folder: `site/output` -> `site/.output.lock`."""
    return output.with_name(f".{output.name}.lock")


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Lock an output folder while the block runs; first wait for any other build that has locked it.

    On file systems without locks, no build waits for another. BuildError is raised if the lock file cannot be opened.
    """
    path = lock_path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = _locked(output)
    # if `newsarchive clean` deleted the file meanwhile, the next build would lock another
    while not path.exists() or not os.path.samestat(os.fstat(descriptor), path.lstat()):
        os.close(descriptor)
        descriptor = _locked(output)
    try:
        yield
    finally:
        # unlock explicitly: a worker that outlives the build shares the descriptor, and with it the lock
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _locked(output: Path) -> int:
    path = lock_path(output)
    try:
        # to read it is enough for a lock; another user who builds here, too, may have created it
        descriptor = os.open(path, os.O_CREAT | os.O_NOFOLLOW | os.O_RDONLY, 0o644)
    except OSError as error:
        if error.errno in FULL:
            raise
        raise BuildError(
            f"{path} cannot be opened ({error.strerror}), but a build needs it to lock its output: remove it if it is a"
            f" link or a folder, and check that you may write to {path.parent}"
        ) from error
    with suppress(OSError):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"another build into {output} is running; waiting for it", file=sys.stderr, flush=True)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


GITIGNORE = ".gitignore"
_ALL = b"*\n"
_BESIDE = ".newsroom-"


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file atomically: other processes see its old bytes or all new ones. Missing folders are created."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_beside(path, content) as aside:
        aside.chmod(mode)
        aside.replace(path)


@contextmanager
def written_beside(path: Path, content: bytes, *, durable: bool = False) -> Iterator[Path]:
    """Yield the path of a temporary file with these bytes in the folder of `path`; delete it after the block.

    The block may rename it to `path`, which is atomic. If `durable`, the bytes are on the disk before the block begins,
    so that they survive a power cut. An OSError names `path` if no file can be made beside it.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=beside())
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        yield aside
    finally:
        aside.unlink(missing_ok=True)


def beside() -> str:
    """Return how names of this process's temporary files begin, which builds and git ignore: `.newsroom-4711-`."""
    return f"{_BESIDE}{os.getpid()}-"


def make_private(folder: Path) -> None:
    """Create, unless it exists, a folder that only its owner can enter; its own `.gitignore` makes git ignore it."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / GITIGNORE).write_bytes(_ALL)


def remove_private(folder: Path) -> None:
    """Remove a folder that `make_private` created; raise OSError if it contains other files or cannot be removed."""
    if [path.name for path in folder.iterdir()] == [GITIGNORE] and (folder / GITIGNORE).read_bytes() == _ALL:
        (folder / GITIGNORE).unlink()
    folder.rmdir()


def close_to_others(path: Path) -> None:
    """Remove all permissions of the group and of others from a file or folder, if it belongs to this user."""
    with suppress(OSError):
        mode = path.stat().st_mode
        if mode & 0o077:
            path.chmod(mode & 0o7700)


@contextmanager
def readable() -> Iterator[None]:
    """Let everyone read the files and folders that the block creates; the user's umask decides only who can write."""
    mask = os.umask(0o022)
    os.umask(mask & 0o022)
    try:
        yield
    finally:
        os.umask(mask)


def set_time(folder: Path, paths: Iterable[str], seconds: int) -> None:
    """Set the time (mtime) of files in a folder, in seconds since 1970; files of another user keep theirs."""
    for path in paths:
        with suppress(OSError):
            os.utime(f"{folder}/{path}", (seconds, seconds))


def digest_at(path: Path) -> bytes:
    """Return the digest of a file's bytes; empty if there is no file, or a link."""
    return digest(path.read_bytes()) if path.is_file() and not path.is_symlink() else b""
