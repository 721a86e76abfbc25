"""What a build takes: time, processor time and memory of all its processes, and the files that it wrote."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_BETWEEN_SAMPLES = 0.05
_PRINTED = 3_000


class BuildError(RuntimeError):
    """A build that is measured failed."""


@dataclass(frozen=True)
class Build:
    """How a site is built: a command, the folder that it runs in, and its whole environment."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]

    @property
    def log(self) -> Path:
        """What the build prints, beside its folder."""
        return self.folder.parent / f"{self.folder.name}.log"

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a session of its own, to which all its processes belong."""
        with self.log.open("wb") as log:
            return subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


@dataclass(frozen=True)
class Time:
    """Seconds that passed, and seconds of processors, of the build and of all processes that it waited for."""

    wall: float
    cpu: float


def timed(build: Build) -> Time:
    """Build, and say how long it took. BuildError tells what a build printed that failed."""
    start = time.monotonic()
    process = build.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    _refuse_failure(build, process.returncode)
    return Time(wall, _cpu(used))


def _cpu(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


def peak(build: Build) -> int:
    """Build, and return the most bytes of memory that its processes were seen to hold together.

    Shared pages count once (PSS, proc(5)). Sampling misses what is short, and slows the build: its time is not taken.
    """
    process, most = build.start(), 0
    while process.poll() is None:
        most = max(most, session_memory(process.pid))
        time.sleep(_BETWEEN_SAMPLES)
    _refuse_failure(build, process.returncode)
    return most


def session_memory(session: int) -> int:
    """Return the bytes that the processes of a session hold now."""
    return sum(_held(folder) for folder in Path("/proc").glob("[0-9]*") if _session(folder) == session)


def _session(folder: Path) -> int:
    try:
        stat = (folder / "stat").read_text()
    except OSError:  # it has ended meanwhile
        return 0
    return int(stat.rpartition(")")[2].split()[3])


def _held(folder: Path) -> int:
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _refuse_failure(build: Build, code: int) -> None:
    if code:
        printed = build.log.read_text("utf-8", "replace")[-_PRINTED:]
        raise BuildError(f"{' '.join(build.command)}: exit {code}\n{printed}")


@dataclass(frozen=True)
class Stamp:
    """What tells that a file was written, and that it was changed."""

    written: int
    size: int
    digest: bytes


def stamps(output: Path) -> dict[str, Stamp]:
    """Return a stamp for every file below a folder; none where there is no folder."""
    found: dict[str, Stamp] = {}
    for path in sorted(output.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            digest = hashlib.sha256(data).digest()
            found[path.relative_to(output).as_posix()] = Stamp(path.stat().st_mtime_ns, len(data), digest)
    return found


@dataclass(frozen=True)
class Writing:
    """Files that a build wrote, those of them whose bytes are not what they were, the sum of these, and files gone."""

    written: int
    changed: int
    bytes: int
    removed: int


def writing(before: Mapping[str, Stamp], after: Mapping[str, Stamp]) -> Writing:
    """Return what a build did between two states of its output."""
    changed = [each for path, each in after.items() if path not in before or before[path].digest != each.digest]
    return Writing(
        written=sum(before.get(path) != each for path, each in after.items()),
        changed=len(changed),
        bytes=sum(each.size for each in changed),
        removed=len(before.keys() - after.keys()),
    )


def same_bytes(one: Mapping[str, Stamp], other: Mapping[str, Stamp]) -> bool:
    """Say whether two states of an output hold the same files."""
    return {path: each.digest for path, each in one.items()} == {path: each.digest for path, each in other.items()}
