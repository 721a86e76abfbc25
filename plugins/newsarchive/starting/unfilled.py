"""Words of the examples that no publication may keep.

The files of a new archive mark such words with a comment: `<!-- replace: … -->` in a text, `# replace: …` in a
vocabulary or a catalogue. The newsroom writes its own words and deletes the comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from newsarchive.readers.files import scan

_MARKS = {
    ".md": re.compile(rb"^<!-- replace: (.*?) -->", re.MULTILINE),
    ".yaml": re.compile(rb"^# replace: (.*)", re.MULTILINE),
    ".po": re.compile(rb"^# replace: (.*)", re.MULTILINE),
}


class Unfilled(NamedTuple):
    """A mark in a file: where it is, and what it asks for."""

    path: Path
    line: int
    wanted: str


def is_marked(path: str, data: bytes) -> bool:
    """Return whether a file with these bytes has a mark."""
    mark = _MARKS.get(PurePath(path).suffix)
    return bool(mark and mark.search(data))


def unfilled(folders: Sequence[Path]) -> Iterator[Unfilled]:
    """Yield all marks in the files of folders, such as the content and the catalogues, sorted by path and line.

    Files that are refused as content, such as symbolic links, are left out: they are faults already.
    """
    for folder in filter(Path.is_dir, folders):
        yield from unfilled_in(folder / file.path for file in scan(folder) if not file.refused)


def unfilled_in(paths: Iterable[Path]) -> Iterator[Unfilled]:
    """Yield the marks in some files, in the order of the files and lines."""
    for path in paths:
        mark = _MARKS.get(path.suffix)
        data = path.read_bytes() if mark else b""
        for found in mark.finditer(data) if mark else ():
            yield Unfilled(path, data.count(b"\n", 0, found.start()) + 1, found[1].decode("utf-8", "replace"))
