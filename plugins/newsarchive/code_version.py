"""The version of the code: a digest of the generator's files and of every installed library."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from newsarchive.digests import digest_of

_PACKAGE = Path(__file__).parent
_INSTALLED = frozenset(("site-packages", "dist-packages"))


@cache
def code_version() -> bytes:
    """Return a digest of the files of this package, of Python's version, and of the names and versions of libraries.

    It is part of the digest of every row in the cache, so any change of code invalidates the whole cache.
    """
    files = []
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        files += [(folder.removeprefix(str(_PACKAGE)), name, Path(folder, name).read_bytes()) for name in sorted(names)]
    return digest_of(sys.version, files, library_names())


def library_names() -> list[str]:
    """Return the sorted names of all installed distributions, including their versions."""
    folders = {path for path in map(Path, sys.path) if path.name in _INSTALLED and path.is_dir()}
    names = (path.name for folder in folders for path in folder.iterdir())
    return sorted(name for name in names if name.endswith((".dist-info", ".egg-info", ".pth")))
