"""Runs a build of hostile content as CI does, watched and within bounds, and tells what it did."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.newsarchive.content.planting import CONF, DAY, lay_out
from tests.sites import ROOT, BuiltSite
from tests.warmbuilds import run_warm

SECONDS = 90.0
"""Processor time of a command with all its processes, on a slow machine."""

MEGABYTES = 1200
"""Memory of its largest process."""

ADDRESSES = 3 * 1024**3
"""Memory that a process may ask for at all: beyond it, it ends by itself."""


_OURS = ("output", ".output.", ".newsroom-", ".store")
"""What a build may write in the repository."""
_LONGEST_PATH = 3000
_TERMINALS = ("/dev/null", "/dev/tty")


@dataclass(frozen=True)
class Done:
    """A command that has ended. `events` are what no content may make it do, `bound` the seconds that it may take."""

    room: Path
    status: int
    said: str
    seconds: float
    megabytes: float
    bound: float
    events: tuple[str, ...]
    changed: tuple[str, ...]

    @cached_property
    def site(self) -> BuiltSite:
        """What was built."""
        return BuiltSite("attacked", self.room / "repository/output", "", ("az", "en", "ru"))

    def assert_bounded(self) -> None:
        """Assert that it took no more than it may, did nothing that it must not, and ended by itself."""
        assert self.seconds < self.bound, self.seconds
        assert self.megabytes < MEGABYTES, self.megabytes
        assert self.events == (), self.events
        assert self.changed == (), self.changed
        assert self.status in (0, 1), (self.status, self.said[-2000:])
        # a stack trace, or the line that stands for one
        assert not re.search(r"Traceback|(?:^|: )error: ", self.said, re.MULTILINE), self.said[-3000:]
        assert "CANARY" not in self.said

    def assert_refused(self, *words: str) -> None:
        """Assert that it was told plainly, and that nothing was written."""
        self.assert_bounded()
        assert self.status == 1, self.said[-2000:]
        for each in words:
            assert each in self.said, self.said[-3000:]
        assert [path for path in self.site.files if path.endswith(".html")] == []

    def assert_built(self) -> None:
        """Assert that a site was built which holds no secret."""
        self.assert_bounded()
        assert self.status == 0, self.said[-3000:]
        assert "en/2023/first/index.html" in self.site.files
        assert [path for path, data in self.site.files.items() if b"CANARY" in data] == []


def lay(room: Path) -> Path:
    """Lay a small good archive into a repository, and a secret beside it; the repository's folder."""
    repository = room / "repository"
    lay_out(None, repository)
    (room / "secret").mkdir()
    (room / "secret/en.md").write_text("---\ntitle: CANARY\nsummary: CANARY\n---\n\nCANARY\n", "utf-8")
    (room / "secret/picture.png").write_bytes((repository / "content/briefings/2023/first/court.png").read_bytes())
    (room / "tmp").mkdir()
    return repository


def run(room: Path, *, seconds: float = SECONDS, warm: bool = False) -> Done:
    """Build the repository's content into its output.

    Args:
        room: The folder that `lay` has filled.
        seconds: The CPU time that the build may take.
        warm: Whether to build in a fork of a process that has loaded the code: it takes a fifth of the time, and has no
            bound of addresses.
    """
    repository = room / "repository"
    command = ["pelican", str(repository / "content"), "-o", str(repository / "output")]
    return _watched(room, [*command, "-s", str(CONF), "--fatal", "errors"], seconds, warm=warm)


def check(room: Path, *, warm: bool = False) -> Done:
    """Check the repository's content, as for a pull request; `warm` is as for `run`."""
    content = room / "repository/content"
    command = ["newsarchive", "check", "--settings", str(CONF), "--content", str(content)]
    return _watched(room, [*command, "--format", "github"], SECONDS, warm=warm)


def script(room: Path, code: str) -> Done:
    """Run a line of Python, to see what is seen of it."""
    return _watched(room, ["-c", code], SECONDS)


def _watched(room: Path, command: Sequence[str], bound: float, *, warm: bool = False) -> Done:
    repository, log = room / "repository", room / "log"
    log.write_bytes(b"")
    hook = room / "hook"
    hook.mkdir(exist_ok=True)
    shutil.copy(Path(__file__).with_name("watching.py"), hook / "sitecustomize.py")
    real = room.resolve()
    own = real / "repository"
    orders = {
        "log": str(log),
        "content": f"{real}/repository/content/",
        "secret": f"{real}/secret",
        "writable": [
            *(f"{own}/{each}" for each in _OURS),
            f"{real / 'tmp'}",
            *_TERMINALS,
        ],
    }
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTEST"))},
        "PYTHONPATH": f"{hook}{os.pathsep}{ROOT / 'plugins'}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOURCE_DATE_EPOCH": DAY,
        "STORE_PATH": str(repository / ".store"),
        "TMPDIR": str(room / "tmp"),
        "HOME": str(room / "tmp"),
        "WATCHED": json.dumps(orders),
    }
    before = _neighbourhood(room)
    status, seconds, megabytes, said = (_forked if warm else _started)(room, command, environment)
    after = _neighbourhood(room)
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return Done(
        room=room,
        status=status,
        said=said,
        seconds=seconds,
        megabytes=megabytes,
        bound=bound,
        events=tuple(sorted(set(log.read_text("utf-8", "backslashreplace").splitlines()))),
        changed=tuple(changed),
    )


def _started(room: Path, command: Sequence[str], environment: dict[str, str]) -> tuple[int, float, float, str]:
    """Run a Python of its own within bounds; return its status, seconds and megabytes, and what it printed."""
    report, said = room / "report", room / "said"
    bounds = json.dumps({"addresses": ADDRESSES, "seconds": int(SECONDS)})
    launch = [sys.executable, "-IS", str(Path(__file__).with_name("launching.py")), str(report), bounds]
    python = [sys.executable] if command[0] == "-c" else [sys.executable, "-m"]
    with said.open("wb") as out:
        subprocess.run(
            [*launch, *python, *command],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            check=True,
        )
    took = json.loads(report.read_text("utf-8"))
    return took["status"], took["seconds"], took["megabytes"], said.read_text("utf-8", "backslashreplace")


def _forked(room: Path, command: Sequence[str], environment: dict[str, str]) -> tuple[int, float, float, str]:
    done = run_warm(*command, environment=environment)
    return done.returncode, done.seconds, done.megabytes, done.stdout + done.stderr


def _neighbourhood(room: Path) -> dict[str, tuple[int, int, int]]:
    """Everything beside the output and the store, by path: kind and, of files, size and time of the last change."""
    own = {room / name for name in ("log", "said", "report", "hook", "tmp")}
    own |= {room / "repository" / name for name in ("output", ".store")}
    found = {}
    pending = [room]
    while pending:
        folder = pending.pop()
        for each in folder.iterdir() if len(str(folder)) < _LONGEST_PATH else ():
            path = folder / each.name
            if path in own or path.name.startswith(".output."):
                continue
            mark = path.lstat()
            is_folder = stat.S_ISDIR(mark.st_mode)
            # the size of a folder in memory is the number of what is in it, and that has paths of its own
            found[str(path)] = (mark.st_mode, 0, 0) if is_folder else (mark.st_mode, mark.st_size, mark.st_mtime_ns)
            if is_folder:
                pending.append(path)
    return found
