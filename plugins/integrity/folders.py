"""A copy in a folder of this machine."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from .copies import CopyFault

_PIECE = 1 << 20


class Folder:
    """A folder, which may be anybody's: no link is followed out of it, and nothing but a plain file is read."""

    connections, by_folder, remarks = 1, False, ()

    def __init__(self, root: Path) -> None:
        """`root` itself may be a link."""
        self._root = root.resolve()

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield a file's bytes; CopyFault where there is no plain file, or a longer one than `most`."""
        try:
            with os.fdopen(self._opened(path), "rb") as file:
                if os.fstat(file.fileno()).st_size > most:
                    raise CopyFault("altered", "too-large")
                while piece := file.read(_PIECE):
                    yield piece
        except OSError as error:
            raise _fault(error) from None

    def _opened(self, path: str) -> int:
        place = self._root / path
        if os.path.realpath(place.parent) != str(place.parent):
            raise CopyFault("altered", "not-a-file")
        # a pipe would keep us waiting for whoever writes into it
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise CopyFault("altered", "not-a-file")
        return handle

    def paths(self) -> dict[str, CopyFault | None]:
        """Return the paths of all that is no folder, links among it, and of folders that cannot be listed."""
        found: dict[str, CopyFault | None] = {}
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self._root / folder) as entries:
                    for entry in entries:
                        path = f"{folder}{entry.name}"
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(f"{path}/")
                        else:
                            found[path] = None
            except OSError as error:
                found[folder or "."] = CopyFault("unchecked", "system", error.strerror or str(error))
        return found


def _fault(error: OSError) -> CopyFault:
    # no folder holds a name that is too long for it
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return CopyFault("missing")
    if error.errno == errno.ELOOP:
        return CopyFault("altered", "not-a-file")
    return CopyFault("unchecked", "system", error.strerror or str(error))
