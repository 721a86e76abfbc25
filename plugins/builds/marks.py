"""Marks of the files of an output, by which a build sees what somebody else altered there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec

from .parallel import elsewhere

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
