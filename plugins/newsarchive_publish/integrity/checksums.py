r"""The list of checksums of a publication.

The file `SHA256SUMS` has the digests of a publication's files, so that anybody can check a copy of the site with
`sha256sum --check` or `newsarchive verify`. A second list, `SHA256SUMS.unlisted`, covers the files whose addresses are
not public, without naming them. Lists that are parsed may come from a hostile copy.

A line has a SHA-256 digest in 64 hex digits, two spaces and a path. If the path contains a backslash or a line break,
the line begins with a backslash and the path has the escapes `\\`, `\n` and `\r` (GNU coreutils manual, md5sum).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping

from newsarchive.api import CHAIN, HEX_DIGEST, STATE, SUMS, digest, is_published_name, signed_path

_LINE = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)\Z", re.DOTALL)
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_RULES = frozenset(("_headers", "_redirects"))
_MEANT = {"\\": "\\", "n": "\n", "r": "\r"}


def key_body(public_key: str) -> bytes:
    """Return the part of a public key in Base64 that verifies signatures.

    The id is only a label that nobody signs: keys that differ in nothing else belong to one secret key.
    """
    return base64.b64decode(public_key)[10:]


def is_apart(path: str) -> bool:
    """Return whether a file of a publication is never in the list: the list, STATE, CHAIN, and signatures of STATE."""
    return path in (SUMS, STATE, CHAIN) or signed_path(path) == STATE


class SumsError(ValueError):
    """A list of checksums cannot be parsed, or contains a path that is not allowed.

    `line` is the number of the line, from 1; `found` is the beginning of it or of its path.
    """

    def __init__(self, line: int, found: str) -> None:
        """Create the error."""
        super().__init__(f"line {line}: {found!r}")
        self.line, self.found = line, found


def sum_line(path: str, checksum: bytes) -> bytes:
    """Return the line of a file in the list, as `sha256sum path` prints it, with its line break."""
    escaped = "".join(_ESCAPES.get(letter, letter) for letter in path)
    mark = "\\" if escaped != path else ""
    return f"{mark}{checksum.hex()}  {escaped}\n".encode()


def sums_file(digests: Mapping[str, bytes]) -> bytes:
    """Return the content of `SHA256SUMS` from digests by path, sorted by the UTF-8 bytes of the paths."""
    return b"".join(sum_line(path, digests[path]) for path in sorted(digests, key=str.encode))


def parse_sums(data: bytes) -> dict[str, bytes]:
    """Parse a list of checksums and return the digests by path, in its order.

    Raises:
        SumsError: A line is malformed, or a path is listed twice, is that of a file outside the list (`is_apart`), or
            could point outside the copy's folder (absolute, empty, or with an empty, `.` or `..` part or a null
            character), or is one of the files at the root by which static hosts are ruled; each host has its own.
    """
    found: dict[str, bytes] = {}
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line and number > data.count(b"\n"):
            break
        path, checksum = _parsed(number, line)
        if path in found or is_apart(path) or path in _RULES or not _is_inside(path):
            raise SumsError(number, path[:80])
        found[path] = checksum
    return found


def require_names(sums: Iterable[str]) -> None:
    """Raise SumsError if a list names a file that no publication may have (`addresses.is_published_name`)."""
    for number, path in enumerate(sums, start=1):
        if not is_published_name(path):
            raise SumsError(number, path[:80])


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
    """Return the SHA-256 of a file's line, which `SHA256SUMS.unlisted` states if its address is not public.

    Who knows the address can check the file with `sha256sum path | sha256sum`. Others cannot find it by trying likely
    ones, because the line contains the digest of the file's bytes.
    """
    return digest(sum_line(path, checksum))


def unlisted_file(digests: Iterable[bytes]) -> bytes:
    """Return the content of `SHA256SUMS.unlisted`: the given digests in hex, sorted, one per line."""
    return "".join(f"{each.hex()}\n" for each in sorted(digests)).encode()


def parse_unlisted(data: bytes) -> frozenset[bytes]:
    """Parse `SHA256SUMS.unlisted` and return its digests, or raise SumsError for a malformed line."""
    found = set()
    lines = data.decode("utf-8", "replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, start=1):
        if not HEX_DIGEST.match(line):
            raise SumsError(number, line[:80])
        found.add(bytes.fromhex(line))
    return frozenset(found)
