"""What may lie in an output folder that no build put there: nothing is written through it, over it or behind it.

A list of files says what a build may remove, and files are moved by another. Both lie where somebody else could have
written them, so that what they name is believed only where it lies in the folder.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path

from .errors import BuildError


def within(path: str) -> bool:
    """Whether a path stays in the folder that it is relative to."""
    return bool(path) and "\0" not in path and not path.startswith("/") and ".." not in path.split("/")


class Ground:
    """What lies in an output folder now. Each folder is looked at once."""

    def __init__(self, output: Path) -> None:
        """Look at nothing yet."""
        self._output = str(output)
        self._folders: dict[str, str] = {"": ""}
        self._absent = set[str]() if os.path.lexists(output) else {""}  # folders: nothing in one needs to be looked for

    def removable(self, paths: Iterable[str]) -> set[str]:
        """Return those of the paths that are plain files of the folder, behind no link."""
        return {path for path in paths if within(path) and not self._in_the_way(path) and self._is_file(path)}

    def require_free(self, paths: Iterable[str], gone: Collection[str] = ()) -> None:
        """BuildError where something lies in the place of a file, or of a folder that it lies in, once `gone` went."""
        for path in sorted(paths):
            if not within(path):
                raise BuildError(f"{path!r} lies outside the output folder; no page or file may have this address")
            blocked = self._in_the_way(path) or (path if self._is_folder(path) else "")
            if blocked and not self._goes(blocked, gone):
                raise BuildError(
                    f"{self._output}/{blocked} is in the way of {path}, and no build made it: a link, or a file where "
                    "a folder belongs, or the other way round; move it away and build again"
                )

    def _in_the_way(self, path: str) -> str:
        """Return the folder above a path that is none, but a link or a file; empty where all are, or are not yet."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            above = self._in_the_way(folder)
            mode = self._mode(folder)
            if not mode:
                self._absent.add(folder)
            self._folders[folder] = above or (folder if mode and not stat.S_ISDIR(mode) else "")
        return self._folders[folder]

    def _goes(self, path: str, gone: Collection[str]) -> bool:
        """Whether what lies at a path goes, with all that is in it; an empty folder stays."""
        if not self._is_folder(path):
            return path in gone
        names = os.listdir(f"{self._output}/{path}")  # noqa: PTH208 - names alone
        return bool(names) and all(self._goes(f"{path}/{name}", gone) for name in names)

    def _is_file(self, path: str) -> bool:
        return stat.S_ISREG(self._mode(path))

    def _is_folder(self, path: str) -> bool:
        return stat.S_ISDIR(self._mode(path))

    def _mode(self, path: str) -> int:
        if path.rpartition("/")[0] in self._absent:
            return 0
        try:
            return os.lstat(f"{self._output}/{path}").st_mode
        except OSError:
            return 0
