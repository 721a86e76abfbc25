"""Files that Pelican would copy past the archive: `STATIC_PATHS` and `THEME_STATIC_PATHS`.

Pelican writes them straight into the output. Here they go the way of all other files, so that they are looked through
before they take their place, and are replaced and removed with the rest.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.archive.pages import File

from .errors import BuildError
from .marks import marked
from .store import digest
from .survey import SHORTLY


@dataclass(frozen=True)
class Copied:
    """A file that is published as it is: its address, where it lies, and what a change of it would change."""

    address: str
    source: Path
    stamp: bytes

    @property
    def file(self) -> File:
        """What a stage takes."""
        return File(self.address, self.source.read_bytes, self.stamp)


def copied_files(settings: Mapping[str, Any]) -> tuple[Copied, ...]:
    """Return what the settings name, sorted by address: a path's own, or the one that `EXTRA_PATH_METADATA` gives it.

    Names that begin with a dot are left alone, unless a setting names them. BuildError for what does not lie in the
    content and has no address of its own, for symbolic links and for what is not there.
    """
    latest = time.time_ns() - SHORTLY
    content, theme = Path(settings["PATH"]), Path(settings["THEME"])
    extra = {_plain(path): values for path, values in settings.get("EXTRA_PATH_METADATA", {}).items()}
    found: list[Copied] = []
    for named in settings["STATIC_PATHS"]:
        for source in _files("STATIC_PATHS", content / named):
            path = _plain(os.path.relpath(source, content))
            address = _plain(str(extra.get(path, {}).get("path", path)))
            found.append(Copied(_inside("STATIC_PATHS", address), source, _stamp(source, latest)))
    for named in settings["THEME_STATIC_PATHS"]:
        base = theme / named
        for source in _files("THEME_STATIC_PATHS", base):
            path = source.name if base.is_file() else _plain(os.path.relpath(source, base))
            address = f"{settings['THEME_STATIC_DIR']}/{path}"
            found.append(Copied(_inside("THEME_STATIC_PATHS", _plain(address)), source, _stamp(source, latest)))
    return tuple(sorted(found, key=lambda each: (each.address, str(each.source))))


def copied_digest(copied: Sequence[Copied]) -> bytes:
    """Return a digest that tells whether any of the files changed."""
    return digest(*(part for each in copied for part in (each.address, str(each.source), each.stamp)))


def _files(setting: str, named: Path) -> Iterator[Path]:
    """Yield the files at a path, or below it; no link is followed."""
    if named.is_symlink() or not named.exists():
        raise BuildError(f"{setting}: {named} is {'a symbolic link' if named.is_symlink() else 'not there'}")
    if named.is_file():
        yield named
        return
    for folder, folders, names in os.walk(named):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in (*names, *folders) if not name.startswith(".")):
            path = Path(folder) / name
            if path.is_symlink():
                raise BuildError(f"{setting}: {path} is a symbolic link; put the file itself there")
            if path.is_file():
                yield path


def _stamp(source: Path, latest: int) -> bytes:
    """Return the mark of a file; of one that changed a moment ago, whose mark proves nothing, its bytes' digest."""
    found = source.stat()
    if max(found.st_mtime_ns, found.st_ctime_ns) < latest:
        return digest(repr((marked(source), found.st_ctime_ns)))
    return digest(source.read_bytes())


def _plain(path: str | os.PathLike[str]) -> str:
    return Path(os.path.normpath(path)).as_posix()


def _inside(setting: str, address: str) -> str:
    if address.startswith(("../", "/")) or address in (".", ".."):
        raise BuildError(f"{setting}: {address} would lie outside the output; give it a path in EXTRA_PATH_METADATA")
    return address
