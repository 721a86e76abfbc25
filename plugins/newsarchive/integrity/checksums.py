r"""The list of checksums of a publication.

A publication contains the file `SHA256SUMS` with the digests of its files, so that anybody can check a copy of the site
with `sha256sum --check` or `newsarchive verify`. A second list, `SHA256SUMS.unlisted`, covers the files whose addresses
are not public, without naming them. A build calls `sums_file` and `unlisted_file` to write the lists; `verify` calls
`parse_sums` and `parse_unlisted` to read those of a copy.

Each line consists of a SHA-256 digest in 64 hex digits, two spaces and a path. If the path contains a backslash or a
line break, the line begins with a backslash and the path has the escapes `\\`, `\n` and `\r` (GNU coreutils manual,
md5sum).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from newsarchive.digests import digest

SUMS = "SHA256SUMS"
"""The name of the list of checksums; it contains all files whose addresses are public."""

UNLISTED = "SHA256SUMS.unlisted"
"""The name of the list for files whose addresses must stay secret, such as hidden texts (see `unlisted_digest`)."""

SIGNATURE = "SHA256SUMS.minisig"
"""The name of the signature of the list."""

_LINE = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)\Z", re.DOTALL)
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_MEANT = {"\\": "\\", "n": "\n", "r": "\r"}


class SumsError(ValueError):
    """A list of checksums cannot be parsed, or contains a path that is not allowed.

    `line` is the number of the faulty line, from 1; `found` is the beginning of that line or of its path.
    """

    def __init__(self, line: int, found: str) -> None:
        """Create the error for a line number and the beginning of that line or of its path."""
        super().__init__(f"line {line}: {found!r}")
        self.line, self.found = line, found


def sum_line(path: str, checksum: bytes) -> bytes:
    """Return the line of one file in the list, as `sha256sum path` prints it, with its line break.

    Args:
        path: The path of the file, relative to the output folder.
        checksum: Its SHA-256 digest, 32 bytes.
    """
    escaped = "".join(_ESCAPES.get(letter, letter) for letter in path)
    mark = "\\" if escaped != path else ""
    return f"{mark}{checksum.hex()}  {escaped}\n".encode()


def sums_file(digests: Mapping[str, bytes]) -> bytes:
    """Return the content of `SHA256SUMS`, sorted by the UTF-8 bytes of the paths.

    Args:
        digests: The SHA-256 digest of each file, by path.
    """
    return b"".join(sum_line(path, digests[path]) for path in sorted(digests, key=str.encode))


def parse_sums(data: bytes) -> dict[str, bytes]:
    """Parse a list of checksums and return the digests by path, in the order of the list.

    The list is untrusted input.

    Raises:
        SumsError: A line is malformed, or a path is listed twice, is that of the list or its signature, or could
            point outside the copy's folder (absolute, empty, or with an empty, `.` or `..` part or a null character).
    """
    found: dict[str, bytes] = {}
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line and number > data.count(b"\n"):
            break
        path, checksum = _parsed(number, line)
        if path in found or path in (SUMS, SIGNATURE) or not _is_inside(path):
            raise SumsError(number, path[:80])
        found[path] = checksum
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


def unlisted_digest(path: str, checksum: bytes) -> bytes:
    """Return the digest that represents a file whose address is not public: the SHA-256 of its `sum_line`.

    A reader who knows the address can check the file with `sha256sum path | sha256sum`. The address cannot be found by
    trying likely ones without the file's bytes, because the hashed line contains their digest.

    Args:
        path: The path of the file.
        checksum: Its SHA-256 digest.
    """
    return digest(sum_line(path, checksum))


def unlisted_file(digests: Iterable[bytes]) -> bytes:
    """Return the content of `SHA256SUMS.unlisted`: digests (see `unlisted_digest`) in hex, sorted, one per line."""
    return "".join(f"{each.hex()}\n" for each in sorted(digests)).encode()


def parse_unlisted(data: bytes) -> frozenset[bytes]:
    """Parse `SHA256SUMS.unlisted` and return its digests; raise SumsError if a line is malformed."""
    found = set()
    lines = data.decode("utf-8", "replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, start=1):
        if not _DIGEST.match(line):
            raise SumsError(number, line[:80])
        found.add(bytes.fromhex(line))
    return frozenset(found)
