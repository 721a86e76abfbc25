"""Where a publication can be copied to, and how the text after `TO=` says it.

What a target answers is untrusted: a list of its files has at most `MOST_FILES` names, and only names that a site can
have are read at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from .tools import ToolFault

MOST_FILES = 1_000_000
"""The most files that a target may have."""

LOST = "lost+found"
"""A folder that each file system has where it begins, and that only root may read."""

_LONGEST = 4_096
_SSH = re.compile(r"(?:(?!-)[A-Za-z0-9._+-]+@)?(?!-)(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?!:|//)(?!-)(.+)\Z")
_RCLONE = re.compile(r"rclone:((?!-)[\w.+@ -]+:.*)\Z")


class Target(Protocol):
    """A place that changes file by file. Paths are those in the list of checksums; a ToolFault is raised on failure."""

    def sizes(self) -> dict[str, int]:
        """Return the sizes of all files at the target, by path; `odd_names` counts those with impossible names."""
        ...

    def fetch(self, paths: Collection[str], folder: Path, most: int) -> None:
        """Copy files of at most `most` bytes each from the target into a folder, without those that are missing."""
        ...

    def differing(self, paths: Collection[str], root: Path) -> set[str]:
        """Return the paths whose files at the target are missing or have other bytes than those in a folder."""
        ...

    def upload(self, paths: Collection[str], root: Path) -> None:
        """Copy files from a folder to the target, each at once and whole, in any order among themselves."""
        ...

    def set_times(self, paths: Collection[str], root: Path) -> None:
        """Give files at the target the times of those in a folder, with the same bytes, if it can keep times."""
        ...

    def delete(self, paths: Collection[str]) -> None:
        """Delete files at the target, and folders that are empty then."""
        ...


class TargetPlace(msgspec.Struct, frozen=True):
    """Where a publication goes: `folder` with releases, `ssh` (`user@host:/path`) or `rclone` (`remote:path`)."""

    kind: Literal["folder", "ssh", "rclone"]
    address: str


def place_of(text: str) -> TargetPlace:
    """Parse the target that was typed.

    Raises:
        ValueError: The text is empty, begins with a hyphen or has control characters; is a URL, whose scheme ssh would
            take for a host; names a host or a path that a program could take for an option; or holds the settings of an
            rclone remote, which may be secret.
    """
    if not text or text.startswith("-") or not text.isprintable():
        raise ValueError(text)
    if text.startswith("rclone:"):
        remote = _RCLONE.match(text)
        if not remote:
            raise ValueError(text)
        return TargetPlace("rclone", remote[1])
    if ":" in text.partition("/")[0]:
        if not _SSH.match(text):
            raise ValueError(text)
        return TargetPlace("ssh", text)
    return TargetPlace("folder", text)


def is_possible(path: str) -> bool:
    """Return whether a file of a site could have this path; a hostile list may have any names."""
    parts = path.split("/")
    return path.isprintable() and len(path) <= _LONGEST and not {"", ".", ".."} & set(parts)


def bounded(entries: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the sizes of files by path, without impossible names.

    Raises:
        ToolFault: There are more files than `MOST_FILES`.
    """
    found: dict[str, int] = {}
    for number, (path, size) in enumerate(entries):
        if number >= MOST_FILES:
            raise ToolFault("too-much")
        if is_possible(path):
            found[path] = size
    return found
