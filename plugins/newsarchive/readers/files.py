"""Scan the content folder: which files it holds, with their fingerprints."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from newsarchive.archive.characters import FORBIDDEN, strange_in
from newsarchive.digests import Fingerprint, fingerprint

_UNPRINTABLE = re.compile(f"{FORBIDDEN.pattern}|[\t\n\r]")

REDACTIONS = "redactions.txt"
"""The name of the newsroom's redaction list. It is not part of the content and is never read as such."""

CLUTTER = re.compile(
    r".*~|#.*#|~\$.*|.*\.(?:bak|orig|rej|sw[a-p]|kate-swp|tmp)|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini"
    r"|\.DS_Store|\.localized|\.directory|\.gitkeep|\._.*|\.#.*|\.~lock\..*#|\.(?:newsroom-|goutputstream-|nfs|fuse_hidden).*",
    re.IGNORECASE | re.DOTALL,
)
"""The names of files that our commands, text editors and operating systems leave behind; a scan ignores them.

All other names with a leading dot are refused: programs such as git obey some of them, and nobody would notice that the
rest is ignored. A folder is never clutter.
"""

LARGEST = 32 * 1024 * 1024
"""The largest size of a file in bytes; a larger one is refused unread."""

DEEPEST = 8
"""The greatest depth of folders: a deeper one is refused, because its paths can be too long for the system."""


class ContentFile(NamedTuple):
    """A file found by a scan.

    `path` is relative to the content folder. `refused` is the code of the file's fault, or an empty string. `mark` is
    the file's fingerprint.
    """

    path: str
    refused: str
    mark: Fingerprint


def scan(root: Path) -> list[ContentFile]:
    """Return all files under `root`, sorted, without clutter, the redaction list and the content's own `.git`.

    Characters of a name that cannot be printed are escaped. Folders with such a name or with a leading dot, and
    symbolic links, are returned as refused and not entered.
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
                    found.append(_content_file(f"{prefix}{shown}", "file-name", entry))
                elif name[0] == ".":
                    found.append(_content_file(f"{prefix}{name}", "hidden-name", entry))
                elif entry.is_symlink():
                    found.append(_content_file(f"{prefix}{name}", "symbolic-link", entry))
                elif entry.is_dir() and prefix.count("/") >= DEEPEST:
                    found.append(_content_file(f"{prefix}{name}", "stray-file", entry))
                elif entry.is_dir():
                    pending.append((f"{prefix}{name}/", entry.path))
                else:
                    found.append(_content_file(f"{prefix}{name}", _refused(entry), entry))
    return sorted(found)


def _is_left_alone(entry: os.DirEntry[str], path: str) -> bool:
    """Return whether a scan ignores an entry: clutter, the redaction list, or the content's own `.git`."""
    return path == ".git" or ((path == REDACTIONS or CLUTTER.fullmatch(entry.name) is not None) and not entry.is_dir())


def _refused(entry: os.DirEntry[str]) -> str:
    found = entry.stat(follow_symlinks=False)
    if not stat.S_ISREG(found.st_mode):
        return "special-file"
    return "too-large" if found.st_size > LARGEST else ""


def _content_file(path: str, refused: str, entry: os.DirEntry[str]) -> ContentFile:
    return ContentFile(path, refused, fingerprint(entry.stat(follow_symlinks=False)))


def _printable(name: str) -> str:
    """Return a name in which characters are escaped that are controls, invisible or unknown to Unicode 14.0."""
    if name.isascii() and name.isprintable():
        return name
    strange = strange_in(name)
    return "".join(_escaped(each) if each in strange or _UNPRINTABLE.match(each) else each for each in name)


def _escaped(character: str) -> str:
    """Return a character as `\\x1b` or `\\u2028`. A lone surrogate stands for a byte that is not UTF-8."""
    code = ord(character)
    code = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
