"""One build at a time into an output folder, wherever its path leads."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import FULL, BuildError


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
