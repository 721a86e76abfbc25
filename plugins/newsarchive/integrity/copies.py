"""A copy of the site, and the comparison with its checksums.

A copy is a folder, for example an unpacked archive (`FolderCopy`), or a mirror on the web (`hosts.Host`). The
command `newsarchive verify` passes one to `compare`, which reads every file and returns `CopyFindings`: which files are
the same as in the list of checksums, and which are missing, altered, unknown or could not be checked. A copy is
untrusted, so all reading is limited in size and time.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from newsarchive.digests import digest_of_pieces

from .checksums import SIGNATURE, SUMS, unlisted_digest

Kind = Literal["missing", "altered", "unchecked"]


class CopyFault(Exception):  # noqa: N818 - what is wrong with a copy, not with the program
    """Raised if a file in a copy of the site is missing, altered or cannot be checked; also stored as a result.

    Attributes:
        kind: Which of the three it is: `missing`, `altered` or `unchecked`.
        reason: A code such as `too-slow`, which is the last part of the key of a message to the user; may be empty.
        found: A detail of at most 200 characters: an HTTP status, an address or the system's error message, for
            example; may be empty.
    """

    def __init__(self, kind: Kind, reason: str = "", found: str = "") -> None:
        """Create the fault.

        Args:
            kind: `missing`, `altered` or `unchecked`.
            reason: A code such as `too-slow`, or an empty string.
            found: A detail, such as an HTTP status; it is cut to 200 characters.
        """
        super().__init__(f"{kind}: {reason} {found}".strip())
        self.kind, self.reason, self.found = kind, reason, found[:200]

    def alone(self) -> CopyFault:
        """Return a copy of this fault to be stored: without a traceback, which would keep many objects in memory."""
        return CopyFault(self.kind, self.reason, self.found)


class Limits(NamedTuple):
    """The limits on what an untrusted copy can make us download and wait for.

    Attributes:
        size: Bytes per file.
        seconds: Seconds per file.
        silence: Seconds to wait for the next byte.
        total: Bytes from one host, all files together.
        run: Seconds for one host, all files together.
    """

    size: int = 64 << 20
    seconds: float = 60
    silence: float = 15
    total: int = 16 << 30
    run: float = 2 * 60 * 60


LIMITS = Limits()


class Copy(Protocol):
    """The interface of a copy of the published site: a local folder or a web server, whose files can be read.

    The methods may be called from any thread.
    """

    connections: int
    """The number of files that may be requested at the same time."""

    by_folder: bool
    """Whether the file `a/index.html` is requested as `a/`, as browsers do; set to False for hosts that refuse this."""

    @property
    def remarks(self) -> Collection[str]:
        """The names of HTTP response headers that were received although the publication itself does not send them."""
        ...

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield the bytes of a file in chunks; raise CopyFault if it cannot be read or has more than `most` bytes."""
        ...

    def paths(self) -> dict[str, CopyFault | None] | None:
        """Return the paths of all files in the copy as keys, or None if they cannot be listed, as on a web server.

        The value of a file is None. A folder that cannot be listed is a key, too, with the reason as its value.
        """
        ...


_PIECE = 1 << 20


class FolderCopy:
    """A copy in a local folder with untrusted contents: no links are followed and only regular files are read."""

    connections, by_folder, remarks = 1, False, ()

    def __init__(self, root: Path) -> None:
        """Store the folder of the copy, without reading it yet.

        Args:
            root: The folder. It may itself be a symbolic link; links inside it are not followed.
        """
        self._root = root.resolve()

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield the bytes of a file in chunks.

        Args:
            path: The path of the file, relative to the folder.
            most: The greatest number of bytes that the file may have.

        Raises:
            CopyFault: The file is missing or unreadable, is not a regular file, or is too large.
        """
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
        """Return the paths of all files, symbolic links and special files in the folder as keys, with the value None.

        A folder inside that cannot be read is a key, too, with the reason as its value.
        """
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
"""The number of files in a row that fail or are slow after which no more files are requested from a copy."""

_WINDOW = 64
"""How many files are queued for the threads at once. A list may name half a million, too many to queue together."""


@dataclass
class CopyFindings:
    """The result of comparing a copy of the site with the list of its checksums. Paths are sorted.

    Attributes:
        same: The number of files that match their digests.
        missing: The reasons, by the paths of the missing files.
        altered: The reasons, by the paths of the altered files; None if a file was read and its digest differs.
        unchecked: The reasons, by the paths of files and folders that could not be checked.
        extra: The paths of files that are not in the list.
        unasked: The number of files that were not requested any more, by reason: `given-up` after too many failures in
            a row, `spent` when the limit of bytes or time for the whole copy was reached.
        untold: The number of files without a public address that were not found. This is not a fault: such files cannot
            be listed on a host, and are not in a copy that was made over the web.
        seen_whole: Whether the files of the copy could be listed, so that `extra` is complete.
        by_name: Whether the host answered 404 at the address of every folder (`a/`), so that each page was requested by
            its file name (`a/index.html`).
        remarks: The names of received response headers that the publication itself does not send.
    """

    same: int = 0
    missing: dict[str, CopyFault] = field(default_factory=dict)
    altered: dict[str, CopyFault | None] = field(default_factory=dict)
    unchecked: dict[str, CopyFault] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    unasked: dict[str, int] = field(default_factory=dict)
    untold: int = 0
    seen_whole: bool = True
    by_name: bool = False
    remarks: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The exit status: 0 if the copy equals the publication, 1 if not, 2 if some files could not be checked."""
        if self.missing or self.altered or self.extra:
            return 1
        return 2 if self.unchecked or self.unasked else 0

    def add(self, path: str, answer: bytes | CopyFault, wanted: bytes) -> None:
        """Record the result for one file: as the same, altered, missing, unchecked or not requested.

        Args:
            path: The path of the file.
            answer: The digest of the file in the copy, or the reason why it could not be read.
            wanted: The digest in the list.
        """
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
) -> CopyFindings:
    """Read all files of a copy, compare them with the list of checksums, and return which are the same, missing etc.

    Args:
        copy: The copy.
        sums: The digests in the list, by path.
        unlisted: The digests from `SHA256SUMS.unlisted`, a second list for files whose addresses are not public.
        host_rules: The paths of configuration files that web hosts read but do not serve, each with the path of an
            equal file in the list. They may be missing from the copy; one that is there must equal its listed file.
        step: Called after each file of the list, to show progress.
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
    others = (there or {}).keys() - found.unchecked.keys() - sums.keys() - {SUMS, SIGNATURE}
    rules = {path: sums[like] for path, like in host_rules.items() if path in others and like in sums}
    for path, digest in rules.items():
        found.add(path, checker.digest(path), digest)
    for faults in (found.altered, found.missing, found.unchecked):
        _sort(faults)
    hidden = _extra(checker, others - rules.keys(), unlisted, found)
    found.untold = len(set(unlisted) - hidden)
    found.remarks = sorted(copy.remarks)
    return found


def _sort(faults: dict[str, Any]) -> None:
    ordered = sorted(faults.items())
    faults.clear()
    faults.update(ordered)


def _without_folders(sums: Iterable[str], found: CopyFindings) -> list[str]:
    """Return the paths of all pages (`a/index.html`) if the host answered 404 at the address of each folder (`a/`).

    The caller must then request these pages by file name. Otherwise the list is empty: if the host serves some pages at
    the address of their folder, any other page is missing for readers, even if the host serves it by file name.

    Args:
        sums: The paths in the list of checksums.
        found: The result of requesting all of them, pages by the address of their folder.
    """
    pages = [path for path in sums if path.rpartition("/")[2] == "index.html"]
    gone = (found.missing.get(path) for path in pages)
    return pages if all(fault and (fault.reason, fault.found) == ("status", "404") for fault in gone) else []


def _extra(checker: _Checker, paths: Collection[str], unlisted: Collection[bytes], found: CopyFindings) -> set[bytes]:
    """Check the files that are in the copy but not in `SHA256SUMS`, and record in `found` whether they belong there.

    Args:
        checker: Reads the files.
        paths: The paths of these files in the copy.
        unlisted: The digests from `SHA256SUMS.unlisted`, for files whose addresses are not public. A file with one of
            these digests counts as the same, any other file as extra.
        found: The result, which is extended.

    Returns:
        The digests in `unlisted` for which the copy has a file.
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
"""The reasons of a `CopyFault` after which the same file is not requested a second time."""


class _Checker:
    """Reads the files of a copy in several threads and computes their digests; it stops after too many failures."""

    def __init__(self, copy: Copy, limits: Limits = LIMITS) -> None:
        self._copy, self._limits = copy, limits
        self._failures, self._over, self._lock = 0, "", threading.Lock()

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | CopyFault]]:
        """Yield each path, in the given order, with the digest of its file or the reason why that cannot be read."""
        left = iter(paths)
        with ThreadPoolExecutor(self._copy.connections) as pool:
            while window := list(islice(left, _WINDOW)):
                yield from zip(window, pool.map(self.digest, window), strict=True)

    def digest(self, path: str) -> bytes | CopyFault:
        """Return the digest of a file in the copy, or a CopyFault (not raised) if it cannot be read.

        A file that could not be checked is requested once more, unless the reason is `too-slow` or `spent`. After
        `PATIENCE` failures in a row, no file is requested any more, and the reason for each further one is `given-up`.
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
            slow = time.monotonic() - began > self._limits.silence
            self._failures = self._failures + 1 if failed or slow else 0
            if isinstance(answer, CopyFault) and answer.reason == "spent":
                self._over = "spent"
            elif self._failures >= PATIENCE:
                self._over = self._over or "given-up"
        return answer

    def _asked(self, path: str) -> bytes | CopyFault:
        try:
            return digest_of_pieces(self._copy.chunks(path, self._limits.size))
        except CopyFault as fault:
            return fault.alone()


def fetched(copy: Copy, path: str, most: int) -> bytes:
    """Return the bytes of one file of a copy; raise CopyFault if it cannot be read or has more than `most` bytes."""
    return b"".join(copy.chunks(path, most))
