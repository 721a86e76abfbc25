"""Fonts of a PDF: keep only what shows glyphs.

Each `bare_…` function returns a copy of an embedded font, or of its table of codes, that a PDF reader draws alike.
Names of the font and its makers, notices, dates, comments, and bytes outside of the format's structures are removed. A
font that cannot be read raises DocumentError, or an error of Python that the caller treats alike.

The formats: TrueType and OpenType (ISO/IEC 14496-22), CFF (Adobe TN 5176), Type 1 (Adobe Type 1 Font Format), and CMaps
(Adobe TN 5014).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .objects import DocumentError

_Span = tuple[int, int]

_TABLES = frozenset("cmap cvt fpgm glyf head hhea hmtx loca maxp prep vhea vmtx VORG post CFF".split())
GLYPH = re.compile(r"[A-Za-z0-9_.-]{1,63}\Z")
_STANDARD_STRINGS = 391
_HEAD_BYTES = 54


def _refused(kind: str) -> DocumentError:
    return DocumentError("document-traces", kind)


def bare_sfnt(data: bytes) -> bytes:
    """Return a TrueType or OpenType font with only the tables that drawing needs."""
    if data[:4] not in (b"\0\1\0\0", b"true", b"OTTO"):
        raise _refused("FontFile2")
    tables: dict[bytes, bytes] = {}
    for at in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16):
        tag, _, start, length = struct.unpack(">4sIII", data[at : at + 16])
        if start + length > len(data) or (tag == b"head" and length < _HEAD_BYTES):
            raise _refused("FontFile2")
        if tag.decode("latin-1").strip() in _TABLES:
            tables[tag] = _table(tag, data[start : start + length])
    return _sfnt(data[:4], tables)


def _table(tag: bytes, data: bytes) -> bytes:
    if tag == b"head":  # clear the checksum and the dates of creation and change
        return data[:8] + bytes(4) + data[12:20] + bytes(16) + data[36:_HEAD_BYTES]
    if tag == b"CFF ":
        return bare_cff(data)
    if tag == b"post" and (data[:4] != b"\0\2\0\0" or not all(map(GLYPH.match, _post_names(data)))):
        return b"\0\3\0\0" + data[4:32]
    return data


def _post_names(data: bytes) -> Iterator[str]:
    """Yield the names of glyphs in the table `post` (version 2), as they are in the file."""
    at = 34 + 2 * int.from_bytes(data[32:34], "big")
    while at < len(data):
        length = data[at]
        yield data[at + 1 : at + 1 + length].decode("latin-1")
        at += 1 + length


def _sfnt(kind: bytes, tables: dict[bytes, bytes]) -> bytes:
    power = max(len(tables), 1).bit_length() - 1
    head = struct.pack(">4sHHHH", kind, len(tables), 16 << power, power, 16 * (len(tables) - (1 << power)))
    place, entries, body = 12 + 16 * len(tables), b"", b""
    for tag, data in sorted(tables.items()):
        whole = data + bytes(-len(data) % 4)
        entries += struct.pack(">4sIII", tag, _sum(whole), place + len(body), len(data))
        body += whole
    return head + entries + body


def _sum(data: bytes) -> int:
    return sum(int.from_bytes(data[at : at + 4], "big") for at in range(0, len(data), 4)) & 0xFFFFFFFF


class _Cff:
    """Finds the parts of a CFF font (Adobe TN 5176), so that all other bytes can be overwritten.

    Attributes:
        spans: Where each part that drawing needs starts and ends.
        names: Where the font's names start and end.
        strings: Where each of its strings starts and ends; the first has the number 391.
        kept: The numbers of the strings that name glyphs or are needed otherwise.
    """

    def __init__(self, data: bytes) -> None:
        self.data, self.spans = data, [(0, data[2])]
        self.names, at = self.index(data[2])
        tops, at = self.index(at)
        self.strings, at = self.index(at)
        self.index(at)
        if len(tops) != 1:
            raise _refused("CFF")
        self.top = dict(self.dictionary(tops[0]))
        glyphs, _ = self.index(self.top[17][-1])
        self.private(self.top)
        self.kept: set[int] = set(self.top.get(1230, ())[:2])
        self.glyph_names(self.top.get(15, [0])[-1], len(glyphs))
        self.encoding(self.top.get(16, [0])[-1])
        if 1236 in self.top:
            for span in self.index(self.top[1236][-1])[0]:
                self.private(dict(self.dictionary(span)))
            self.choice(self.top[1237][-1], len(glyphs))

    def index(self, at: int) -> tuple[list[_Span], int]:
        """Return where each entry of an INDEX starts and ends, and the position after the INDEX."""
        count = int.from_bytes(self.data[at : at + 2], "big")
        if not count:
            self.spans.append((at, at + 2))
            return [], at + 2
        size = self.data[at + 2]
        places = [
            int.from_bytes(self.data[at + 3 + size * n : at + 3 + size * (n + 1)], "big") for n in range(count + 1)
        ]
        base = at + 2 + size * (count + 1)
        self.spans.append((at, base + places[-1]))
        if sorted(places) != places or places[0] != 1 or base + places[-1] > len(self.data):
            raise _refused("CFF")
        return [(base + start, base + end) for start, end in pairwise(places)], base + places[-1]

    def dictionary(self, span: _Span) -> Iterator[tuple[int, list[int]]]:
        """Yield each operator of a DICT (a list of properties) with its operands; the operator `12 x` as 1200 + x.

        A real number is yielded as 0, because only positions are used, and these are integers.
        """
        at, end = span
        numbers: list[int] = []
        while at < end:
            first, at = self.data[at], at + 1
            if first <= 21:
                if first == 12:
                    first, at = 1200 + self.data[at], at + 1
                yield first, numbers
                numbers = []
            elif first == 30:
                while self.data[at] & 15 != 15 and self.data[at] >> 4 != 15:
                    at += 1
                at += 1
                numbers.append(0)
            else:
                size = {28: 2, 29: 4}.get(first, 0 if first < 247 else 1)
                rest = int.from_bytes(self.data[at : at + size], "big", signed=size > 1)
                at += size
                small = first - 139 if first < 247 else (first - 247) * 256 + rest + 108
                numbers.append(rest if size > 1 else small if first < 251 else -(first - 251) * 256 - rest - 108)

    def private(self, fields: dict[int, list[int]]) -> None:
        """Add to `spans` the Private DICT (how glyphs are drawn) to which a DICT refers, and its subroutines."""
        if 18 in fields:
            size, start = fields[18]
            self.spans.append((start, start + size))
            subroutines = dict(self.dictionary((start, start + size))).get(19)
            if subroutines:
                self.index(start + subroutines[-1])

    def glyph_names(self, at: int, glyphs: int) -> None:
        """Add the charset to `spans`, and the numbers of its glyph names to `kept`; 0 to 2 mean a predefined one."""
        if at <= 2:
            return
        start, kind, left, at = at, self.data[at], glyphs - 1, at + 1
        while left > 0:
            first, at = int.from_bytes(self.data[at : at + 2], "big"), at + 2
            more = int.from_bytes(self.data[at : at + kind], "big") if kind else 0
            at, left = at + kind, left - 1 - more
            if 1230 not in self.top:
                self.kept.update(range(first, first + 1 + min(more, len(self.data))))
        self.spans.append((start, at))

    def encoding(self, at: int) -> None:
        """Add the encoding (codes of glyphs) to `spans`, and its names to `kept`; 0 and 1 mean a predefined one."""
        if at <= 1:
            return
        kind, count = self.data[at], self.data[at + 1]
        end = at + 2 + count * (1 if kind & 127 == 0 else 2)
        if kind & 128:
            extra = self.data[end]
            self.kept.update(int.from_bytes(self.data[end + 2 + 3 * n : end + 4 + 3 * n], "big") for n in range(extra))
            end += 1 + 3 * extra
        self.spans.append((at, end))

    def choice(self, at: int, glyphs: int) -> None:
        """Add to `spans` FDSelect, the table that selects a dictionary for each glyph."""
        ranges = int.from_bytes(self.data[at + 1 : at + 3], "big")
        self.spans.append((at, at + 1 + glyphs if self.data[at] == 0 else at + 5 + 3 * ranges))


def bare_cff(data: bytes) -> bytes:
    """Return a CFF font in which its names, and bytes that drawing does not need, are overwritten in place."""
    font = _Cff(data)
    out = bytearray(max(end for _, end in font.spans))
    for start, end in font.spans:
        out[start:end] = data[start:end]
    for start, end in font.names:
        out[start:end] = b"F" * (end - start)
    for number, (start, end) in enumerate(font.strings, start=_STANDARD_STRINGS):
        if number not in font.kept or not GLYPH.match(data[start:end].decode("latin-1")):
            out[start:end] = b"x" * (end - start)
    return bytes(out)


_NUMBERS = rb"\s*[\[{]([-+0-9.eE\s]*)[\]}]"
_PRIVATE_LISTS = "BlueValues OtherBlues FamilyBlues FamilyOtherBlues StdHW StdVW StemSnapH StemSnapV".split()
_PRIVATE_NUMBERS = "BlueScale BlueShift BlueFuzz LanguageGroup lenIV ExpansionFactor".split()
_PROGRAM = re.compile(rb"\s*(?:dup\s+(\d+)|/([A-Za-z0-9_.-]{1,63}))\s+(\d+)\s+(?:RD|-\|)\s")
_PROGRAM_END = re.compile(rb"\s*(?:NP|ND|\|-|\||noaccess\s+(?:put|def)|put|def)")


def bare_type1(data: bytes) -> tuple[bytes, int]:
    """Return a Type 1 font with only its glyphs and hints, and the length of its unencrypted part (`/Length1`)."""
    if data[:1] == b"\x80":
        data = b"".join(_pfb_parts(data))
    clear, found, rest = data.partition(b"eexec")
    if not found:
        raise _refused("FontFile")
    rest = rest.lstrip(b" \t\r\n") if rest[:1] in b" \t\r\n" else rest
    if re.match(rb"[0-9A-Fa-f\s]{8}", rest):
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", rest)
        rest = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    head = _type1_head(clear)
    return head + _crypted(bytes(4) + _type1_private(_decrypted(rest)[4:])), len(head)


def _pfb_parts(data: bytes) -> Iterator[bytes]:
    at = 0
    while data[at : at + 1] == b"\x80" and data[at + 1] in (1, 2):
        length = int.from_bytes(data[at + 2 : at + 6], "little")
        yield data[at + 6 : at + 6 + length]
        at += 6 + length


def _type1_head(clear: bytes) -> bytes:
    matrix, box = (re.search(rb"/%s" % key + _NUMBERS, clear) for key in (b"FontMatrix", b"FontBBox"))
    lines = [b"%!PS-AdobeFont-1.0: F 1", b"9 dict begin", b"/FontName /F def", b"/FontType 1 def"]
    for key in (b"PaintType", b"StrokeWidth"):
        lines += [b"/%s %s def" % (key, found[1]) for found in re.findall(rb"/%s\s+()([0-9.]+)" % key, clear)[:1]]
    lines.append(b"/FontMatrix [%s] readonly def" % (_spaced(matrix[1]) if matrix else b"0.001 0 0 0.001 0 0"))
    lines.append(b"/FontBBox {%s} readonly def" % (_spaced(box[1]) if box else b"0 0 0 0"))
    if re.search(rb"/Encoding\s+StandardEncoding", clear):
        lines.append(b"/Encoding StandardEncoding def")
    else:
        lines.append(b"/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for")
        codes = re.findall(rb"dup\s+(\d{1,3})\s*/([A-Za-z0-9_.-]{1,63})\s+put", clear)
        lines += [b"dup %s /%s put" % each for each in codes]
        lines.append(b"readonly def")
    return b"\n".join((*lines, b"currentdict end", b"currentfile eexec\n"))


def _spaced(data: bytes) -> bytes:
    return b" ".join(data.split())


def _type1_private(data: bytes) -> bytes:
    start, glyphs = data.find(b"/Subrs"), data.find(b"/CharStrings")
    subroutines, end = _programs(data, re.compile(rb"/Subrs\s+\d+\s+array").search(data)) if start >= 0 else ({}, 0)
    glyphs = data.find(b"/CharStrings", end)
    programs, _ = _programs(data, re.compile(rb"/CharStrings\s+\d+\s+dict\s+dup\s+begin").search(data, max(glyphs, 0)))
    head = data[: min(each for each in (start, glyphs, len(data)) if each >= 0)]
    lines = [b"dup /Private 20 dict dup begin", b"/RD {string currentfile exch readstring pop} executeonly def"]
    lines += [b"/ND {noaccess def} executeonly def", b"/NP {noaccess put} executeonly def"]
    for name in _PRIVATE_LISTS:
        found = re.search(rb"/%s" % name.encode() + _NUMBERS, head)
        lines += [b"/%s [%s] def" % (name.encode(), _spaced(found[1]))] if found else []
    for name in _PRIVATE_NUMBERS:
        found = re.search(rb"/%s\s+([-+0-9.eE]+)" % name.encode(), head)
        lines += [b"/%s %s def" % (name.encode(), found[1])] if found else []
    lines += [b"/ForceBold true def"] if re.search(rb"/ForceBold\s+true", head) else []
    lines += [b"/MinFeature {16 16} def", b"/password 5839 def"]
    if subroutines:
        lines.append(b"/Subrs %d array" % (1 + max(map(int, subroutines))))
        lines += [b"dup %s %d RD %s NP" % (each, len(code), code) for each, code in subroutines.items()]
        lines.append(b"ND")
    lines.append(b"2 index /CharStrings %d dict dup begin" % len(programs))
    lines += [b"/%s %d RD %s ND" % (each, len(code), code) for each, code in programs.items()]
    return b"\n".join(
        (
            *lines,
            b"end\nend\nreadonly put\nnoaccess put\ndup/FontName get exch definefont pop\nmark currentfile closefile\n",
        )
    )


def _programs(data: bytes, found: re.Match[bytes] | None) -> tuple[dict[bytes, bytes], int]:
    """Return the programs of glyphs (by name) or subroutines (by number), and the position after the last.

    `found` is the match of the header before them; None raises DocumentError.
    """
    programs: dict[bytes, bytes] = {}
    if not found:
        raise _refused("FontFile")
    at = found.end()
    while begun := _PROGRAM.match(data, at):
        end = begun.end() + int(begun[3])
        programs[begun[1] or begun[2]] = data[begun.end() : end]
        closed = _PROGRAM_END.match(data, end)
        if not closed:
            raise _refused("FontFile")
        at = closed.end()
    return programs, at


_KEY = 55665  # of the encryption of programs (Adobe Type 1 Font Format, 7.2)


def _decrypted(data: bytes) -> bytes:
    out, key = bytearray(), _KEY
    for each in data:
        out.append(each ^ key >> 8)
        key = (each + key) * 52845 + 22719 & 0xFFFF
    return bytes(out)


def _crypted(data: bytes) -> bytes:
    out, key = bytearray(), _KEY
    for each in data:
        out.append(each ^ key >> 8)
        key = (out[-1] + key) * 52845 + 22719 & 0xFFFF
    return bytes(out)


_BLOCK = re.compile(
    rb"begin(codespacerange|bfchar|bfrange|cidchar|cidrange|notdefchar|notdefrange)\b(.*?)end\1\b", re.DOTALL
)
_MAPPED = re.compile(rb"<[0-9A-Fa-f\s]*>|\[|\]|\d+|%[^\r\n]*")
_AT_ONCE = {
    b"codespacerange": 2,
    b"bfchar": 2,
    b"bfrange": 3,
    b"cidchar": 2,
    b"cidrange": 3,
    b"notdefchar": 2,
    b"notdefrange": 3,
}


def bare_cmap(data: bytes) -> bytes:
    """Return a CMap (a table from codes to glyphs or letters), written anew with only its mappings."""
    wide = re.search(rb"/WMode\s+([01])\b", data)
    used = re.search(rb"/([A-Za-z0-9-]{1,40})\s+usecmap\b", data)
    lines = [b"/CIDInit /ProcSet findresource begin", b"12 dict begin", b"begincmap"]
    lines += [b"/%s usecmap" % used[1]] if used else []
    lines += [b"/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def", b"/CMapName /F def"]
    lines += [b"/CMapType 2 def", *([b"/WMode %s def" % wide[1]] if wide else [])]
    for kind, body in _BLOCK.findall(re.sub(rb"%[^\r\n]*", b"", data)):
        rows = list(_mapped_rows(_AT_ONCE[kind], _MAPPED.findall(body)))
        for at in range(0, len(rows), 100):
            some = rows[at : at + 100]
            lines += [b"%d begin%s" % (len(some), kind), *some, b"end" + kind]
    return b"\n".join((*lines, b"endcmap", b"CMapName currentdict /CMap defineresource pop", b"end", b"end", b""))


def _mapped_rows(size: int, tokens: Iterable[bytes]) -> Iterator[bytes]:
    """Yield each mapping in a block of a CMap; it has `size` tokens, of which a list in brackets is one."""
    row: list[bytes] = []
    depth = 0
    for token in tokens:
        row.append(re.sub(rb"\s", b"", token))
        depth += {b"[": 1, b"]": -1}.get(token, 0)
        if depth == 0 and len(row) >= size and (size == 2 or row[-1] != b"["):
            yield b" ".join(row)
            row = []
