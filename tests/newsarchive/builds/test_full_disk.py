"""A full disk ends a build with one line, and leaves the site as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.newsarchive.builds.test_failures import TEXT
from tests.newsarchive.builds.test_publication import CONF
from tests.newsarchive_clean.builds.test_traces import _build, room
from tests.sites import ROOT

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
        ("output", "Stage.put"),
        ("output", "write_whole"),
        ("output", "new_stage"),
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


def _publish(room: Path, redirection: str) -> subprocess.CompletedProcess[str]:
    """Publish in a process of its own, whose standard streams are as a shell would have them."""
    (room / "conf.py").write_text(CONF, "utf-8")
    command = f'"{sys.executable}" -m newsarchive publish --settings conf.py --output out {redirection}'
    environment = {**os.environ, "STORE_PATH": str(room / "store"), "PYTHONPATH": str(ROOT / "plugins")}
    return subprocess.run(
        ["sh", "-c", command], cwd=room, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_report_that_cannot_be_written_is_told_and_the_site_is_published(room: Path) -> None:
    done = _publish(room, ">/dev/full")
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines()[-1].startswith("the disk is full")
    assert (room / "content/publications.tsv").is_file()


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_a_site_is_published_although_standard_streams_are_closed(room: Path, closed: str) -> None:
    done = _publish(room, closed)
    assert (done.returncode, "Error" in done.stderr) == (0, False), done.stderr
    assert (room / "content/publications.tsv").is_file()
    assert (room / "out/en/index.html").is_file()
