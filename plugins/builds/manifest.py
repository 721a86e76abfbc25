"""Which files in an output folder are a build's: a list beside the folder, `.output.files`.

It stands apart from the store, which may be lost: without it a withdrawn text would stay online. It is no
part of the site, since it names hidden pages, too: where the folder around the output is served, only its owner can
read it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from .errors import BuildError
from .whole import close_to_others, write_whole


def manifest_path(output: Path) -> Path:
    """Return the list's place."""
    return output.with_name(f".{output.name}.files")


def read_manifest(output: Path) -> set[str]:
    """Return the paths that may be a build's, relative to the folder; none where there is no list."""
    path = manifest_path(output)
    try:
        return set(path.read_text("utf-8").splitlines())
    except FileNotFoundError:
        return set()
    except PermissionError:
        raise BuildError(
            f"{path} cannot be read: it lists what a build wrote, and belongs to the user that built last; build as"
            " that user, or have the file given to you (chown)"
        ) from None


def foreign_files(output: Path) -> list[str]:
    """Return the paths in the folder that no build made, links among them, sorted."""
    known, found = read_manifest(output), []
    for folder, folders, files in os.walk(output):
        above = Path(folder).relative_to(output)
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found += [path for name in (*files, *links) if (path := (above / name).as_posix()) not in known]
    return sorted(found)


def write_manifest(output: Path, paths: Iterable[str]) -> None:
    """Keep the paths, sorted, one on a line."""
    lines = "".join(f"{path}\n" for path in sorted(paths)).encode()
    close_to_others(manifest_path(output))
    if not manifest_path(output).is_file() or manifest_path(output).read_bytes() != lines:
        write_whole(manifest_path(output), lines, 0o600)
