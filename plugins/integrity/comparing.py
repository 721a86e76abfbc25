"""A copy held against a list of sums: what is missing, altered or too many, and what could not be looked at."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from .copies import LIMITS, Copy, CopyFault, Limits
from .sums import SIGNATURE, SUMS, unlisted_digest

PATIENCE = 12
"""After so many files in a row that could not be looked at, the others are not asked for."""


@dataclass
class Findings:
    """What a comparison found, by path; each list is sorted.

    `same` files are as the list says. `missing`, `altered` and `unchecked` have why, `extra` are on no list. `untold`
    counts files whose address the list does not tell and that were not found. That is no fault: they cannot be seen on
    a host, nor be in a copy that was made over the web.
    """

    same: int = 0
    missing: dict[str, CopyFault] = field(default_factory=dict)
    altered: dict[str, CopyFault | None] = field(default_factory=dict)
    unchecked: dict[str, CopyFault] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    untold: int = 0
    seen_whole: bool = True

    @property
    def status(self) -> int:
        """0 where the copy is whole, 1 where it is not, 2 where that could not be found out."""
        if self.missing or self.altered or self.extra:
            return 1
        return 2 if self.unchecked else 0


def compare(
    copy: Copy,
    sums: Mapping[str, bytes],
    unlisted: Collection[bytes],
    host_rules: Mapping[str, str],
    step: Callable[[], None] = lambda: None,
) -> Findings:
    """Compare a copy's files with the list.

    Args:
        copy: The files.
        sums: Digests by path, as the list has them.
        unlisted: Digests of the lines of files whose address the list does not tell.
        host_rules: Paths of files that hosts read and do not serve, each with that of its copy in the list. They are
            not in the list and may be missing; where they are there, they must be equal to their copies.
        step: Called for each file of the list.
    """
    found = Findings()
    there = copy.paths()
    found.seen_whole = there is not None
    checker = _Checker(copy)
    paths = sorted(sums, key=str.encode)
    with ThreadPoolExecutor(copy.connections) as pool:
        for path, answer in zip(paths, pool.map(checker.digest, paths), strict=True):
            step()
            if answer == sums[path]:
                found.same += 1
            elif isinstance(answer, bytes):
                found.altered[path] = None
            else:
                getattr(found, answer.kind)[path] = answer
    others = (there or frozenset()) - sums.keys() - {SUMS, SIGNATURE}
    rules = {path: sums[like] for path, like in host_rules.items() if path in others and like in sums}
    for path, digest in rules.items():
        if checker.digest(path) == digest:
            found.same += 1
        else:
            found.altered[path] = None
    hidden = _extra(checker, others - rules.keys(), unlisted, found)
    found.untold = len(set(unlisted) - hidden)
    return found


def _extra(checker: _Checker, paths: Collection[str], unlisted: Collection[bytes], found: Findings) -> set[bytes]:
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


class _Checker:
    """Asks a copy for files, from any thread, until too many in a row cannot be had."""

    def __init__(self, copy: Copy, limits: Limits = LIMITS) -> None:
        self._copy, self._limits = copy, limits
        self._failures, self._lock = 0, threading.Lock()

    def digest(self, path: str) -> bytes | CopyFault:
        """Return the digest of a file's bytes, or why there is none."""
        with self._lock:
            if self._failures >= PATIENCE:
                return CopyFault("unchecked", "given-up")
        answer = self._asked(path)
        if isinstance(answer, CopyFault) and answer.kind == "unchecked" and answer.reason != "too-slow":
            # networks fail now and then
            answer = self._asked(path)
        with self._lock:
            # a host that sends without end is not asked for everything either
            failed = isinstance(answer, CopyFault) and (answer.kind == "unchecked" or answer.reason == "too-large")
            self._failures = self._failures + 1 if failed else 0
        return answer

    def _asked(self, path: str) -> bytes | CopyFault:
        total = hashlib.sha256()
        try:
            for piece in self._copy.chunks(path, self._limits.size):
                total.update(piece)
        except CopyFault as fault:
            return fault
        return total.digest()


def fetched(copy: Copy, path: str, most: int) -> bytes:
    """Return a file's bytes; CopyFault where it has none, or more than `most`."""
    return b"".join(copy.chunks(path, most))
