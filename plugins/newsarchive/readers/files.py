"""Scan the content folder: which files it holds, with their fingerprints."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from newsarchive.archive.characters import FORBIDDEN, strange_in

_UNPRINTABLE = re.compile(f"{FORBIDDEN.pattern}|[\t\n\r]")

REDACTIONS = "redactions.txt"
"""The newsroom's list of what must not be published, which is no part of the content and is never read as such."""

CLUTTER = re.compile(
    r".*~|#.*#|~\$.*|.*\.(?:bak|orig|rej|sw[a-p]|kate-swp|tmp)|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini"
    r"|\.DS_Store|\.localized|\.directory|\.gitkeep|\._.*|\.#.*|\.~lock\..*#|\.(?:newsroom-|goutputstream-|nfs|fuse_hidden).*",
    re.IGNORECASE | re.DOTALL,
)
"""Names of files that our commands, editors' programs and systems leave beside others: they are no part of the content.

Any other name with a dot in front is refused: programs such as git obey some of them, and nobody sees that the others
are left out. A folder is never clutter.
"""

LARGEST = 32 * 1024 * 1024
"""Bytes of any file: one that is larger is refused unread."""

DEEPEST = 8
"""Folders in folders: what lies deeper is not looked at, for a system has no name for it."""

Mark = tuple[int, int, int, int]
"""Size, times of the last change of bytes and of anything, in nanoseconds, and number of a file."""


class ContentFile(NamedTuple):
    """A file by its path relative to the content; `refused` is the code of its fault, empty where there is none."""

    path: str
    refused: str
    mark: Mark


def scan(root: Path) -> list[ContentFile]:
    """List all files, sorted, but for clutter and the list of redactions.

    A name that cannot be printed is escaped. A folder with such a name, or with a dot in front, is not entered; nor is
    a symbolic link.
    """
    found: list[ContentFile] = []
    pending = [("", str(root))]
    while pending:
        prefix, folder = pending.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if _is_left_alone(entry, f"{prefix}{name}"):
                    continue
                elif (shown := _printable(name)) != name:
                    path = f"{prefix}{shown}"
                    found.append(ContentFile(path, "file-name", _mark(entry)))
                elif name[0] == ".":
                    found.append(ContentFile(f"{prefix}{name}", "hidden-name", _mark(entry)))
                elif entry.is_symlink():
                    found.append(ContentFile(f"{prefix}{name}", "symbolic-link", _mark(entry)))
                elif entry.is_dir() and prefix.count("/") >= DEEPEST:
                    found.append(ContentFile(f"{prefix}{name}", "stray-file", _mark(entry)))
                elif entry.is_dir():
                    pending.append((f"{prefix}{name}/", entry.path))
                else:
                    found.append(ContentFile(f"{prefix}{name}", _refused(entry), _mark(entry)))
    return sorted(found)


def _is_left_alone(entry: os.DirEntry[str], path: str) -> bool:
    """Whether an entry is no part of the content: clutter, the list of redactions, or the content's own repository."""
    return path == ".git" or ((path == REDACTIONS or CLUTTER.fullmatch(entry.name) is not None) and not entry.is_dir())


def _refused(entry: os.DirEntry[str]) -> str:
    found = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(found.st_mode):
        return "special-file"
    return "too-large" if found.st_size > LARGEST else ""


def _mark(entry: os.DirEntry[str]) -> Mark:
    found = entry.stat(follow_symlinks=False)
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _printable(name: str) -> str:
    """Return a name with controls, and what nobody sees or Unicode 14.0 lacks, escaped."""
    if name.isascii() and name.isprintable():
        return name
    strange = strange_in(name)
    return "".join(_escaped(each) if each in strange or _UNPRINTABLE.match(each) else each for each in name)


def _escaped(character: str) -> str:
    """Write a character as `\\x1b` or `\\u2028`; a byte that is no UTF-8 stands in a name as a lone surrogate."""
    code = ord(character)
    code = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
