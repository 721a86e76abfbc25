"""A document in which a page shows one of each: texts, pictures, patterns, forms, links, tags. And canaries in it."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from functools import cache

from tests.attacks.pdfs import pdf, stream
from tests.traced import plain

CANARY = b"CANARY"
CONTENT = b"""q 0.5 0 0 0.5 0 0 cm /Im Do Q /Gs gs /Sp cs 1 scn 0 0 9 9 re f
/P <</MCID 0>> BDC BT /F1 12 Tf 1 0 0 1 10 10 Tm (Words) Tj [(kern) -120 (ed)] TJ ET EMC
BT /F2 9 Tf <0041> Tj ET BT /F3 9 Tf (a) Tj ET BT /F4 9 Tf (A) Tj ET BT /F5 9 Tf (A) Tj ET
/Fo Do /Pattern cs /Pt scn 0 0 5 5 re f /Ps scn 0 0 5 5 re f /Sh sh /Ix cs 1 sc /Fl Do
q BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI Q"""
TYPE1 = b"""%!PS-AdobeFont-1.0: Font 1.0
%%Creator: someone
11 dict begin
/FontInfo 2 dict dup begin /Notice (A notice) readonly def end readonly def
/FontName /Font def
/Encoding StandardEncoding def
/PaintType 0 def
/FontType 1 def
/FontMatrix [0.001 0 0 0.001 0 0] readonly def
/FontBBox {0 0 500 700} readonly def
currentdict end
currentfile eexec
"""
PRIVATE = b"""dup /Private 8 dict dup begin
/RD {string currentfile exch readstring pop} executeonly def
/ND {noaccess def} executeonly def
/NP {noaccess put} executeonly def
/BlueValues [-10 0] def
/password 5839 def
/Subrs 1 array
dup 0 5 RD \x01\x02\x03\x04\x05 NP
ND
2 index /CharStrings 2 dict dup begin
/.notdef 5 RD \x01\x02\x03\x04\x05 ND
/A 5 RD \x01\x02\x03\x04\x06 ND
end
end
readonly put
noaccess put
dup/FontName get exch definefont pop
mark currentfile closefile
"""


def crypted(data: bytes) -> bytes:
    """The hidden part of a Type 1 font."""
    key, out = 55665, bytearray()
    for each in bytes(4) + data:
        out.append(each ^ key >> 8)
        key = (out[-1] + key) * 52845 + 22719 & 0xFFFF
    return bytes(out)


def type1(clear: bytes = TYPE1, private: bytes = PRIVATE) -> bytes:
    """A Type 1 font."""
    return clear + crypted(private)


def sfnt(**tables: bytes) -> bytes:
    """A TrueType font of a few tables, and others."""
    given = {"head": bytes(54), "glyf": b"glyph", "maxp": b"\0\1\0\0\0\1", **tables}
    entries, body, place = b"", b"", 12 + 16 * len(given)
    for tag, data in sorted(given.items()):
        entries += struct.pack(">4sIII", tag.encode(), 0, place + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return struct.pack(">4sHHHH", b"\0\1\0\0", len(given), 0, 0, 0) + entries + body


def _index(*parts: bytes) -> bytes:
    ends, at = [1], 1
    for each in parts:
        at += len(each)
        ends.append(at)
    return struct.pack(">HB", len(parts), 2) + b"".join(struct.pack(">H", each) for each in ends) + b"".join(parts)


def cff(*, name: bytes = b"Font", notice: bytes = b"A notice", gap: bytes = b"", after: bytes = b"") -> bytes:
    """A CFF font of two glyphs, with a notice, perhaps with a gap between its parts, and something after it."""

    def number(value: int) -> bytes:
        return b"\x1d" + struct.pack(">i", value)

    def top(charset: int, glyphs: int, private: int) -> bytes:
        made = b"\xf8\x1b\x01" + number(charset) + b"\x0f" + number(glyphs) + b"\x11"  # its notice is string 391
        return _index(made + number(1) + number(private) + b"\x12")

    strings = _index(notice, b"glyph.one")
    start = 4 + len(_index(name)) + len(top(0, 0, 0)) + len(strings) + 2 + len(gap)
    charset = b"\0" + struct.pack(">H", 392)
    glyphs = _index(b"\x0e", b"\x0e")
    head = b"\1\0\4\2" + _index(name) + top(start, start + len(charset), start + len(charset) + len(glyphs))
    return head + strings + b"\0\0" + gap + charset + glyphs + b"\x0a" + after


CMAP = b"""%%Creator: someone
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Own def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfchar
<0041> <0041>
endbfchar
1 beginbfrange
<0042> <0044> [<0042> <0043> <0044>]
endbfrange
endcmap
end end"""


def deflated(data: bytes, fields: bytes = b"") -> bytes:
    """A stream's object."""
    return stream(zlib.compress(data), fields + b" /Filter /FlateDecode")


@cache
def base() -> tuple[bytes, ...]:
    """The objects of a document in which all is sound."""
    resources = b"""<< /Font << /F1 6 0 R /F2 8 0 R /F3 13 0 R /F4 26 0 R /F5 29 0 R >>
/XObject << /Im 5 0 R /Fo 15 0 R /Fl 16 0 R >>
/ExtGState << /Gs 17 0 R >> /ColorSpace << /Sp 18 0 R /Ix [/Indexed /DeviceRGB 1 <000000FFFFFF>] >>
/Pattern << /Pt 20 0 R /Ps 21 0 R >> /Shading << /Sh 22 0 R >> /Properties << /Mc << /MCID 1 >> >> >>"""
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /StructParent 1 /A 32 0 R >>"
    address = b"<< /S /URI /URI (https://court.example/) >>"
    return (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (az) /MarkInfo << /Marked true >> /StructTreeRoot 23 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /StructParents 0 /Annots [25 0 R] "
        b"/Resources " + resources + b" >>",
        deflated(CONTENT),
        stream(
            plain("jpg"),
            b"/Type /XObject /Subtype /Image /Width 48 /Height 24 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
            b"/Filter /DCTDecode",
        ),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [65 /A] >> >>",
        b"<< /Type /FontDescriptor /FontName /Font /Flags 4 /FontFile2 11 0 R >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Font /Encoding /Identity-H /DescendantFonts [9 0 R] "
        b"/ToUnicode 10 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Font /CIDSystemInfo 12 0 R /FontDescriptor 7 0 R /W "
        b"[0 [500 600]] >>",
        deflated(CMAP),
        deflated(sfnt(), b"/Length1 9"),
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar "
        b"97 /Widths [9]"
        b" /Encoding << /Differences [97 /a] >> /CharProcs << /a 14 0 R >> /Resources << >> >>",
        deflated(b"9 0 d0 0 0 9 9 re f"),
        deflated(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << >>"),
        deflated(
            bytes(12), b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
        ),
        b"<< /Type /ExtGState /LW 2 /BM /Multiply /ca 0.5 >>",
        b"[/Separation /Black /DeviceRGB 19 0 R]",
        b"<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [1 1 1] /N 1 >>",
        deflated(
            b"0 0 2 2 re f",
            b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 3 3] /XStep 3 /YStep 3 "
            b"/Resources << >>",
        ),
        b"<< /Type /Pattern /PatternType 2 /Shading 22 0 R >>",
        b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function 19 0 R >>",
        b"<< /Type /StructTreeRoot /K 24 0 R /ParentTree << /Nums [0 [24 0 R] 1 24 0 R] >> /RoleMap << /Own /P >> >>",
        b"<< /Type /StructElem /S /Own /P 23 0 R /Pg 3 0 R /K [0 << /Type /OBJR /Obj 25 0 R >>] /Alt (An alternative)"
        b" /A << /O /Table /ColSpan 2 >> /ID (node1) >>",
        link,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Font /FontDescriptor 27 0 R >>",
        b"<< /Type /FontDescriptor /FontName /Font /Flags 4 /FontFile 28 0 R >>",
        deflated(type1(), b"/Length1 9 /Length2 9 /Length3 0"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Font /FontDescriptor 30 0 R >>",
        b"<< /Type /FontDescriptor /FontName /Font /Flags 4 /FontFile3 31 0 R >>",
        deflated(cff(), b"/Subtype /Type1C"),
        address,
    )


def laid(changes: dict[int, bytes] | None = None) -> bytes:
    """The document, other objects in place of those with these numbers, more at the end."""
    objects = dict(enumerate(base(), start=1)) | (changes or {})
    return pdf([objects.get(number, b"null") for number in range(1, max(objects) + 1)])


def replaced(number: int, old: bytes, new: bytes) -> bytes:
    """The document with another thing in one of its objects."""
    before = base()[number - 1]
    assert old in before
    return laid({number: before.replace(old, new, 1)})


def unpacked(data: bytes) -> Iterator[bytes]:
    """All that a document holds: itself, its streams, and hidden parts of fonts, each in every reading."""
    yield data
    for found in re.finditer(rb"stream\r?\n(.*?)\nendstream", data, re.DOTALL):
        try:
            body = zlib.decompressobj().decompress(found[1])
        except zlib.error:
            continue
        yield body
        key, private = 55665, bytearray()
        for each in body.partition(b"eexec\n")[2]:
            private.append(each ^ key >> 8)
            key = (each + key) * 52845 + 22719 & 0xFFFF
        yield bytes(private)
        yield from (bytes.fromhex(each.decode()) for each in re.findall(rb"<((?:[0-9a-fA-F]{2})+)>", body))


def holds(data: bytes) -> bool:
    """Whether a canary is anywhere in a document."""
    return any(CANARY in each or CANARY.decode().encode("utf-16-be") in each for each in unpacked(data))
