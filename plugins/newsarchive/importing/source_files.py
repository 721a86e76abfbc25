"""Files of an old archive: a walk that follows no symbolic link, and texts within bounds."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from .items import ImportFailure

MOST_FILES = 200_000
MOST_ITEMS = 100_000
DEEPEST_FOLDER = 40
LARGEST_TEXT = 8 * 1024 * 1024
"""The largest size in bytes of a text, and of a settings file."""

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_CONTENT = {"node_modules": "packages, not content", "__pycache__": "compiled code, not content"}


@dataclass(frozen=True)
class OldFolder:
    """The files below a folder.

    Attributes:
        root: The folder.
        files: Each file by its path from the folder, in order.
        left_out: What was not entered or read, and why.
    """

    root: Path
    files: Mapping[PurePosixPath, Path]
    left_out: tuple[tuple[str, str], ...]

    def below(self, *folders: str) -> Iterator[tuple[PurePosixPath, Path]]:
        """Yield the files below any of some folders, each with its path from that folder."""
        for folder in folders:
            base = PurePosixPath(folder)
            for name, path in self.files.items():
                if name.is_relative_to(base):
                    yield name.relative_to(base), path


def scan(root: Path) -> OldFolder:
    """Return all files below a folder.

    Hidden folders and folders of packages are not entered. A link is never followed: one to a place inside of the
    folder is left out, and one to a place outside raises ImportFailure, because it could bring a private file into an
    archive.
    """
    files: dict[PurePosixPath, Path] = {}
    left_out: list[tuple[str, str]] = []
    real = root.resolve()
    folders = [(root, PurePosixPath())]
    while folders:
        folder, base = folders.pop()
        if len(base.parts) > DEEPEST_FOLDER:
            raise ImportFailure(folder, f"folders are nested more than {DEEPEST_FOLDER} deep", "move the content up")
        for entry in _entries(folder):
            name, path = base / entry.name, folder / entry.name
            reason = _refusal(entry, path, real)
            if reason:
                left_out.append((_printable(name), reason))
            elif entry.is_dir(follow_symlinks=False):
                folders.append((path, name))
            else:
                files[name] = path
            if len(files) + len(left_out) > MOST_FILES:
                raise ImportFailure(root, f"more than {MOST_FILES:,} files", "name the folder of the site itself")
    return OldFolder(root, dict(sorted(files.items())), tuple(sorted(left_out)))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        problem = f"the folder cannot be read ({error.strerror})"
        raise ImportFailure(folder, problem, "check its name and its permissions") from None


def _refusal(entry: os.DirEntry[str], path: Path, root: Path) -> str:
    """Return why a file or folder is left out, or an empty string."""
    if entry.is_symlink():
        if not path.resolve().is_relative_to(root):
            problem = "a symbolic link to a place outside of the folder"
            raise ImportFailure(path, problem, "replace it by a copy of the file, or remove it")
        return "a symbolic link; what it leads to is read at its own place"
    if not entry.name.isprintable():
        return "its name is not UTF-8 or has control characters; rename it"
    if entry.is_dir(follow_symlinks=False):
        return "a hidden folder" if entry.name.startswith(".") else _NO_CONTENT.get(entry.name, "")
    return "" if entry.is_file(follow_symlinks=False) else "not a regular file"


def _printable(name: PurePosixPath) -> str:
    return str(name).encode("utf-8", "backslashreplace").decode()


def read_bytes(path: Path, largest: int = LARGEST_TEXT) -> bytes:
    """Return the content of a file; raise ImportFailure if it cannot be read or has more than `largest` bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise ImportFailure(path, f"cannot be read ({error.strerror})", "check its name and its permissions") from None
    if len(data) > largest:
        raise ImportFailure(path, f"larger than {largest // 1024 // 1024} MB", "split it, or move it away")
    return data


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with a byte order mark, with line feeds as line ends.

    Raise ImportFailure for another encoding.
    """
    data = read_bytes(path)
    encoding = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{data[error.start]:02X} is not {encoding.upper()}"
        raise ImportFailure(f"{path}:{line}", problem, "save the file as UTF-8") from None
    return re.sub(r"\r\n?", "\n", text)


def site_path(address: str) -> str:
    """Return the decoded path of an address, without its first slash: the key of `OldArchive.files`.

    It is empty for what is no address, such as `http://[`.
    """
    try:
        return unquote(urlsplit(address).path).lstrip("/")
    except ValueError:
        return ""


def joined(base: str, path: str) -> str:
    """Return the address of a path of a site: a whole URL if the site's base address is known, else from its root."""
    return f"{base.rstrip('/')}/{path.lstrip('/')}"
