r"""The list of checksums of a publication.

A line is a digest of 64 hex digits, two spaces and a path. Where a path holds a backslash or a line break, the line
begins with a backslash and the path has `\\`, `\n` and `\r` for them, as the GNU coreutils' manual says (md5sum).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

SUMS = "SHA256SUMS"
"""The list of all files that may be told of."""

UNLISTED = "SHA256SUMS.unlisted"
"""Digests for the files of which no list tells the address: see `unlisted_file`."""

SIGNATURE = "SHA256SUMS.minisig"
"""The signature of the list."""

_LINE = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)\Z", re.DOTALL)
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_MEANT = {"\\": "\\", "n": "\n", "r": "\r"}


class SumsError(ValueError):
    """A list of sums cannot be read, or names what no copy may hold: `line` counts from 1, `found` is its beginning."""

    def __init__(self, line: int, found: str) -> None:
        """Keep where it is and what stands there."""
        super().__init__(f"line {line}: {found!r}")
        self.line, self.found = line, found


def sum_line(path: str, digest: bytes) -> bytes:
    """Return a file's line, its line break included, as `sha256sum path` prints it."""
    escaped = "".join(_ESCAPES.get(letter, letter) for letter in path)
    mark = "\\" if escaped != path else ""
    return f"{mark}{digest.hex()}  {escaped}\n".encode()


def sums_file(digests: Mapping[str, bytes]) -> bytes:
    """Return the list for files by path, sorted by the bytes of their paths."""
    return b"".join(sum_line(path, digests[path]) for path in sorted(digests, key=str.encode))


def parse_sums(data: bytes) -> dict[str, bytes]:
    """Return the digests by path, in the list's order; SumsError for what is no such list.

    A list may come from anybody: one that names a path twice, itself or its signature, or a path that may lead out of
    the copy's folder (absolute, empty, with `.`, `..` or a null in it) is refused whole.
    """
    found: dict[str, bytes] = {}
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line and number > data.count(b"\n"):
            break
        path, digest = _parsed(number, line)
        if path in found or path in (SUMS, SIGNATURE) or not _is_inside(path):
            raise SumsError(number, path[:80])
        found[path] = digest
    return found


def _parsed(number: int, line: bytes) -> tuple[str, bytes]:
    shown = line[:80].decode("utf-8", "replace")
    try:
        match = _LINE.match(line.decode("utf-8"))
    except UnicodeDecodeError:
        match = None
    if not match:
        raise SumsError(number, shown)
    path = match[3]
    if match[1]:
        if any(each not in _MEANT for each in _ESCAPED.findall(path)):
            raise SumsError(number, shown)
        path = _ESCAPED.sub(lambda each: _MEANT[each[1]], path)
    return path, bytes.fromhex(match[2])


def _is_inside(path: str) -> bool:
    return "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


def unlisted_digest(path: str, digest: bytes) -> bytes:
    """Return what stands for a file whose address is not told: the SHA-256 of its line.

    Whoever has the address can check the file (`sha256sum path | sha256sum`); nobody can find the address by
    trying, without having the file's bytes.
    """
    return hashlib.sha256(sum_line(path, digest)).digest()


def unlisted_file(digests: Iterable[bytes]) -> bytes:
    """Return `SHA256SUMS.unlisted`: the digests in hex, sorted, one on a line."""
    return "".join(f"{digest.hex()}\n" for digest in sorted(digests)).encode()


def parse_unlisted(data: bytes) -> frozenset[bytes]:
    """Return the digests; SumsError for what is no such file."""
    found = set()
    lines = data.decode("utf-8", "replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, start=1):
        if not _DIGEST.match(line):
            raise SumsError(number, line[:80])
        found.add(bytes.fromhex(line))
    return frozenset(found)
