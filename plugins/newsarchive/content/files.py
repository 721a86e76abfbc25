"""Scan the content folder: which files it holds, with their fingerprints.

A build compares the fingerprints (size, times and so on) of the files with those of the last build to learn which to
read. `content.tree` then sorts the list by type of file.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from newsarchive.digests import Fingerprint, fingerprint
from newsarchive.model.characters import FORBIDDEN, strange_in

_OF_WORK = re.compile(r"(?:briefings/[0-9]+|pages|notices)/[^/]+/")
_UNPRINTABLE = re.compile(f"{FORBIDDEN.pattern}|[\t\n\r]")

REDACTIONS = "redactions.txt"
"""The file of confidential words that must never be published: in the content folder, but never read as content."""

CLUTTER = re.compile(
    r".*~|#.*#|~\$.*|.*\.(?:bak|orig|rej|sw[a-p]|kate-swp|tmp)|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini"
    r"|\.DS_Store|\.localized|\.directory|\.gitkeep|\._.*|\.#.*|\.~lock\..*#|\.(?:newsroom-|goutputstream-|nfs|fuse_hidden).*",
    re.IGNORECASE | re.DOTALL,
)
"""The names of files that our commands, text editors and operating systems leave; `scan` ignores them, but no folders.

All other names with a leading dot are refused: git obeys some, and nobody would notice that the rest is ignored.
"""

LARGEST = 32 * 1024 * 1024
"""The largest size of a file in bytes; a larger one is refused unread."""

DEEPEST = 8
"""The greatest depth of folders: a deeper one is refused, because its paths can be too long for the system."""


class ContentFile(NamedTuple):
    """A file in the content folder, or a folder there that is refused because of its name or depth.

    Attributes:
        refused: The code of the fault for which it may not be read, such as `symbolic-link`; empty for a normal file.
        mark: The fingerprint: size, times and inode.
        digest: The digest of the bytes; empty if they were not read.
        sure: Whether the fingerprint was old enough to be trusted. A file that had just been changed could change again
            without a new fingerprint.
    """

    path: str
    refused: str
    mark: Fingerprint
    digest: bytes = b""
    sure: bool = False


def scan(root: Path) -> list[ContentFile]:
    r"""Return all files in the content folder and below, sorted by path.

    Left out are the redaction list (`redactions.txt`), `.git`, and what programs leave behind (`CLUTTER`). Characters
    of a name that cannot be printed are escaped in the path (`a\x1bb`). A symbolic link, and a folder that is too deep
    or has such a name or a leading dot, are returned as refused; what they contain is not listed. So is the folder of a
    briefing, page or notice in which there is nothing.
    """
    found: list[ContentFile] = []
    pending = [("", str(root))]
    while pending:
        prefix, folder = pending.pop()
        before = len(found) + len(pending)
        with os.scandir(folder) as entries:
            for entry in entries:
                shown = f"{prefix}{_printable(entry.name)}"
                is_left_out = shown == REDACTIONS or CLUTTER.fullmatch(entry.name)
                if shown == ".git" or (is_left_out and not entry.is_dir(follow_symlinks=False)):
                    continue
                status = entry.stat(follow_symlinks=False)
                refused = _refused(entry, status, prefix)
                if not refused and entry.is_dir():
                    pending.append((f"{shown}/", entry.path))
                else:
                    found.append(ContentFile(shown, refused, fingerprint(status)))
        # with only what programs leave, such as .DS_Store, it is what remains of a folder that was moved
        empty = len(found) + len(pending) == before and _OF_WORK.fullmatch(prefix) and not any(Path(folder).iterdir())
        found += [ContentFile(prefix[:-1], "text-absent", fingerprint(Path(folder).stat()))] if empty else []
    return sorted(found)


def _refused(entry: os.DirEntry[str], status: os.stat_result, prefix: str) -> str:
    """Return the code of the fault for which a file or folder may not be read, or an empty string."""
    if _printable(entry.name) != entry.name:
        return "file-name"
    if entry.name.startswith("."):
        return "hidden-name"
    if entry.is_symlink():
        return "symbolic-link"
    if entry.is_dir():
        return "stray-file" if prefix.count("/") >= DEEPEST else ""
    if not stat.S_ISREG(status.st_mode):
        return "special-file"
    return "too-large" if status.st_size > LARGEST else ""


def _printable(name: str) -> str:
    r"""Return a file name with escapes, as in `a\x1bb`, for control characters, invisible ones and unknown ones."""
    if name.isascii() and name.isprintable():
        return name
    strange = strange_in(name)
    return "".join(_escaped(each) if each in strange or _UNPRINTABLE.match(each) else each for each in name)


def _escaped(character: str) -> str:
    r"""Return a character as Python's escape, as `\u2028`; a lone surrogate as the byte for which it stands: `\xff`."""
    code = ord(character)
    code = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
