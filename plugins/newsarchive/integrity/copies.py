"""A copy of the site, and the comparison with its checksums."""

from __future__ import annotations

import errno
import hashlib
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

from .checksums import SIGNATURE, SUMS, unlisted_digest

Kind = Literal["missing", "altered", "unchecked"]


class CopyFault(Exception):  # noqa: N818 - what is wrong with a copy, not with the program
    """A file of a copy is not there, is not what it was, or cannot be looked at.

    `reason` is the key of a message (`newsroom.verify.reason.…`), empty where there is no more to say; `found` is what
    was met: a status, an address, the system's words.
    """

    def __init__(self, kind: Kind, reason: str = "", found: str = "") -> None:
        """Keep what is wrong."""
        super().__init__(f"{kind}: {reason} {found}".strip())
        self.kind, self.reason, self.found = kind, reason, found[:200]

    def alone(self) -> CopyFault:
        """Return the same fault without the stack that it was raised in, which would keep all that was in use there."""
        return CopyFault(self.kind, self.reason, self.found)


class Limits(NamedTuple):
    """How much a copy, which may be anybody's, can have us do.

    For one file at most so many bytes; in so many seconds, of which so many may pass without a byte. A host may send
    `total` bytes altogether, in `run` seconds.
    """

    size: int = 64 << 20
    seconds: float = 60
    silence: float = 15
    total: int = 16 << 30
    run: float = 2 * 60 * 60


LIMITS = Limits()


class Copy(Protocol):
    """A copy of a publication. Any thread may ask."""

    connections: int
    """How many files may be asked for at once."""

    by_folder: bool
    """Whether a page is asked for at its folder's address, as readers ask for it."""

    @property
    def remarks(self) -> Collection[str]:
        """Names of headers that came with files, and do not come with those of the publication itself."""
        ...

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield a file's bytes, piece by piece; CopyFault where it has none, or more than `most`."""
        ...

    def paths(self) -> dict[str, CopyFault | None] | None:
        """Return the paths of all files that are there; None where that cannot be seen.

        A folder that cannot be listed is among them, with its fault.
        """
        ...


_PIECE = 1 << 20


class FolderCopy:
    """A folder, which may be anybody's: no link is followed out of it, and nothing but a plain file is read."""

    connections, by_folder, remarks = 1, False, ()

    def __init__(self, root: Path) -> None:
        """`root` itself may be a link."""
        self._root = root.resolve()

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield a file's bytes; CopyFault where there is no plain file, or a longer one than `most`."""
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
        # a pipe would keep us waiting for whoever writes into it
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise CopyFault("altered", "not-a-file")
        return handle

    def paths(self) -> dict[str, CopyFault | None]:
        """Return the paths of all that is no folder, links among it, and of folders that cannot be listed."""
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
    # no folder holds a name that is too long for it
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return CopyFault("missing")
    if error.errno == errno.ELOOP:
        return CopyFault("altered", "not-a-file")
    return CopyFault("unchecked", "system", error.strerror or str(error))


PATIENCE = 12
"""After so many files in a row that could not be had, or not soon, the others are not asked for."""

_WINDOW = 64
"""How many files are waited for at once: a list may name half a million."""


@dataclass
class CopyFindings:
    """What a comparison found, by path; each list is sorted.

    `same` files are as the list says. `missing`, `altered` and `unchecked` have why, `extra` are on no list. `unasked`
    counts files that were not asked for any more, by why. `untold`
    counts files whose address the list does not tell and that were not found. That is no fault: they cannot be seen on
    a host, nor be in a copy that was made over the web. `by_name`: the host shows no page at its folder's address, and
    each was asked for by the name of its file. `remarks` are names of headers that the publication does not send.
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
        """0 where the copy is whole, 1 where it is not, 2 where that could not be found out."""
        if self.missing or self.altered or self.extra:
            return 1
        return 2 if self.unchecked or self.unasked else 0

    def add(self, path: str, answer: bytes | CopyFault, wanted: bytes) -> None:
        """Add a file of the list, by the digest that it has or why it has none."""
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
    """Compare a copy's files with the list.

    Args:
        copy: The files.
        sums: Digests by path, as the list has them.
        unlisted: Digests of the lines of files whose address the list does not tell.
        host_rules: Paths of files that hosts read and do not serve, each with that of its copy in the list. They are
            not in the list and may be missing; where they are there, they must be equal to their copies.
        step: Called for each file of the list.
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
    """Return the pages of a host that knows no page by its folder's address: it answers 404 at all of them.

    Where some are shown, a page that is not is missing for readers, whatever lies under its file's name.
    """
    pages = [path for path in sums if path.rpartition("/")[2] == "index.html"]
    gone = (found.missing.get(path) for path in pages)
    return pages if all(fault and (fault.reason, fault.found) == ("status", "404") for fault in gone) else []


def _extra(checker: _Checker, paths: Collection[str], unlisted: Collection[bytes], found: CopyFindings) -> set[bytes]:
    """Sort out the files that the list does not name; the digests of those that it counts."""
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
"""What is no better when it is asked for again."""


class _Checker:
    """Asks a copy for files, from any thread, until too many in a row cannot be had."""

    def __init__(self, copy: Copy, limits: Limits = LIMITS) -> None:
        self._copy, self._limits = copy, limits
        self._failures, self._over, self._lock = 0, "", threading.Lock()

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | CopyFault]]:
        """Yield each file's path and digest, or why it has none, in their order."""
        left = iter(paths)
        with ThreadPoolExecutor(self._copy.connections) as pool:
            while window := list(islice(left, _WINDOW)):
                yield from zip(window, pool.map(self.digest, window), strict=True)

    def digest(self, path: str) -> bytes | CopyFault:
        """Return the digest of a file's bytes, or why there is none."""
        with self._lock:
            if self._over:
                return CopyFault("unchecked", self._over)
        began = time.monotonic()
        answer = self._asked(path)
        if isinstance(answer, CopyFault) and answer.kind == "unchecked" and answer.reason not in _FINAL:
            # networks fail now and then
            answer = self._asked(path)
        with self._lock:
            # a host that sends without end, or drips, is not asked for everything either
            failed = isinstance(answer, CopyFault) and (answer.kind == "unchecked" or answer.reason == "too-large")
            slow = time.monotonic() - began > self._limits.silence
            self._failures = self._failures + 1 if failed or slow else 0
            if isinstance(answer, CopyFault) and answer.reason == "spent":
                self._over = "spent"
            elif self._failures >= PATIENCE:
                self._over = self._over or "given-up"
        return answer

    def _asked(self, path: str) -> bytes | CopyFault:
        total = hashlib.sha256()
        try:
            for piece in self._copy.chunks(path, self._limits.size):
                total.update(piece)
        except CopyFault as fault:
            return fault.alone()
        return total.digest()


def fetched(copy: Copy, path: str, most: int) -> bytes:
    """Return a file's bytes; CopyFault where it has none, or more than `most`."""
    return b"".join(copy.chunks(path, most))
