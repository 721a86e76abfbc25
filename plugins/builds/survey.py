"""What lies in the content folder now, compared with what lay there: only a file that may differ is read.

A file is taken to hold what it held while its size, its times and its number are the same, as git takes it. Times are
coarse: of a file that was changed shortly before it was looked at they prove nothing, and it is read again.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from plugins.reading.scanning import ContentFile, Mark, scan

from .whole import read_whole

if TYPE_CHECKING:
    from .copied import Copied

SHORTLY = 2_000_000_000
"""Nanoseconds: file systems keep times to two seconds at the coarsest (FAT)."""


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was found: why it is refused or empty, its mark, and the digest of its bytes, if it is read.

    `sure`: the mark is old enough to be trusted.
    """

    refused: str
    mark: Mark
    digest: bytes
    sure: bool


class Survey(msgspec.Struct, frozen=True):
    """The content by path, sorted."""

    files: dict[str, Seen]

    def same_content(self, other: Survey) -> bool:
        """Whether both found the same bytes at the same paths."""
        return [(path, each.refused, each.digest) for path, each in self.files.items()] == [
            (path, each.refused, each.digest) for path, each in other.files.items()
        ]

    def digest_of(self, path: str) -> bytes:
        """Return the digest of a file's bytes."""
        return self.files[path].digest

    @property
    def found(self) -> list[ContentFile]:
        """The files as a scan lists them."""
        return [ContentFile(path, each.refused, each.mark) for path, each in self.files.items()]


class Found(msgspec.Struct, frozen=True):
    """What a build finds before it reads anything.

    The content, a digest of all else that the pages depend on, what waits for the paths of the output's files that
    somebody altered since they were written, the files that are only copied, by what a change of the list of
    redactions shows (empty: it may have changed), and by what one of git's history of the content does.
    """

    survey: Survey
    surroundings: bytes
    altered: Callable[[], set[str]]
    copied: tuple[Copied, ...] = ()
    listed: bytes = b""
    history: bytes = b""


def survey(root: Path, known: Mapping[str, Seen]) -> Survey:
    """Return what lies under `root`, by what was found of it before."""
    latest = time.time_ns() - SHORTLY
    return Survey({each.path: _seen(root, each, known.get(each.path), latest) for each in scan(root)})


def _seen(root: Path, file: ContentFile, before: Seen | None, latest: int) -> Seen:
    sure = max(file.mark[1], file.mark[2]) < latest
    if before and before.sure and before.mark == file.mark and before.refused == file.refused:
        return before
    if file.refused:
        return Seen(file.refused, file.mark, b"", sure)
    return Seen("", file.mark, content_digest(root, file.path), sure)


def content_digest(root: Path, path: str) -> bytes:
    """Return the digest of a file's bytes; of one that has just gone, that of none."""
    try:
        return hashlib.sha256(read_whole(root, path)).digest()
    except FileNotFoundError:
        return b""
