"""What is measured of a build is what it took."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from .measuring import Build, BuildError, Writing, peak, same_bytes, stamps, timed, writing

# a child of the build's own works for as long as it is told, and holds as much memory; its parent only waits
BUSY = """
import subprocess, sys, time
worker = '''
import sys, time
held = bytearray(b"x" * {memory})
while time.process_time() < {seconds}: pass
time.sleep({asleep})
'''
subprocess.run([sys.executable, "-c", worker], check=True)
"""


def build(tmp_path: Path, program: str) -> Build:
    folder = tmp_path / "site"
    folder.mkdir()
    return Build([sys.executable, "-c", program], folder, dict(os.environ))


def test_time_counts_the_processes_that_a_build_starts(tmp_path: Path) -> None:
    taken = timed(build(tmp_path, BUSY.format(memory=1, seconds=0.4, asleep=0.3)))
    assert taken.cpu >= 0.4
    assert taken.wall >= 0.7
    assert taken.wall - taken.cpu > -0.2  # one works at a time


def test_the_peak_is_what_all_processes_hold_together(tmp_path: Path) -> None:
    held = 80 * 2**20
    assert held < peak(build(tmp_path, BUSY.format(memory=held, seconds=0, asleep=0.6))) < 3 * held


@pytest.mark.parametrize("measure", [timed, peak])
def test_a_build_that_fails_is_no_measurement(measure: object, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"exit 3\nnot built"):
        measure(build(tmp_path, "print('not built'); raise SystemExit(3)"))  # type: ignore[operator]


def test_files_are_counted_as_written_changed_and_removed(tmp_path: Path) -> None:
    output = tmp_path / "output"
    assert stamps(output) == {}
    (output / "en").mkdir(parents=True)
    for name in ("same", "touched", "changed", "gone"):
        (output / "en" / name).write_text(name)
    before = stamps(output)
    assert writing({}, before) == Writing(written=4, changed=4, bytes=len("sametouchedchangedgone"), removed=0)
    assert writing(before, stamps(output)) == Writing(written=0, changed=0, bytes=0, removed=0)
    os.utime(output / "en" / "touched", ns=(1, 1))
    assert same_bytes(before, stamps(output))
    (output / "en" / "changed").write_text("other")
    (output / "en" / "gone").unlink()
    (output / "new").write_text("new")
    after = stamps(output)
    assert writing(before, after) == Writing(written=3, changed=2, bytes=len("othernew"), removed=1)
    assert not same_bytes(before, after)
