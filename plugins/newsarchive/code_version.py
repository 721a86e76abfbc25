"""A digest of the generator's code and of every installed library."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from newsarchive.digests import digest_of

_PACKAGE = Path(__file__).parent
_INSTALLED = frozenset(("site-packages", "dist-packages"))


@cache
def code_version() -> bytes:
    """Return the SHA-256 digest of our sources, Python's version, and the names and versions of all libraries.

    It is part of every cache key, so any change of code invalidates the whole cache.
    """
    sources = [(str(path.relative_to(_PACKAGE)), path.read_bytes()) for path in sorted(_PACKAGE.rglob("*.py"))]
    return digest_of(sys.version, sources, library_names())


def library_names() -> list[str]:
    """Return the sorted names of all installed distributions, including their versions."""
    folders = {path for path in map(Path, sys.path) if path.name in _INSTALLED and path.is_dir()}
    names = (path.name for folder in folders for path in folder.iterdir())
    return sorted(name for name in names if name.endswith((".dist-info", ".egg-info", ".pth")))
