"""A full disk ends a build with one line, and leaves the site as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.test_failures import TEXT
from tests.build.test_traces import _build, room

__all__ = ("room",)

FULL = """
import errno
from newsarchive.build import {module}
def _full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")
{module}.{name} = _full
"""


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("output", "Stage._write"),
        ("output", "_make_folder"),
        ("swap", "_link"),
        ("swap", "tempfile.mkdtemp"),
    ],
)
def test_a_full_disk_is_one_line_and_changes_nothing(room: Path, module: str, name: str) -> None:
    assert _build(room).returncode == 0
    before = _files(room / "out")
    for number in range(80):  # some are written by other processes
        folder = room / f"content/briefings/2023/text-{number}"
        folder.mkdir()
        (folder / "en.md").write_text(TEXT, "utf-8")
    done = _build(room, FULL.format(module=module, name=name))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("the disk is full"), done.stdout
    assert _files(room / "out") == before
    assert {path.name for path in room.iterdir() if path.name.startswith(".out.")} <= {".out.files", ".out.lock"}
