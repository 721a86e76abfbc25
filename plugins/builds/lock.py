"""One build at a time into an output folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def lock_path(output: Path) -> Path:
    """Return the file that is locked while a build works on an output folder; it lies beside the folder."""
    return output.with_name(f".{output.name}.lock")


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Wait for other builds into the same folder, and let later ones wait for this one.

    The lock goes with the process. Where a file system has no locks nothing waits.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(lock_path(output), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    except OSError:
        yield
        return
    try:
        _wait(descriptor, output)
        yield
    finally:
        _release(descriptor)


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
