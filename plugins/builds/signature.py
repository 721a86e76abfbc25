"""A digest of the code and libraries that a stored value depends on, besides its own content."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from .store import digest

_PLUGINS = Path(__file__).parent.parent


def code_signature(packages: Iterable[str], libraries: Iterable[str]) -> bytes:
    """Return a digest over the sources of our packages and the versions of libraries."""
    parts: list[bytes | str] = []
    for package in sorted(packages):
        for source in sorted((_PLUGINS / package).glob("*.py")):
            parts += [source.name, source.read_bytes()]
    parts += [f"{library}=={version(library)}" for library in sorted(libraries)]
    return digest(*parts)
