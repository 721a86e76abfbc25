"""Which files in an output folder are a build's: a list beside the folder, `.output.files`.

It stands apart from the store, which may be lost: without it a withdrawn text would stay online. It is no
part of the site, since it names hidden pages, too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from .whole import write_whole


def manifest_path(output: Path) -> Path:
    """Return the list's place."""
    return output.with_name(f".{output.name}.files")


def read_manifest(output: Path) -> set[str]:
    """Return the paths that may be a build's, relative to the folder; none where there is no list."""
    try:
        return set(manifest_path(output).read_text("utf-8").splitlines())
    except FileNotFoundError:
        return set()


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
    if not manifest_path(output).is_file() or manifest_path(output).read_bytes() != lines:
        write_whole(manifest_path(output), lines)
