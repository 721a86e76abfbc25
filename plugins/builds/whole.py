"""Files whole: written so or not at all, and read in one go."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def read_whole(folder: Path, path: str) -> bytes:
    """Return the bytes of a file in a folder. They are read by the ten thousand.

    Joining paths as objects takes longer than reading a text, and so does a buffer.
    """
    with open(f"{folder}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()
