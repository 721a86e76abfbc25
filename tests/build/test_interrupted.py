"""A build that is killed at any moment leaves the site of before, or the whole new one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.sites import FIXTURE, FIXTURE_DAY, ROOT, run_pelican

pytestmark = pytest.mark.long

TIMES = 12


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _seconds(conf: Path, output: Path, content: Path, store: Path) -> float:
    """How long a build takes with nothing kept: those that are killed keep nothing, either."""
    started = time.monotonic()
    done = run_pelican(conf, output, str(content), cold=True, SOURCE_DATE_EPOCH=FIXTURE_DAY, STORE_PATH=str(store))
    assert done.returncode == 0, done.stderr
    return time.monotonic() - started


def test_a_killed_build_leaves_one_site_whole(tmp_path: Path) -> None:
    content, output = tmp_path / "content", tmp_path / "output"
    shutil.copytree(FIXTURE / "content", content)
    conf = FIXTURE / "siteconf.py"
    text = content / "briefings/2021/elek/en.md"
    titles = ("The sieve", "The colander")
    wholes = []
    for title in titles:
        text.write_text(text.read_text("utf-8").replace(titles[0], title), "utf-8")
        done = run_pelican(conf, tmp_path / title, str(content), SOURCE_DATE_EPOCH=FIXTURE_DAY)
        assert done.returncode == 0, done.stderr
        wholes.append(_digest(tmp_path / title))
    assert wholes[0] != wholes[1]
    usual = min(_seconds(conf, output, content, tmp_path / name) for name in ("first", "second"))

    chance = random.Random(20261124)  # noqa: S311 - moments, not secrets
    command = [sys.executable, "-m", "pelican", str(content), "-s", str(conf), "-o", str(output)]
    env = {**os.environ, "SOURCE_DATE_EPOCH": FIXTURE_DAY, "STORE_PATH": str(tmp_path / "store")}
    killed = turn = 0
    while killed < TIMES and turn < 4 * TIMES:
        old, new = titles[(turn + 1) % 2], titles[turn % 2]
        text.write_text(text.read_text("utf-8").replace(old, new), "utf-8")
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            # the last third of a build is where it writes
            process.wait(usual * chance.uniform(0.4, 0.95))
            # it ended first: the next moments are chosen for builds as quick as this one, which kept what it read
            usual = min(usual, time.monotonic() - started)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        turn += 1
        assert _digest(output) in wholes, f"turn {turn}: neither the old site nor the new one"
    assert killed == TIMES, f"of {turn} builds {killed} were killed"
    assert run_pelican(conf, output, str(content), SOURCE_DATE_EPOCH=FIXTURE_DAY).returncode == 0
    assert _digest(output) in wholes
    beside = {path.name for path in tmp_path.iterdir() if path.name.startswith(".output")}
    assert beside == {".output.files", ".output.lock"}
