"""Front matter as an editor would type it, and files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from plugins.archive.fields import Kind, fields_of

_UNFOLDED = 10_000_000  # no value is longer than a file may be


def scalar_line(key: str, value: str) -> str:
    """Return `key: value`, the value quoted where YAML needs it; letters of any script stay as they are."""
    return str(yaml.safe_dump({key: value}, allow_unicode=True, width=_UNFOLDED)).rstrip("\n")


def front_matter(kind: Kind, lines: Mapping[str, str]) -> str:
    """Return front matter between its fences: the lines of each field, in the table's order."""
    return "\n".join(["---", *(lines[name] for name in fields_of(kind) if name in lines), "---", ""])


def write_new(path: Path, content: str) -> None:
    """Write a new file; FileExistsError where there is one."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(content)


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file's bytes in one step, its permissions kept: a reader sees the old file or the new one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
