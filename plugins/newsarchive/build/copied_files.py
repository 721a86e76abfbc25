"""Files that are published unchanged: those that `STATIC_PATHS`, `THEME_STATIC_PATHS` and `FONTS` name.

Pelican itself would write static files straight into the output. Here they pass through the stage like all other files,
so that they are checked before the swap, and replaced and removed with the rest.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsarchive.digests import digest, digest_of, fingerprint, is_settled
from newsarchive.model.pages import File
from newsarchive.model.settings import SiteFont, path_list, row

from .errors import BuildError

Copied = tuple[File, Path]
"""A file that is published unchanged, and the path from which it is copied; its bytes are read when they are needed."""


def copied_files(settings: Mapping[str, Any]) -> tuple[Copied, ...]:
    """Return the files that `STATIC_PATHS`, `THEME_STATIC_PATHS` and `FONTS` name, sorted by their address.

    The address of a file of the content is its path there, or the path that `EXTRA_PATH_METADATA` gives for it. Below a
    named folder, files and folders whose name begins with a dot are left out.

    Raises:
        BuildError: A path is missing, is a symbolic link, or has an address outside the output folder.
    """
    content, theme = Path(settings["PATH"]), Path(settings["THEME"])
    extra = {_plain(path): values for path, values in settings.get("EXTRA_PATH_METADATA", {}).items()}
    named: list[tuple[str, str, Path]] = []
    for source in (
        each for path in path_list(settings, "STATIC_PATHS") for each in _files("STATIC_PATHS", content / path)
    ):
        path = _plain(os.path.relpath(source, content))
        named.append(("STATIC_PATHS", _plain(str(extra.get(path, {}).get("path", path))), source))
    for base in (theme / path for path in path_list(settings, "THEME_STATIC_PATHS")):
        for source in _files("THEME_STATIC_PATHS", base):
            path = source.name if base.is_file() else os.path.relpath(source, base)
            named.append(("THEME_STATIC_PATHS", _plain(f"{settings['THEME_STATIC_DIR']}/{path}"), source))
    for font in (row(SiteFont, each, "FONTS") for each in settings.get("FONTS", ())):
        named += [("FONTS", font.address, source) for source in _files("FONTS", Path(font.file))]
    for setting, address, _ in named:
        if address.startswith(("../", "/")) or address in (".", ".."):
            raise BuildError(
                f"{setting}: {address} would lie outside the output; give it a path in EXTRA_PATH_METADATA"
            )
    now = time.time_ns()
    rows = sorted((address, source) for _, address, source in named)
    return tuple((File(address, source.read_bytes, _stamp(source, now)), source) for address, source in rows)


def copied_digest(copied: Sequence[Copied]) -> bytes:
    """Return a digest that changes if any of the files that are published unchanged changes."""
    return digest_of([(file.address, file.key) for file, _ in copied])


def _files(setting: str, named: Path) -> Iterator[Path]:
    if named.is_symlink() or not named.exists():
        raise BuildError(f"{setting}: {named} is {'a symbolic link' if named.is_symlink() else 'not there'}")
    if named.is_file():
        yield named
        return
    for path in sorted(named.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(named).parts):
            continue
        if path.is_symlink():
            raise BuildError(f"{setting}: {path} is a symbolic link; put the file itself there")
        if path.is_file():
            yield path


def _stamp(source: Path, now: int) -> bytes:
    """Return bytes that change when a file changes: a digest of its fingerprint or, if it just changed, of its bytes.

    `now` is the time of the scan in nanoseconds.
    """
    mark = fingerprint(source.stat())
    return digest_of(mark) if is_settled(mark, now) else digest(source.read_bytes())


def _plain(path: str | os.PathLike[str]) -> str:
    return Path(os.path.normpath(path)).as_posix()
