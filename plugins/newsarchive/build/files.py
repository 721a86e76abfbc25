"""Files on disk: the lock of an output folder, atomic writes, fingerprints."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import msgspec

from .diagnostics import FULL, BuildError
from .workers import elsewhere


def real_output(path: Path) -> Path:
    """Return the folder that an output's path leads to through links; BuildError if something else is there.

    A build asks once and uses the answer for all that it does. If it replaced a link, the folder behind it would stay
    as it was, and might be the one that is served.
    """
    output = Path(os.path.realpath(path))
    if os.path.lexists(output) and not output.is_dir():
        raise BuildError(f"the output {path} is not a folder; name another by OUTPUTDIR=…, or move it away")
    return output


def output_digest(output: Path) -> str:
    """Return what tells the output folder from every other one on this machine, in 16 hex digits."""
    return hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()[:16]


def lock_path(output: Path) -> Path:
    """Return the file that is locked while a build works on an output folder; it lies beside the folder."""
    return output.with_name(f".{output.name}.lock")


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Wait for other builds into the same folder, and let later ones wait for this one.

    The lock goes with the process. Where a file system has no locks nothing waits. BuildError where the file cannot be
    opened: two builds at once would mix their files.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    descriptor = _locked(output)
    try:
        yield
    finally:
        _release(descriptor)


def _locked(output: Path) -> int:
    """Return the descriptor of the lock's file, locked; again if `make clean` removed the file meanwhile."""
    while True:
        descriptor = _opened(lock_path(output))
        try:
            _wait(descriptor, output)
            if _is_at(descriptor, lock_path(output)):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _opened(path: Path) -> int:
    flags = os.O_CREAT | os.O_NOFOLLOW
    try:
        try:
            return os.open(path, flags | os.O_RDWR, 0o644)
        except PermissionError:
            return os.open(path, flags | os.O_RDONLY, 0o644)  # another user's, who builds into the same folder
    except OSError as error:
        if error.errno in FULL:
            raise
        raise BuildError(
            f"{path} cannot be opened ({error.strerror}), and a build locks its output by it: remove it if it is a link"
            f" or a folder, and see that you may write to {path.parent}"
        ) from error


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _wait(descriptor: int, output: Path) -> None:
    # there is no such module on Windows
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"another build into {output} is running; waiting for it", file=sys.stderr, flush=True)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        return


def _release(descriptor: int) -> None:
    import fcntl

    try:
        # a worker that outlives the build would keep the lock otherwise
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    except OSError:
        pass
    finally:
        os.close(descriptor)


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


@contextmanager
def readable() -> Iterator[None]:
    """Let everyone read what is made inside, files and folders, however narrow this user's mask is.

    Who may write is left to the mask.
    """
    mask = os.umask(0o022)
    os.umask(mask & 0o022)
    try:
        yield
    finally:
        os.umask(mask)


FileMark = tuple[int, int, int, int]
"""Size, times of the last change of bytes and of anything, in nanoseconds, and number of a file in the output."""


def marked(path: str | Path) -> FileMark | None:
    """Return the mark of a file; None where there is none, or something else."""
    try:
        found = os.stat(path, follow_symlinks=False)  # noqa: PTH116 - by the tens of thousands
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def altered(output: Path, marks: Mapping[str, FileMark]) -> set[str]:
    """Return the paths of files that may not be there as they were left: also those that were but linked or touched."""
    folder = str(output)
    return {path for path, mark in marks.items() if marked(f"{folder}/{path}") != mark}


def looking_through(output: Path, marks: Mapping[str, FileMark]) -> Callable[[], set[str]]:
    """Begin to look for altered files in another process, where there is one; return what waits for the answer.

    It may be asked again, and answers the same.
    """
    if not marks:
        return set

    def look() -> bytes:
        return msgspec.msgpack.encode(sorted(altered(output, marks)))

    answer = elsewhere(look)
    return cache(lambda: set(msgspec.msgpack.decode(answer(), type=list[str])))


def differing(output: Path, paths: Iterable[str], left: Mapping[str, bytes]) -> set[str]:
    """Return those of `paths` whose bytes are not the ones that were left, which are known by their digests."""
    return {path for path in paths if _digest_of(output / path) != left.get(path)}


def _digest_of(file: Path) -> bytes:
    if not file.is_file() or file.is_symlink():
        return b""
    return hashlib.sha256(file.read_bytes()).digest()


def marks_of(
    output: Path, outputs: Iterable[str], known: Mapping[str, FileMark], again: Collection[str]
) -> dict[str, FileMark]:
    """Return the marks of all files; those that are known are taken over, but for the paths to look at `again`."""
    folder = str(output)
    found: dict[str, FileMark] = {}
    for path in outputs:
        mark = known.get(path) if path not in again else None
        mark = mark or marked(f"{folder}/{path}")
        if mark:
            found[path] = mark
    return found
