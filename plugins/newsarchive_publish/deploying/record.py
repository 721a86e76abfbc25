"""What a deployment writes down: a small file at the target, and a private journal of what is done.

The file at the target (`RECORD`) says which publication lies there, whether its deployment has ended, and since when
search files wait to be deleted. While a deployment runs, it is also the lock for other machines. Anybody may be able to
read it: it names nothing but search files that were public.

The journal is in a folder that only its owner can enter. It lets the next run go on where a killed one stopped, and
names the files of the site, but neither the target nor a host. Runs on one machine are kept apart by a lock on the file
beside it.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from msgspec.structs import replace

from newsarchive.api import digest
from newsarchive_publish.integrity.copies import Copy, CopyFault, fetched

from .files import is_shard
from .targets import is_possible

RECORD = ".deploy.json"
"""The path of the record at the target. Servers that follow our rules refuse names that begin with a dot."""

MOST_RECORD = 4 << 20
"""The maximum size of a record in bytes."""

_OWN = re.compile(r"(?:[0-9a-f]{16})? [0-9a-f]{64}\Z")
"""The name of a run and the key of a publication, as deployments write them."""

LAPSE = 30 * 60
"""The seconds after which a deployment that no longer renews the record of a target counts as killed."""


class TargetRecord(msgspec.Struct, frozen=True):
    """The record at a target.

    Attributes:
        run: A random name of the deployment that wrote it.
        publication: `PublishedFiles.key` of what it deploys.
        seen: The time, in seconds since 1970, when it was written.
        done: Whether the deployment has ended.
        waiting: Search files that are to be deleted, each with the time at which it left the site.
    """

    run: str
    publication: str
    seen: int
    done: bool = False
    waiting: dict[str, int] = {}

    def is_running(self, now: int) -> bool:
        """Return whether the deployment may still be running."""
        return not self.done and abs(now - self.seen) < LAPSE

    def encoded(self) -> bytes:
        """Return the record as the bytes of its file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


def parse_record(data: bytes) -> TargetRecord | None:
    """Return the record in the bytes of its file, which may be hostile; None if they are no record."""
    if len(data) > MOST_RECORD:
        return None
    try:
        found = msgspec.json.decode(data, type=TargetRecord)
    except (msgspec.DecodeError, RecursionError):
        return None
    waiting = {path: since for path, since in found.waiting.items() if is_possible(path)}
    return replace(found, waiting=waiting)


def left_at(copy: Copy) -> frozenset[str]:
    """Return the paths of what a deployment leaves in a copy: its record, and search files that wait to be deleted.

    Nobody has signed a record, so the bytes of these files are not known to be the publisher's. A record that no
    deployment would write is a stranger.
    """
    try:
        record = parse_record(fetched(copy, RECORD, MOST_RECORD)) if copy.paths() is not None else None
    except CopyFault:
        return frozenset()
    if not record or not _OWN.match(f"{record.run} {record.publication}"):
        return frozenset()
    return frozenset((RECORD, *filter(is_shard, record.waiting)))


class RunningError(Exception):
    """Another deployment to the same target runs on this machine."""


class Journal:
    """The journal of deployments to one target, locked."""

    def __init__(self, path: Path, lock: int) -> None:
        """Read the journal, if there is one; `lock` is the descriptor of the locked file."""
        self._path, self.lock = path, lock
        self.run, self.publication, self._done = "", "", dict[str, set[str]]()
        with suppress(OSError):
            for line in path.read_bytes().splitlines():
                self._read(line)

    def _read(self, line: bytes) -> None:
        with suppress(ValueError):  # a line that was cut off when the machine stopped
            found = json.loads(line)
            if "run" in found:
                self.run, self.publication = found["run"], found["publication"]
            else:
                self._done.setdefault(found["act"], set()).update(found["paths"])

    @property
    def log(self) -> Path:
        """The file for what programs say."""
        return self._path.with_suffix(".log")

    def done(self, *acts: str) -> set[str]:
        """Return the paths that the last run had finished with, in any of these acts."""
        return set().union(*(self._done.get(act, set()) for act in acts))

    def begin(self, publication: str) -> str:
        """Start a run, or go on with the last one if it was of the same publication; return the name of the run."""
        if self.publication != publication or not self.run:
            self._path.unlink(missing_ok=True)
            self.run, self.publication, self._done = secrets.token_hex(8), publication, {}
            self._append({"run": self.run, "publication": publication})
        return self.run

    def note(self, act: str, paths: Sequence[str]) -> None:
        """Write down that some files are done."""
        self._append({"act": act, "paths": list(paths)})

    def end(self) -> None:
        """Delete the journal, since nothing is left to do."""
        self._path.unlink(missing_ok=True)

    def _append(self, entry: Mapping[str, object]) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps(entry).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def journal_of(folder: Path, target: str) -> Iterator[Journal]:
    """Yield the journal for a target, in a private folder that exists, and keep others from it meanwhile.

    Raises:
        RunningError: Another run has it. It may have been killed while a program that it started is still writing.
    """
    name = digest(f"deploy {target}".encode()).hex()[:16]
    with locked(folder / f"{name}.lock") as lock:
        yield Journal(folder / f"{name}.journal", lock)


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Lock a file while the block runs, and yield its descriptor; RunningError if another process has locked it."""
    # imported here, because Windows has no such module
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunningError from None
        yield handle
    finally:
        os.close(handle)
