"""A copy of the site, and the comparison with its checksums.

A copy is a folder, for example an unpacked archive (`FolderCopy`), or a mirror on the web (`hosts.Host`). `compare`
reads every file of one, and returns which are the same as in the list of checksums, and which are missing, altered,
unknown or could not be checked. A copy is untrusted, so all reading is limited in size and time.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import msgspec

from newsarchive.api import digest_of_pieces

from .checksums import is_apart, unlisted_digest

Kind = Literal["missing", "altered", "unchecked"]


class CopyFault(Exception):  # noqa: N818 - what is wrong with a copy, not with the program
    """A file in a copy of the site is missing, altered or cannot be checked; raised, or stored as a result.

    Attributes:
        kind: Which of the three it is: `missing`, `altered` or `unchecked`.
        reason: A code such as `too-slow`, the last part of the key of a message to the user; may be empty.
        found: A detail, such as an HTTP status, an address or the system's error; may be empty.
    """

    def __init__(self, kind: Kind, reason: str = "", found: str = "") -> None:
        """Create the fault; `found` is cut to 200 characters."""
        super().__init__(f"{kind}: {reason} {found}".strip())
        self.kind, self.reason, self.found = kind, reason, found[:200]

    def alone(self) -> CopyFault:
        """Return a copy of this fault without a traceback, which would keep many objects in memory."""
        return CopyFault(self.kind, self.reason, self.found)


class Limits(NamedTuple):
    """What an untrusted copy can make us download (bytes) and wait for (seconds), for each file and in all.

    `silence` is the time to wait for the next byte; `total` and `run` are for all files of one host.
    """

    size: int = 256 << 20
    seconds: float = 60
    silence: float = 15
    total: int = 16 << 30
    run: float = 2 * 60 * 60


LIMITS = Limits()


class Copy(Protocol):
    """A copy of the published site: a folder or a web server. Its methods may be called from any thread."""

    connections: int
    """How many files may be requested at the same time."""

    by_folder: bool
    """Whether `a/index.html` is requested as `a/`, as browsers do; set to False for hosts that refuse this."""

    @property
    def remarks(self) -> Collection[str]:
        """The names of received response headers that are not known as harmless."""
        ...

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield a file in chunks; CopyFault if it cannot be read or has more than `most` bytes."""
        ...

    def paths(self) -> dict[str, CopyFault | None] | None:
        """Return the paths of all files as keys, each with None, or None if they cannot be listed, as on a web server.

        A folder that cannot be listed is a key, too, with the reason as its value.
        """
        ...


_PIECE = 1 << 20


class FolderCopy:
    """A copy in a local folder with untrusted contents: no links are followed and only regular files are read."""

    connections, by_folder, remarks = 1, False, ()

    def __init__(self, root: Path) -> None:
        """Store the folder, which may itself be a symbolic link."""
        self._root = root.resolve()

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield a file in chunks; CopyFault if it is no readable regular file, or has more than `most` bytes."""
        try:
            with os.fdopen(self._opened(path), "rb") as file:
                if os.fstat(file.fileno()).st_size > most:
                    raise CopyFault("altered", "too-large")
                while piece := file.read(_PIECE):
                    yield piece
        except OSError as error:
            raise _fault(error) from None

    def _opened(self, path: str) -> int:
        place = self._root / path
        if os.path.realpath(place.parent) != str(place.parent):
            raise CopyFault("altered", "not-a-file")
        # without O_NONBLOCK, opening a named pipe blocks until another process opens it for writing
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise CopyFault("altered", "not-a-file")
        return handle

    def paths(self) -> dict[str, CopyFault | None]:
        """Return the paths of all files, links and special files as keys, each with None; see `Copy.paths`."""
        found: dict[str, CopyFault | None] = {}
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self._root / folder) as entries:
                    for entry in entries:
                        path = f"{folder}{entry.name}"
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(f"{path}/")
                        else:
                            found[path] = None
            except OSError as error:
                found[folder or "."] = CopyFault("unchecked", "system", error.strerror or str(error))
        return found


def _fault(error: OSError) -> CopyFault:
    # a name that is too long for the file system cannot exist in it
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return CopyFault("missing")
    if error.errno == errno.ELOOP:
        return CopyFault("altered", "not-a-file")
    return CopyFault("unchecked", "system", error.strerror or str(error))


PATIENCE = 12
"""After this many files in a row that fail or are slow, no more are requested from a copy."""

_WINDOW = 64
"""How many files are queued for the threads at once: a list may name half a million."""


class CopyFindings(msgspec.Struct):
    """The result of comparing a copy with the list of its checksums. Paths are sorted.

    Attributes:
        same: The number of files that match their digests.
        missing: The reasons why files are missing, by path; `unchecked` likewise.
        altered: The same for altered files; None if a file was read and its digest differs.
        extra: The paths of files that are not in the list.
        unasked: How many files were no longer requested, by reason: `given-up` (too many failures) or `spent` (limits).
        waiting: The paths of search files that a deployment says have left the site and wait to be deleted; nothing
            tells whose bytes they have.
        untold: The number of files without a public address that were not found. This is no fault: they cannot be
            listed on a host, and are not in a copy that was made over the web.
        seen_whole: Whether the files could be listed, so that `extra` is complete.
        by_name: Whether the host answered 404 for every folder (`a/`), so that pages were requested by file name.
        remarks: The names of received response headers that are not known as harmless.
    """

    same: int = 0
    missing: dict[str, CopyFault] = msgspec.field(default_factory=dict)
    altered: dict[str, CopyFault | None] = msgspec.field(default_factory=dict)
    unchecked: dict[str, CopyFault] = msgspec.field(default_factory=dict)
    extra: list[str] = msgspec.field(default_factory=list)
    waiting: list[str] = msgspec.field(default_factory=list)
    unasked: dict[str, int] = msgspec.field(default_factory=dict)
    untold: int = 0
    seen_whole: bool = True
    by_name: bool = False
    remarks: list[str] = msgspec.field(default_factory=list)

    @property
    def status(self) -> int:
        """The exit status: 0 if the copy equals the publication, 1 if not, 2 if some files could not be checked."""
        if self.missing or self.altered or self.extra:
            return 1
        return 2 if self.unchecked or self.unasked else 0

    def add(self, path: str, answer: bytes | CopyFault, wanted: bytes) -> None:
        """Record the result for one file: its digest, or why it could not be read, and the digest in the list."""
        if answer == wanted:
            self.same += 1
        elif isinstance(answer, bytes):
            self.altered[path] = None
        elif answer.reason in ("given-up", "spent"):
            self.unasked[answer.reason] = self.unasked.get(answer.reason, 0) + 1
        else:
            getattr(self, answer.kind)[path] = answer


def compare(
    copy: Copy,
    sums: Mapping[str, bytes],
    unlisted: Collection[bytes],
    host_rules: Mapping[str, str],
    step: Callable[[], None] = lambda: None,
    apart: Callable[[str], bool] = is_apart,
) -> CopyFindings:
    """Read all files of a copy, compare them with the list of checksums, and return the findings.

    Args:
        sums: The digests in the list, by path.
        unlisted: The digests from `SHA256SUMS.unlisted`, a second list for files whose addresses are not public.
        host_rules: The paths of configuration files that web hosts read but do not serve, each with the path of an
            equal file in the list. They may be missing from the copy.
        step: Called after each file of the list, to show progress.
        apart: Returns whether a file that is not in the list belongs to the publication nevertheless, as signatures do.
    """
    found = CopyFindings()
    there = copy.paths()
    found.seen_whole = there is not None
    checker = _Checker(copy)
    for path, answer in checker.digests(sorted(sums, key=str.encode)):
        step()
        found.add(path, answer, sums[path])
    if copy.by_folder and (pages := _without_folders(sums, found)):
        copy.by_folder, found.by_name = False, True
        for path, answer in checker.digests(pages):
            del found.missing[path]
            found.add(path, answer, sums[path])
    found.unchecked |= {path: fault for path, fault in (there or {}).items() if fault}
    unlisted_paths = (there or {}).keys() - found.unchecked.keys() - sums.keys()
    others = {path for path in unlisted_paths if not apart(path)}
    rules = {path: sums[like] for path, like in host_rules.items() if path in others and like in sums}
    for path, digest in rules.items():
        found.add(path, checker.digest(path), digest)
    found.altered, found.missing = dict(sorted(found.altered.items())), dict(sorted(found.missing.items()))
    found.unchecked = dict(sorted(found.unchecked.items()))
    hidden = _extra(checker, others - rules.keys(), unlisted, found)
    found.untold = len(set(unlisted) - hidden)
    found.remarks = sorted(copy.remarks)
    return found


def _without_folders(sums: Iterable[str], found: CopyFindings) -> list[str]:
    """Return the paths of all pages if the host answered 404 at each folder (`a/`): they must be requested by name.

    Otherwise return none: if the host serves some pages at their folder, any other page is missing for readers, even if
    it is served by its file name.
    """
    pages = [path for path in sums if path.rpartition("/")[2] == "index.html"]
    gone = (found.missing.get(path) for path in pages)
    return pages if all(fault and (fault.reason, fault.found) == ("status", "404") for fault in gone) else []


def _extra(checker: _Checker, paths: Collection[str], unlisted: Collection[bytes], found: CopyFindings) -> set[bytes]:
    """Check the files that are not in `SHA256SUMS`, and record in `found` whether they are the same or extra.

    Return the digests in `unlisted` for which the copy has a file.
    """
    hidden = set()
    for path in sorted(paths, key=lambda path: path.encode("utf-8", "surrogateescape")):
        answer = checker.digest(path)
        line = unlisted_digest(path, answer) if isinstance(answer, bytes) and path.isprintable() else b""
        if line in unlisted:
            hidden.add(line)
            found.same += 1
        else:
            found.extra.append(path)
    return hidden


_FINAL = ("too-slow", "spent")
"""The reasons of a `CopyFault` after which a file is not requested again."""


class _Checker:
    """Computes the digests of a copy's files in several threads; it stops after too many failures."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._failures, self._over, self._lock = 0, "", threading.Lock()

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | CopyFault]]:
        """Yield each path, in order, with the digest of its file or the reason why that cannot be read."""
        left = iter(paths)
        with ThreadPoolExecutor(self._copy.connections) as pool:
            while window := list(islice(left, _WINDOW)):
                yield from zip(window, pool.map(self.digest, window), strict=True)

    def digest(self, path: str) -> bytes | CopyFault:
        """Return the digest of a file, or a CopyFault (not raised) if it cannot be read.

        A file that could not be checked is requested once more, unless the reason is in `_FINAL`. After `PATIENCE`
        failures in a row none is requested any more, and the reason is `given-up`.
        """
        with self._lock:
            if self._over:
                return CopyFault("unchecked", self._over)
        began = time.monotonic()
        answer = self._asked(path)
        if isinstance(answer, CopyFault) and answer.kind == "unchecked" and answer.reason not in _FINAL:
            # networks fail occasionally
            answer = self._asked(path)
        with self._lock:
            # also stop asking a host that sends oversized files or sends them very slowly
            failed = isinstance(answer, CopyFault) and (answer.kind == "unchecked" or answer.reason == "too-large")
            slow = time.monotonic() - began > LIMITS.silence
            self._failures = self._failures + 1 if failed or slow else 0
            if isinstance(answer, CopyFault) and answer.reason == "spent":
                self._over = "spent"
            elif self._failures >= PATIENCE:
                self._over = self._over or "given-up"
        return answer

    def _asked(self, path: str) -> bytes | CopyFault:
        try:
            return digest_of_pieces(self._copy.chunks(path, LIMITS.size))
        except CopyFault as fault:
            return fault.alone()


def fetched(copy: Copy, path: str, most: int) -> bytes:
    """Return the bytes of a file of a copy; CopyFault if it cannot be read or has more than `most` bytes."""
    return b"".join(copy.chunks(path, most))
