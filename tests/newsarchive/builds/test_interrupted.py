"""A build that is killed at any moment leaves the site of before, or what makes the next build finish the new one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsarchive.build.output import finish_interrupted
from tests.sites import FIXTURE, FIXTURE_CONF, FIXTURE_DAY, ROOT, little_content, run_pelican

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("interrupted")]

FEW, TIMES = 3, int(os.environ.get("INCREMENTAL_EXAMPLES", "12"))
TITLES = ("The sieve", "The colander")
MOVES = 3

KILLED = f"""
import os, signal, sys
from pathlib import Path
from newsarchive.build import output as swap
sys.path[:0] = [{str(FIXTURE)!r}]
from siteconf import *

left = int(os.environ["MOVES"])

def counted(move):
    def do(*arguments):
        global left
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return move(*arguments)
    return do

def moving(*arguments, real=swap._finish):
    Path.replace = counted(Path.replace)
    return real(*arguments)

swap._finish = moving
"""
"""Settings of a build that kills itself when it has made so many of the moves into its output folder."""


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


class Site:
    """A site with a title that changes from build to build, and its digest with either."""

    def __init__(self, root: Path) -> None:
        self.root, self.content, self.output = root, root / "content", root / "output"
        little_content(self.content)
        self.environment = {"SOURCE_DATE_EPOCH": FIXTURE_DAY, "STORE_PATH": str(root / "store")}
        self.wholes = []
        for title in TITLES:
            self.entitle(title)
            assert self.build(root / title).returncode == 0
            self.wholes.append(_digest(root / title))
        assert self.wholes[0] != self.wholes[1]

    def entitle(self, title: str) -> None:
        text = self.content / "briefings/2021/elek/en.md"
        lines = text.read_text("utf-8").split("\n")
        text.write_text("\n".join(f"title: {title}" if line.startswith("title:") else line for line in lines), "utf-8")

    def build(self, output: Path, *, cold: bool = False, store: str = "store") -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, "STORE_PATH": str(self.root / store)}
        return run_pelican(FIXTURE_CONF, output, str(self.content), cold=cold, **environment)

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "pelican"]
        arguments = [*command, str(self.content), "-s", str(FIXTURE_CONF), "-o", str(self.output)]
        environment = {**os.environ, **self.environment}
        return subprocess.Popen(
            arguments, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @property
    def beside(self) -> set[str]:
        return {path.name for path in self.root.iterdir() if path.name.startswith(".output")}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("interrupted"))


def test_a_build_that_is_killed_between_moves_is_finished_even_by_one_that_stops(site: Site) -> None:
    assert site.build(site.output).returncode == 0
    fault, conf = site.content / "stray.html", site.root / "conf.py"
    conf.write_text(KILLED, "utf-8")
    for moves, (title, whole) in zip((1, MOVES), zip(TITLES, site.wholes, strict=True), strict=True):
        site.entitle(title)
        killed = run_pelican(conf, site.output, str(site.content), **site.environment, MOVES=str(moves))
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert _digest(site.output) not in site.wholes, f"{moves} moves are all, or none"
        fault.write_bytes(b"<p>")
        assert site.build(site.output).returncode == 1
        fault.unlink()
        assert _digest(site.output) == whole
        assert site.build(site.output).returncode == 0
        assert _digest(site.output) == whole
        assert site.beside == {".output.files", ".output.lock"}


@pytest.mark.parametrize("times", [FEW, pytest.param(TIMES, marks=pytest.mark.full)])
def test_a_build_that_is_killed_at_any_moment_leaves_one_site_whole(
    site: Site, chance: random.Random, times: int
) -> None:
    started = time.monotonic()
    assert site.build(site.output, cold=True, store="empty").returncode == 0
    # how long a build takes with nothing kept: those that are killed keep nothing, either
    usual = time.monotonic() - started
    killed = turn = 0
    while killed < times and turn < 4 * TIMES:
        site.entitle(TITLES[turn % 2])
        started = time.monotonic()
        process = site.start()
        with contextlib.suppress(subprocess.TimeoutExpired):
            # the last third of a build is where it writes
            process.wait(usual * chance.uniform(0.4, 0.95))
            # it ended first: the next moments are chosen for builds as quick as this one, which kept what it read
            usual = min(usual, time.monotonic() - started)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        turn += 1
        finish_interrupted(site.output)
        assert _digest(site.output) in site.wholes, f"turn {turn}: neither the old site nor the new one"
    assert killed == times, f"of {turn} builds {killed} were killed"
    assert site.build(site.output).returncode == 0
    assert _digest(site.output) in site.wholes
    assert site.beside == {".output.files", ".output.lock"}
