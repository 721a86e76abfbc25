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
"""The name of a second list, for files whose addresses must stay secret. It states digests without any paths."""

SIGNATURE = "SHA256SUMS.minisig"
"""The name of the file with the signature of the list of checksums, made by minisign."""

_LINE = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)\Z", re.DOTALL)
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_MEANT = {"\\": "\\", "n": "\n", "r": "\r"}


class SumsError(ValueError):
    """Raised if a list of checksums cannot be parsed, or contains a path that is not allowed.

    Attributes:
        line: The number of the faulty line, from 1.
        found: The beginning of that line or of the path in it.
    """

    def __init__(self, line: int, found: str) -> None:
        """Create the error.

        Args:
            line: The number of the faulty line, from 1.
            found: The beginning of that line or of the path in it.
        """
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

    Args:
        data: The bytes of the list, which may come from a hostile copy of the site.

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
    """Return the digest that `SHA256SUMS.unlisted` states for a file whose address is not public.

    It is the SHA-256 of the line that `sha256sum` prints for the file, so that a reader who knows the address can check
    the file with `sha256sum path | sha256sum`. Others cannot find the address by trying likely ones, because the hashed
    line contains the digest of the file's bytes.

    Args:
        path: The path of the file, relative to the output folder.
        checksum: Its SHA-256 digest, 32 bytes.
    """
    return digest(sum_line(path, checksum))


def unlisted_file(digests: Iterable[bytes]) -> bytes:
    """Return the content of `SHA256SUMS.unlisted`: the digests in hex, sorted, one per line.

    Args:
        digests: What `unlisted_digest` returns for each file whose address is not public.
    """
    return "".join(f"{each.hex()}\n" for each in sorted(digests)).encode()


def parse_unlisted(data: bytes) -> frozenset[bytes]:
    """Parse `SHA256SUMS.unlisted` (one digest per line, no paths); return the digests.

    Args:
        data: The bytes of the file, which may come from a hostile copy of the site.

    Raises:
        SumsError: A line is malformed.
    """
    found = set()
    lines = data.decode("utf-8", "replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, start=1):
        if not _DIGEST.match(line):
            raise SumsError(number, line[:80])
        found.add(bytes.fromhex(line))
    return frozenset(found)
