"""Digests of bytes, of values and of the code, and fingerprints of files.

A *digest* is the SHA-256 of some bytes: 32 bytes. A *fingerprint* of a file (its size, times and inode) shows whether
the file has changed, without reading it. Builds compare both with those that earlier builds stored.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

_ENCODER = msgspec.msgpack.Encoder()


def digest(data: bytes) -> bytes:
    """Return the SHA-256 digest of bytes, as `sha256sum` computes it."""
    return hashlib.sha256(data).digest()


def digest_of_pieces(pieces: Iterable[bytes]) -> bytes:
    """Return the SHA-256 digest of several byte strings as if they were joined, without joining them in memory."""
    total = hashlib.sha256()
    for piece in pieces:
        total.update(piece)
    return total.digest()


def digest_of(*values: object) -> bytes:
    """Return the SHA-256 digest of any values that `msgspec` can encode: `digest_of("text", 3, [b"…"])`.

    Values that differ have different digests: MessagePack writes the type and the length of each part, so ("ab", "c")
    and ("a", "bc") differ, and so do "a" and b"a".
    """
    return digest(_ENCODER.encode(values))


_PACKAGE = Path(__file__).parent
_INSTALLED = frozenset(("site-packages", "dist-packages"))


@cache
def code_version() -> bytes:
    """Return a digest of this package's files, Python's version, and the names and versions of installed libraries.

    The digest of every row in the cache includes it, so any change of code invalidates the whole cache. It is computed
    once per process.
    """
    files = []
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        files += [(folder.removeprefix(str(_PACKAGE)), name, Path(folder, name).read_bytes()) for name in sorted(names)]
    return digest_of(sys.version, files, library_names())


def library_names() -> list[str]:
    """Return the sorted names of all installed distributions with their versions, such as `jinja2-3.1.6.dist-info`.

    Files that change the import path (`….pth`) are included.
    """
    folders = {path for path in map(Path, sys.path) if path.name in _INSTALLED and path.is_dir()}
    names = (path.name for folder in folders for path in folder.iterdir())
    return sorted(name for name in names if name.endswith((".dist-info", ".egg-info", ".pth")))


Fingerprint = tuple[int, int, int, int]
"""The fingerprint of a file: its size in bytes, mtime and ctime in nanoseconds, and inode number.

A file whose fingerprint is the same is taken to have the same bytes, as in git (but see `is_settled`).
"""

SHORTLY = 2_000_000_000
"""The time in nanoseconds after a change in which a file may change again without new times.

FAT, the coarsest file system, stores times in steps of two seconds.
"""


def fingerprint(found: os.stat_result) -> Fingerprint:
    """Return the fingerprint of a file, given what `os.stat` returned for it."""
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def fingerprint_at(path: str | Path) -> Fingerprint | None:
    """Return the fingerprint of the file at a path, or None if there is no file.

    For a link, it is that of the link itself.
    """
    try:
        return fingerprint(os.stat(path, follow_symlinks=False))  # noqa: PTH116 - by the tens of thousands
    except OSError:
        return None


def is_settled(mark: Fingerprint, now: int) -> bool:
    """Return whether a fingerprint can be trusted, because the file's last change was long enough before `now`.

    A file that changed a moment ago could change again without a new fingerprint.

    Args:
        mark: The fingerprint.
        now: A time in nanoseconds (`time.time_ns`) from before the file was read.
    """
    return max(mark[1], mark[2]) < now - SHORTLY
