"""Fonts embedded in a PDF, and those of pages (WOFF): tables that no glyph needs.

A font file has room for a person's words: copyright notices, names of the designer, comments, unused bytes. The
patterns describe what `documents` writes; anything else is a *trace* (a finding, `scanner.Trace`). Fonts of
pages are published as a newsroom gives them. Their names are not hidden data, but the redaction list is searched for
in them (`woff_names`).
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from .scanner import DamagedError, Trace

_TABLES = frozenset((b"cmap", b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"post", b"prep"))
_MORE_TABLES = frozenset((b"vhea", b"vmtx", b"VORG", b"CFF "))
_GLYPH = re.compile(rb"[A-Za-z0-9_.-]{1,63}\Z")
_CMAP = re.compile(
    rb"(?:/CIDInit /ProcSet findresource begin|12 dict begin|begincmap|endcmap|end|/[A-Za-z0-9-]{1,40} usecmap"
    rb"|/CIDSystemInfo <</Registry \(Adobe\)/Ordering \(UCS\)/Supplement 0>> def|/CMapName /F def|/CMapType 2 def"
    rb"|/WMode [01] def|[0-9]+ begin[a-z]+|end[a-z]+|CMapName currentdict /CMap defineresource pop"
    rb"|(?:<[0-9A-Fa-f]*>|[0-9]+|\[|\]| )+|)\Z"
)
_CLEAR = re.compile(
    rb"%!PS-AdobeFont-1\.0: F 1\n9 dict begin\n/FontName /F def\n/FontType 1 def\n(?:/(?:PaintType|StrokeWidth) "
    rb"[0-9.]+ def\n)*"
    rb"/FontMatrix \[[-+0-9.eE ]*\] readonly def\n/FontBBox \{[-+0-9.eE ]*\} readonly def\n/Encoding "
    rb"(?:StandardEncoding def\n"
    rb"|256 array\n0 1 255 \{1 index exch /\.notdef put\} for\n(?:dup [0-9]+ /[A-Za-z0-9_.-]{1,63} "
    rb"put\n)*readonly def\n)"
    rb"currentdict end\ncurrentfile eexec\n"
)
_PRIVATE = re.compile(
    rb"/(?:Blue|Other|Family|Std|Stem|Language|len|Expansion)[A-Za-z]{1,16} \[?[-+0-9.eE ]*\]? def\n"
    rb"|dup /Private 20 dict dup begin\n|/RD \{string currentfile exch readstring pop\} executeonly def\n"
    rb"|/N[DP] \{noaccess (?:def|put)\} executeonly def\n|/ForceBold true def\n|/MinFeature \{16 16\} "
    rb"def\n|/password 5839 def\n"
    rb"|/Subrs [0-9]+ array\n|ND\n|2 index /CharStrings [0-9]+ dict dup begin\n|end\n|readonly put\n|noaccess put\n"
    rb"|dup/FontName get exch definefont pop\n|mark currentfile closefile\n"
    rb"|(?:dup [0-9]+|/[A-Za-z0-9_.-]{1,63}) (?P<size>[0-9]+) RD "
)


def font_traces(kind: str, data: bytes) -> Iterator[Trace]:
    """Yield a trace for each part of an embedded font, or of a CMap, that drawing text does not need.

    A CMap is a table from codes to letters. `kind` is `CMap` or the stream's `/Subtype`, which may be empty. A font
    that ends early raises DamagedError; other damage may raise IndexError.
    """
    if kind == "CMap":
        if not all(map(_CMAP.match, data.split(b"\n"))):
            yield Trace("trace", "CMap")
    elif data[:2] == b"%!":
        yield from _type1(data)
    elif data[:4] in (b"\0\1\0\0", b"true", b"OTTO"):
        yield from _sfnt(data)
    elif kind in ("Type1C", "CIDFontType0C"):
        yield from _CffScanner(data).traces()
    else:
        yield Trace("trace", "FontFile")


_NAMING, _HINTS = b"name OS/2", b"gasp kern hdmx VDMX LTSH"
_LAYOUT, _VARIATION = b"BASE GDEF GPOS GSUB JSTF MATH CFF2", b"avar cvar fvar gvar HVAR MVAR STAT VVAR"
_OF_PAGES = _TABLES | _MORE_TABLES | {*_NAMING.split(), *_HINTS.split(), *_LAYOUT.split(), *_VARIATION.split()}
_WOFF_HEADER = struct.Struct(">4sIIHHIHHIIIII")
_WOFF_ENTRY = struct.Struct(">4sIIII")
MOST_FONT = 16 * 1024 * 1024
"""The largest size of an unpacked font table, in bytes: enough for every script of Unicode."""


def woff_traces(data: bytes) -> Iterator[Trace]:
    """Yield a trace for each part of a WOFF file (W3C, WOFF 1.0) that neither drawing nor naming the font needs.

    These are its blocks of metadata and private data, tables such as the one in which font editors keep times, bytes
    between tables, and bytes in the table of names that no name uses.

    Raises:
        DamagedError: The file ends early, or a table cannot be unpacked.
    """
    tables, at = _woff_tables(data)
    header = _WOFF_HEADER.unpack_from(data)
    if any(header[8:]):
        yield Trace("trace", "WOFF metadata")
    if header[2] != len(data):
        yield Trace("trace-trailing", "WOFF")
    for tag, start, packed, _ in sorted(tables, key=lambda each: each[1]):
        if tag not in _OF_PAGES:
            yield Trace("trace", f"WOFF {tag.decode('ascii', 'replace').strip()}")
        if start != at or any(data[start + packed : start + packed + -packed % 4]):
            yield Trace("trace-trailing", "WOFF")
        at = start + packed + -packed % 4
    if at < len(data) and not any(header[8:]):
        yield Trace("trace-trailing", "WOFF")
    names = bytearray(_unpacked(data, b"name"))
    for start, end in _name_spans(names):
        names[start:end] = bytes(end - start)
    if any(names[int.from_bytes(names[4:6], "big") :]):
        yield Trace("trace-trailing", "WOFF name")


def woff_names(data: bytes) -> list[str]:
    """Return all strings in a WOFF file's table of names, such as its designer's name, read in both encodings.

    Raises:
        DamagedError: As for `woff_traces`.
    """
    names = _unpacked(data, b"name")
    texts = [names[start:end] for start, end in _name_spans(names)]
    return [text.decode(encoding, "replace") for text in texts for encoding in ("utf-16-be", "mac-roman")]


def _woff_tables(data: bytes) -> tuple[list[tuple[bytes, int, int, int]], int]:
    """Return tag, start, packed and whole size of each table, and the end of this directory."""
    if len(data) < _WOFF_HEADER.size:
        raise DamagedError
    count = _WOFF_HEADER.unpack_from(data)[3]
    end = _WOFF_HEADER.size + count * _WOFF_ENTRY.size
    if len(data) < end:
        raise DamagedError
    entries = _WOFF_ENTRY.iter_unpack(data[_WOFF_HEADER.size : end])
    tables = [(tag, start, packed, whole) for tag, start, packed, whole, _ in entries]
    if any(start + packed > len(data) or whole > MOST_FONT for _, start, packed, whole in tables):
        raise DamagedError
    return tables, end


def _unpacked(data: bytes, wanted: bytes) -> bytes:
    for tag, start, packed, whole in _woff_tables(data)[0]:
        if tag == wanted:
            table = data[start : start + packed]
            if packed < whole:
                try:
                    table = zlib.decompressobj().decompress(table, whole)
                except zlib.error:
                    raise DamagedError from None
            if len(table) != whole:
                raise DamagedError
            return table
    return b""


def _name_spans(names: bytes | bytearray) -> list[tuple[int, int]]:
    """Return start and end of each string in a table of names (OpenType, `name`), each once, sorted.

    Many records may share a string. Overlapping strings that are together longer than four tables are no font's: they
    would only make whoever reads them run out of memory.
    """
    if not names:
        return []
    count, base = (int.from_bytes(names[at : at + 2], "big") for at in (2, 4))
    at = 6 + 12 * count
    if len(names) < at:
        raise DamagedError
    records = [struct.unpack_from(">8xHH", names, 6 + 12 * number) for number in range(count)]
    if names[:2] == b"\0\1":  # names of languages follow
        languages = int.from_bytes(names[at : at + 2], "big")
        if len(names) < at + 2 + 4 * languages:
            raise DamagedError
        records += [struct.unpack_from(">HH", names, at + 2 + 4 * number) for number in range(languages)]
    spans = {(base + start, base + start + length) for length, start in records}
    if any(end > len(names) for _, end in spans) or sum(end - start for start, end in spans) > 4 * len(names):
        raise DamagedError
    return sorted(spans)


def _type1(data: bytes) -> Iterator[Trace]:
    clear = _CLEAR.match(data)
    if not clear:
        yield Trace("trace", "FontFile")
        return
    key, private = 55665, bytearray()
    for each in data[clear.end() :]:
        private.append(each ^ key >> 8)
        key = (each + key) * 52845 + 22719 & 0xFFFF
    plain, at = bytes(private), 4
    while at < len(plain):
        found = _PRIVATE.match(plain, at)
        if not found:
            yield Trace("trace", "FontFile")
            return
        at = found.end()
        if found["size"]:
            at += int(found["size"])
            if plain[at : at + 4] not in (b" ND\n", b" NP\n"):
                yield Trace("trace", "FontFile")
                return
            at += 4


def _sfnt(data: bytes) -> Iterator[Trace]:
    count = int.from_bytes(data[4:6], "big")
    at = 12 + 16 * count
    if len(data) < at:
        raise DamagedError
    for place in range(12, at, 16):
        tag, _, start, length = struct.unpack(">4sIII", data[place : place + 16])
        if tag not in _TABLES | _MORE_TABLES or start != at:
            yield Trace("trace", "FontFile2")
        table, at = data[start : start + length], start + length + -length % 4
        if any(data[start + length : at]) or (tag == b"head" and any(table[20:36])):
            yield Trace("trace", "FontFile2")
        if tag == b"CFF ":
            yield from _CffScanner(table).traces()
        if tag == b"post" and not all(
            map(_GLYPH.match, _pascal(table[34 + 2 * int.from_bytes(table[32:34], "big") :]))
        ):
            yield Trace("trace", "FontFile2")
    if at != len(data):
        yield Trace("trace", "FontFile2")


def _pascal(data: bytes) -> Iterator[bytes]:
    while data:
        yield data[1 : 1 + data[0]]
        data = data[1 + data[0] :]


class _CffScanner:
    """Scans one font in the Compact Font Format (Adobe TN 5176): bytes that no table needs must be zero."""

    def __init__(self, data: bytes) -> None:
        self._data, self._read = data, bytearray(len(data))

    def traces(self) -> Iterator[Trace]:
        """Yield a trace if a name other than a glyph's was not overwritten, or if an unneeded byte is not zero."""
        self._bytes(0, self._data[2])
        names, at = self._parts(self._data[2])
        tops, at = self._parts(at)
        strings, at = self._parts(at)
        self._parts(at)
        if any(set(each) - {ord("F")} for each in names):
            yield Trace("trace", "CFF")
        if any(set(each) - {ord("x")} and not _GLYPH.match(each) for each in strings):
            yield Trace("trace", "CFF")
        top = self._operands(tops[0])
        glyphs = len(self._parts(top[b"\x11"][-1])[0])
        self._tables(top, glyphs)
        for fonts in self._parts(top[b"\x0c\x24"][-1])[0] if b"\x0c\x24" in top else ():
            self._private(self._operands(fonts))
        self._private(top)
        if any(byte for byte, read in zip(self._data, self._read, strict=True) if not read):
            yield Trace("trace-trailing", "CFF")

    def _bytes(self, start: int, size: int) -> bytes:
        if size < 0 or start + size > len(self._data):
            raise DamagedError
        self._read[start : start + size] = b"\1" * size
        return self._data[start : start + size]

    def _parts(self, at: int) -> tuple[list[bytes], int]:
        count = int.from_bytes(self._bytes(at, 2), "big")
        if not count:
            return [], at + 2
        size = self._bytes(at + 2, 1)[0]
        table = self._bytes(at + 3, size * (count + 1))
        ends = [int.from_bytes(table[place : place + size], "big") for place in range(0, len(table), size)]
        base = at + 2 + size * (count + 1)
        return [self._bytes(base + ends[n], ends[n + 1] - ends[n]) for n in range(count)], base + ends[-1]

    def _operands(self, data: bytes) -> dict[bytes, list[int]]:
        found: dict[bytes, list[int]] = {}
        numbers: list[int] = []
        rest = list(data)
        while rest:
            first = rest.pop(0)
            if first <= 21:
                operator = bytes((first, rest.pop(0))) if first == 12 else bytes((first,))
                found[operator], numbers = numbers, []
            elif first in (28, 29):
                size = 2 if first == 28 else 4
                numbers.append(int.from_bytes(bytes(rest[:size]), "big", signed=True))
                del rest[:size]
            elif first == 30:
                while all(half != 15 for half in divmod(rest.pop(0), 16)):
                    pass
                numbers.append(0)
            elif first < 247:
                numbers.append(first - 139)
            elif first < 251:
                numbers.append((first - 247) * 256 + rest.pop(0) + 108)
            else:
                numbers.append(-(first - 251) * 256 - rest.pop(0) - 108)
        return found

    def _private(self, fields: dict[bytes, Any]) -> None:
        if b"\x12" in fields:
            size, start = fields[b"\x12"]
            subroutines = self._operands(self._bytes(start, size)).get(b"\x13")
            if subroutines:
                self._parts(start + subroutines[-1])

    def _tables(self, top: dict[bytes, list[int]], glyphs: int) -> None:
        charset, encoding = (top.get(each, [0])[-1] for each in (b"\x0f", b"\x10"))
        if charset > 2:
            size, left, at = self._bytes(charset, 1)[0], glyphs - 1, charset + 1
            while left > 0:
                more = self._bytes(at, 2 + size)[2:]
                left, at = left - 1 - int.from_bytes(more, "big"), at + 2 + size
        if encoding > 1:
            kind, count = self._bytes(encoding, 2)
            at = encoding + 2 + len(self._bytes(encoding + 2, count * (1 + kind % 128)))
            if kind >= 128:
                self._bytes(at, 1 + 3 * self._bytes(at, 1)[0])
        if b"\x0c\x25" in top:
            at = top[b"\x0c\x25"][-1]
            ranged = self._bytes(at, 1)[0] == 3
            self._bytes(at, 5 + 3 * int.from_bytes(self._data[at + 1 : at + 3], "big") if ranged else 1 + glyphs)
