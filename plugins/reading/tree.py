"""Which files lie under `content/`, and what each is. A file that is nothing known is a fault, not a blank."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.archive.characters import FORBIDDEN
from plugins.archive.faults import Fault, fault
from plugins.archive.fields import Kind
from plugins.archive.fieldtypes import PICTURE_NAME
from plugins.archive.letters import FOLDER, day_of_file
from plugins.archive.vocabularies import TAXONOMIES

from .texts import Place

PICTURE_TYPES = frozenset({"jpg", "jpeg", "png", "webp"})
REDIRECTS = "redirects.yaml"
DATA_FILES = frozenset({f"{name}.yaml" for name in TAXONOMIES} | {REDIRECTS})

_UNPRINTABLE = re.compile(f"{FORBIDDEN.pattern}|[\t\n\r]")

_KINDS: dict[str, Kind] = {"briefings": "briefing", "pages": "page", "notices": "notice"}
_DEPTH: dict[Kind, int] = {"briefing": 4, "page": 3, "notice": 3}
_LETTER_DEPTH = 5


@dataclass(frozen=True)
class ContentTree:
    """The files found, each by its path relative to the content, sorted. Letters are not the archive's texts."""

    texts: tuple[Place, ...]
    pictures: tuple[str, ...]
    data: tuple[str, ...]
    faults: tuple[Fault, ...]
    letters: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """All files of words: texts, then letters."""
        return self.texts + self.letters


def walk(root: Path, languages: tuple[str, ...]) -> ContentTree:
    """List the content. Symbolic links and special files are refused unread."""
    texts: list[Place] = []
    pictures: list[str] = []
    data: list[str] = []
    letters: list[Place] = []
    faults: list[Fault] = []
    for path, refused in sorted(_files(root)):
        if refused:
            faults.append(fault(refused, path=path))
            continue
        parts = path.split("/")
        kind = _KINDS.get(parts[0])
        stem, _, extension = parts[-1].rpartition(".")
        if len(parts) == 1 and path in DATA_FILES:
            data.append(path)
        elif kind and len(parts) == _DEPTH[kind] and extension == "md":
            if stem in languages:
                texts.append(Place(path, path.rpartition("/")[0], kind, stem))
            else:
                faults.append(fault("language", path=path, found=stem, known=", ".join(languages)))
        elif kind and len(parts) == _DEPTH[kind] and extension.lower() in PICTURE_TYPES:
            if PICTURE_NAME.match(parts[-1]):
                pictures.append(path)
            else:
                faults.append(fault("picture-name", path=path, found=parts[-1]))
        elif kind == "briefing" and len(parts) == _LETTER_DEPTH and parts[3] == FOLDER:
            found = _letter(path)
            (letters if isinstance(found, Place) else faults).append(found)  # type: ignore[arg-type]
        else:
            faults.append(fault("stray-file", path=path))
    return ContentTree(tuple(texts), tuple(pictures), tuple(data), tuple(faults), tuple(letters))


def _letter(path: str) -> Place | Fault:
    """Return what a file in a briefing's `replies/` is; a letter's language stands in its front matter."""
    folder, _, name = path.rpartition("/")
    stem, _, extension = name.rpartition(".")
    if extension.lower() in PICTURE_TYPES:
        return fault("letter-picture", path=path, found=name)
    if extension != "md":
        return fault("stray-file", path=path)
    try:
        day_of_file(stem)
    except ValueError:
        return fault("letter-name", path=path, found=name)
    return Place(path, folder, "letter", "")


def _files(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each file's path and why it is refused, if it is. Names that begin with a dot are left alone.

    A name that cannot be printed is escaped, and a folder that has one is not entered.
    """
    pending = [("", root)]
    while pending:
        prefix, folder = pending.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                path = f"{prefix}{entry.name}"
                if _UNPRINTABLE.search(entry.name):
                    yield f"{prefix}{_UNPRINTABLE.sub(_escaped, entry.name)}", "file-name"
                elif entry.is_symlink():
                    yield path, "symbolic-link"
                elif entry.is_dir():
                    pending.append((f"{path}/", Path(entry.path)))
                elif stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                    yield path, ""
                else:
                    yield path, "special-file"


def _escaped(character: re.Match[str]) -> str:
    """Write a character as `\\x1b` or `\\u2028`; a byte that is no UTF-8 stands in a name as a lone surrogate."""
    code = ord(character[0])
    code = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
