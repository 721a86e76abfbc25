"""Digests of bytes, of values and of the code, and fingerprints of files.

A *digest* is the 32 bytes of SHA-256. A *fingerprint* (size, times, inode) shows, without reading, if a file changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

_ENCODER = msgspec.msgpack.Encoder()


def digest(data: bytes) -> bytes:
    """Return the SHA-256 digest of bytes."""
    return hashlib.sha256(data).digest()


def digest_of_pieces(pieces: Iterable[bytes]) -> bytes:
    """Return the SHA-256 digest of byte strings as if they were joined, without joining them in memory."""
    total = hashlib.sha256()
    for piece in pieces:
        total.update(piece)
    return total.digest()


def digest_of(*values: object) -> bytes:
    """Return the SHA-256 digest of any values that `msgspec` can encode.

    MessagePack writes types and lengths, so ("ab", "c") and ("a", "bc") have different digests, as have "a" and b"a".
    """
    return digest(_ENCODER.encode(values))


HEX_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
"""Matches a SHA-256 digest in hexadecimal digits."""

PACKAGES = (Path(__file__).parent, *sorted(Path(__file__).parent.parent.glob("newsarchive_*/")))
"""The folders of this package and of the plugins that come with it."""

STANDARD_LIBRARY = Path(os.__file__).parent
"""The folder of Python's own modules."""

INSTALLED = frozenset(("site-packages", "dist-packages"))
"""The names of folders with installed libraries."""


@cache
def code_version() -> bytes:
    """Return a digest of our packages' files, Python's version and the installed libraries: each cached row has it."""
    files = []
    for package in PACKAGES:
        for folder, folders, names in os.walk(package):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            place = folder.removeprefix(str(package.parent))
            files += [(place, name, Path(folder, name).read_bytes()) for name in sorted(names)]
    installed = {path for path in map(Path, sys.path) if path.name in INSTALLED and path.is_dir()}
    libraries = (path.name for folder in installed for path in folder.iterdir())
    known = sorted(name for name in libraries if name.endswith((".dist-info", ".egg-info", ".pth")))
    return digest_of(sys.version, files, known)


Fingerprint = bytes
"""A file's mtime and ctime in nanoseconds, size in bytes, and inode number, as decimal numbers.

If it is the same, the bytes are taken to be the same, as in git (but see `is_settled`).
"""

SHORTLY = 2_000_000_000
"""The nanoseconds in which a file may change again without new times: FAT, the coarsest, has steps of two seconds."""


def fingerprint(found: os.stat_result) -> Fingerprint:
    """Return the fingerprint of a file from what `os.stat` returned for it."""
    return b"%d %d %d %d" % (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def size_in(mark: Fingerprint) -> int:
    """Return the size in bytes of the file that a fingerprint describes."""
    return int(mark.split()[2])


def is_settled(mark: Fingerprint, now: int) -> bool:
    """Return whether a file's last change was long enough before `now`, a `time.time_ns` from before it was read."""
    return max(map(int, mark.split()[:2])) < now - SHORTLY
