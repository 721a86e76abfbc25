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

from tests.content.planting import CONF, DAY, lay_out
from tests.sites import ROOT, BuiltSite

SECONDS = 90.0
"""Processor time of a command with all its processes, on a slow machine."""

MEGABYTES = 1200
"""Memory of its largest process."""

ADDRESSES = 3 * 1024**3
"""Memory that a process may ask for at all: beyond it, it ends by itself."""


_OURS = ("output", ".output.", ".newsroom-", ".store")
_LONGEST_PATH = 3000
_TERMINALS = ("/dev/null", "/dev/tty")


@dataclass(frozen=True)
class Done:
    """A command that has ended. `events` are what no content may make it do."""

    room: Path
    status: int
    said: str
    seconds: float
    megabytes: float
    events: tuple[str, ...]
    changed: tuple[str, ...]

    @cached_property
    def site(self) -> BuiltSite:
        """What was built."""
        return BuiltSite("attacked", self.room / "repository/output", "", ("az", "en", "ru"))

    def assert_bounded(self) -> None:
        """Assert that it took no more than it may, did nothing that it must not, and ended by itself."""
        assert self.seconds < SECONDS, self.seconds
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


def run(room: Path, *extra: str, store: str = ".store") -> Done:
    """Build the repository's content into its output."""
    repository = room / "repository"
    command = [sys.executable, "-m", "pelican", str(repository / "content"), "-o", str(repository / "output")]
    return _watched(room, [*command, "-s", str(CONF), "--fatal", "errors", *extra], store)


def check(room: Path) -> Done:
    """Check the repository's content, as for a pull request."""
    content = room / "repository/content"
    command = [sys.executable, "-m", "newsarchive", "check", "--settings", str(CONF), "--content", str(content)]
    return _watched(room, [*command, "--format", "github"], ".store")


def script(room: Path, code: str) -> Done:
    """Run a line of Python, to see what is seen of it."""
    return _watched(room, [sys.executable, "-c", code], ".store")


def _watched(room: Path, command: Sequence[str], store: str) -> Done:
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
            f"{own}/output",
            f"{own}/.output.",
            f"{own}/.newsroom-",
            f"{own}/.store",
            f"{room.resolve() / 'tmp'}",
            *_TERMINALS,
        ],
    }
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTEST"))},
        "PYTHONPATH": f"{hook}{os.pathsep}{ROOT / 'plugins'}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOURCE_DATE_EPOCH": DAY,
        "STORE_PATH": str(repository / store),
        "TMPDIR": str(room / "tmp"),
        "HOME": str(room / "tmp"),
        "WATCHED": json.dumps(orders),
    }
    before, report, said = _neighbourhood(room), room / "report", room / "said"
    bounds = json.dumps({"addresses": ADDRESSES, "seconds": int(SECONDS)})
    launch = [sys.executable, "-IS", str(Path(__file__).with_name("launching.py")), str(report), bounds]
    with said.open("wb") as out:
        subprocess.run(
            [*launch, *command], cwd=ROOT, env=environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL, check=True
        )
    took = json.loads(report.read_text("utf-8"))
    after = _neighbourhood(room)
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return Done(
        room=room,
        status=took["status"],
        said=said.read_text("utf-8", "backslashreplace"),
        seconds=took["seconds"],
        megabytes=took["megabytes"],
        events=tuple(sorted(set(log.read_text("utf-8", "backslashreplace").splitlines()))),
        changed=tuple(changed),
    )


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
