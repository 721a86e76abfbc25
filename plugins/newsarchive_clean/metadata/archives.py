"""ZIP files, EPUB included: every member, and what a program writes around them (APPNOTE.TXT 6.3.10).

Dates, modes, extra fields and comments tell when, where and with which program somebody packed a file. Ours have none:
any that is found is a trace. Between the members there must be nothing.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .scanner import DamagedError, Trace

_LOCAL, _ENTRY, _END = struct.Struct("<L5H3L2H"), struct.Struct("<L6H3L5H2L"), struct.Struct("<L4H2LH")
_LOCAL_MARK, _ENTRY_MARK, _END_MARK = 0x04034B50, 0x02014B50, 0x06054B50
_STORED, _DEFLATED = 0, 8
_DAY = 33  # 1 January 1980, as MS-DOS counts
_PLAIN_FILE = 0o100644 << 16
_UTF_8 = 0x800
MOST_BYTES = 4 * 1024**3
"""The most bytes that all members may have when they are unpacked."""


class ZipEntry(NamedTuple):
    """A member's entry in the directory at the end of a file; the names are those of the standard."""

    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    extra: int
    comment: int
    internal: int
    external: int
    offset: int
    name: str


def entries_of(data: bytes) -> tuple[list[ZipEntry], int]:
    """Return the entries of the directory, and where it begins; raise DamagedError if it is not the end of the file."""
    mark, *disks, here, count, size, start, comment = _unpacked(_END, data, len(data) - _END.size)
    if mark != _END_MARK or any(disks) or here != count or comment or start + size + _END.size != len(data):
        raise DamagedError("directory")
    entries, at = [], start
    for _ in range(count):
        mark, _, _, flags, method, time, date, crc, packed, size, *lengths, disk, internal, external, offset = (
            _unpacked(_ENTRY, data, at)
        )
        if mark != _ENTRY_MARK or disk:
            raise DamagedError("entry")
        name = data[at + _ENTRY.size : at + _ENTRY.size + lengths[0]]
        at += _ENTRY.size + sum(lengths)
        text = _text(name)
        entries.append(
            ZipEntry(
                flags, method, time, date, crc, packed, size, lengths[1], lengths[2], internal, external, offset, text
            )
        )
    if at + _END.size != len(data):
        raise DamagedError("directory")
    return entries, start


def _unpacked(form: struct.Struct, data: bytes, at: int) -> tuple[int, ...]:
    if at < 0 or at + form.size > len(data):
        raise DamagedError("end")
    return form.unpack_from(data, at)


def _text(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        raise DamagedError("name") from None


def members_of(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each member of a ZIP file, in order.

    Raises:
        DamagedError: The file does not follow the format, has something between its members, or unpacks to more than
            `MOST_BYTES`.
    """
    entries, start = entries_of(data)
    at = left = 0
    for each in entries:
        content, end = _member(data, at, each)
        left += len(content)
        if each.offset != at or left > MOST_BYTES:
            raise DamagedError("member")
        yield each.name, content
        at = end
    if at != start:
        raise DamagedError("gap")


def _member(data: bytes, at: int, entry: ZipEntry) -> tuple[bytes, int]:
    """Return the content of the member at a place of the file, and where the next one begins."""
    mark, _, flags, method, time, date, crc, packed, size, length, extra = _unpacked(_LOCAL, data, at)
    name = data[at + _LOCAL.size : at + _LOCAL.size + length]
    said = (flags, method, time, date, crc, packed, size, _text(name))
    same = said == (*entry[:7], entry.name)
    begin = at + _LOCAL.size + length + extra
    body = data[begin : begin + packed]
    if mark != _LOCAL_MARK or not same or len(body) != packed or extra:
        raise DamagedError("header")
    content = _inflated(body, size) if method == _DEFLATED else body
    if method not in (_STORED, _DEFLATED) or len(content) != size or zlib.crc32(content) != crc:
        raise DamagedError("content")
    return content, begin + packed


def _inflated(body: bytes, size: int) -> bytes:
    """Return compressed bytes unpacked, at most one more than `size`."""
    if size > MOST_BYTES:
        raise DamagedError("size")
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(body, size + 1)
    except zlib.error:
        raise DamagedError("stream") from None
    if not stream.eof or stream.unused_data:
        raise DamagedError("stream")
    return content


_PIECE = 1 << 16


def inflated_at(data: bytes, at: int, most: int, wbits: int = -zlib.MAX_WBITS) -> tuple[bytes, int]:
    """Return what is packed at a place of some data, and where its packed bytes end.

    Args:
        most: The most bytes to which it may unpack.
        wbits: The format around the packed bytes, as `zlib.decompressobj` takes it; by default none.

    Raises:
        zlib.error: The bytes are not packed so.
        DamagedError: They end early, or unpack to more than `most`.
    """
    stream, content = zlib.decompressobj(wbits), bytearray()
    # in pieces, because zlib copies all that it leaves
    while not stream.eof:
        piece = stream.unconsumed_tail or data[at : at + _PIECE]
        if not stream.unconsumed_tail:
            at += len(piece)
        content += stream.decompress(piece, most - len(content) + 1)
        if len(content) > most or not piece:
            raise DamagedError("size")
    return bytes(content), at - len(stream.unused_data)


def zip_traces(data: bytes, inner: Callable[[str, bytes], Iterable[Trace]]) -> Iterator[Trace]:
    """Yield what a ZIP file tells besides its members, and what each member hides.

    Args:
        inner: Returns the findings in a member, by its name.
    """
    for each in entries_of(data)[0]:
        if (each.time, each.date) != (0, _DAY):
            yield Trace("trace", "ZIP date")
        if each.external != _PLAIN_FILE or each.internal:
            yield Trace("trace", "ZIP mode")
        if each.extra or each.comment:
            yield Trace("trace", "ZIP extra field")
        if each.flags & ~_UTF_8 or _strays(each.name):
            yield Trace("trace", "ZIP name")
    for name, content in members_of(data):
        yield from inner(name, content)


def _strays(name: str) -> bool:
    """Return whether a member would be unpacked elsewhere, or is no file."""
    parts = name.split("/")
    return not all(parts) or ".." in parts or "." in parts or "\\" in name or ":" in name
