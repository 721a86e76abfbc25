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

_ORDINARY = re.compile(r"[a-z0-9-]+(?:\.(?:md|jpg|png|webp|pdf|yaml))?")
"""The names of most files and folders, which need no closer look: there are thousands."""
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

    `refused` is the code of the fault for which it may not be read, such as `symbolic-link`, or empty.
    """

    path: str
    refused: str
    mark: Fingerprint


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
                name = entry.name
                if not _ORDINARY.fullmatch(name):
                    if _is_left_alone(entry, f"{prefix}{name}"):
                        continue
                    if (shown := _printable(name)) != name:
                        found.append(_content_file(f"{prefix}{shown}", "file-name", entry))
                        continue
                    if name[0] == ".":
                        found.append(_content_file(f"{prefix}{name}", "hidden-name", entry))
                        continue
                if entry.is_symlink():
                    found.append(_content_file(f"{prefix}{name}", "symbolic-link", entry))
                elif not entry.is_dir():
                    status = entry.stat(follow_symlinks=False)
                    found.append(ContentFile(f"{prefix}{name}", _refused(status), fingerprint(status)))
                elif prefix.count("/") >= DEEPEST:
                    found.append(_content_file(f"{prefix}{name}", "stray-file", entry))
                else:
                    pending.append((f"{prefix}{name}/", entry.path))
        # with only what programs leave, such as .DS_Store, it is what remains of a folder that was moved
        empty = len(found) + len(pending) == before and _OF_WORK.fullmatch(prefix) and not any(Path(folder).iterdir())
        found += [ContentFile(prefix[:-1], "text-absent", fingerprint(Path(folder).stat()))] if empty else []
    return sorted(found)


def _is_left_alone(entry: os.DirEntry[str], path: str) -> bool:
    """Return whether `scan` ignores a file or folder: `.git`, the redaction list, or what programs leave behind."""
    return path == ".git" or ((path == REDACTIONS or CLUTTER.fullmatch(entry.name) is not None) and not entry.is_dir())


def _refused(status: os.stat_result) -> str:
    """Return the code of the fault for which a file may not be read, or an empty string for a regular, small file."""
    if not stat.S_ISREG(status.st_mode):
        return "special-file"
    return "too-large" if status.st_size > LARGEST else ""


def _content_file(path: str, refused: str, entry: os.DirEntry[str]) -> ContentFile:
    return ContentFile(path, refused, fingerprint(entry.stat(follow_symlinks=False)))


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
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
