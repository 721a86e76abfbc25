"""ZIP files with the same bytes on any machine: fixed dates, order, modes, and one version of one compressor.

The members of a container, such as the chapters of an EPUB, are packed one by one (`packed`), and then joined
(`zip_of`).

The bytes of DEFLATE differ between versions of zlib. `deflate` contains libdeflate, which writes the same bytes for the
same version; `requirements.lock` pins it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from zlib import crc32

import msgspec
from deflate import deflate_compress

LEVEL = 6  # 9 takes twice as long and saves 1 %

_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_TIME, _DAY = 0, (1 << 5) | 1  # 1 January 1980, the first day that the format knows
_NEEDED = 20
_MADE_BY = (3 << 8) | _NEEDED  # 3: modes are those of Unix
_MODE = 0o100644 << 16
_STORED, _DEFLATED = 0, 8
_UTF_8 = 1 << 11

_PACKED = frozenset(("jpg", "jpeg", "png", "webp", "avif", "woff"))
"""Suffixes of files that are compressed already; they are stored as they are."""


class Packed(msgspec.Struct, frozen=True):
    """A member of a container as its bytes are in the file: its name, its checksum, its sizes and its data."""

    name: str
    data: bytes
    crc: int
    size: int
    method: int

    @property
    def head(self) -> bytes:
        """The local header of the member, which precedes its data."""
        name = self.name.encode()
        fields = (_NEEDED, _flags(name), self.method, _TIME, _DAY, self.crc, len(self.data), self.size, len(name), 0)
        return _LOCAL.pack(_LOCAL_MARK, *fields) + name

    def entry(self, offset: int) -> bytes:
        """Return the entry of the member in the directory at the end of the container."""
        name = self.name.encode()
        fields = (_MADE_BY, _NEEDED, _flags(name), self.method, _TIME, _DAY, self.crc, len(self.data), self.size)
        return _CENTRAL.pack(_CENTRAL_MARK, *fields, len(name), 0, 0, 0, 0, _MODE, offset) + name


def _flags(name: bytes) -> int:
    return 0 if name.isascii() else _UTF_8


def packed(name: str, content: bytes, *, store: bool = False) -> Packed:
    """Return a member with this content: compressed, unless `store`, or the type or the bytes do not gain from it."""
    data, method = content, _STORED
    if not store and name.rpartition(".")[2].lower() not in _PACKED:
        smaller = bytes(deflate_compress(content, LEVEL))
        if len(smaller) < len(content):
            data, method = smaller, _DEFLATED
    return Packed(name, data, crc32(content), len(content), method)


def zip_of(members: Iterable[Packed]) -> list[bytes]:
    """Return a container with these members, in order, in pieces; raise ValueError if it would need ZIP64."""
    parts: list[bytes] = []
    entries: list[bytes] = []
    offset = 0
    for each in members:
        head = each.head
        entries.append(each.entry(offset))
        parts += (head, each.data)
        offset += len(head) + len(each.data)
    directory = b"".join(entries)
    if len(entries) >= 0xFFFF or offset + len(directory) >= 0xFFFFFFFF:
        raise ValueError(f"a ZIP file cannot have {len(entries)} files, {offset} bytes")
    end = _END.pack(_END_MARK, 0, 0, len(entries), len(entries), len(directory), offset, 0)
    return [*parts, directory, end]
