"""A copy in a folder of this machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from .copies import CopyFault

_PIECE = 1 << 20


class Folder:
    """A folder, which may be anybody's: no link is followed out of it, and nothing but a plain file is read."""

    connections = 1

    def __init__(self, root: Path) -> None:
        """`root` itself may be a link."""
        self._root = root.resolve()

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield a file's bytes; CopyFault where there is no plain file, or a longer one than `most`."""
        place = self._root / path
        try:
            if place.parent.resolve() != place.parent:
                raise CopyFault("altered", "not-a-file")
            # a pipe would keep us waiting for whoever writes into it
            handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (FileNotFoundError, NotADirectoryError):
            raise CopyFault("missing") from None
        except OSError as error:
            if place.is_symlink():
                raise CopyFault("altered", "not-a-file") from None
            raise CopyFault("unchecked", "system", error.strerror or str(error)) from None
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise CopyFault("altered", "not-a-file")
        with os.fdopen(handle, "rb") as file:
            if os.fstat(handle).st_size > most:
                raise CopyFault("altered", "too-large")
            while piece := file.read(_PIECE):
                yield piece

    def paths(self) -> frozenset[str]:
        """Return the paths of all that is no folder, links among it."""
        found = set()
        for folder, folders, files in os.walk(self._root):
            links = (name for name in folders if Path(folder, name).is_symlink())
            found |= {Path(folder, name).relative_to(self._root).as_posix() for name in (*files, *links)}
        return frozenset(found)
