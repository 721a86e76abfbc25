"""Documents that are made to keep a reader busy, or to bring something along."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from tests.traced import scans

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>"
EMPTY = b"<< /Length 0 >>\nstream\n\nendstream"


def stream(data: bytes, fields: bytes = b"/Filter /FlateDecode") -> bytes:
    """An object with data."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (fields, len(data), data)


def pdf(objects: Sequence[bytes] = (CATALOG, PAGES, PAGE, EMPTY), trailer: bytes = b"") -> bytes:
    """A document of numbered objects, the first its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    fields = b"/Size %d /Root 1 0 R %s" % (len(objects) + 1, trailer.replace(b"START", b"%d" % start))
    return bytes(out + b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (fields, start))


def bomb(megabytes: int, data: bytes = b"") -> bytes:
    """Deflated data and then blanks, of so many megabytes once they are unpacked."""
    # after a full flush nothing refers to what was before: the same bytes may follow again and again
    packer, million = zlib.compressobj(9, wbits=-zlib.MAX_WBITS), b" " * 1_000_000
    begun = packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
    blanks = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)
    # Adler-32 (RFC 1950, 8.2) of so many blanks after the data, without adding them one by one
    high, low = divmod(zlib.adler32(data), 1 << 16)
    number = megabytes * len(million)
    high = (high + number * low + million[0] * number * (number + 1) // 2) % 65_521
    low = (low + number * million[0]) % 65_521
    return b"\x78\xda" + begun + blanks * megabytes + packer.flush() + struct.pack(">HH", high, low)


def nested() -> bytes:
    """A page with arrays in arrays, a hundred thousand deep."""
    deep = b"/Resources << /X %s%s >> /Contents" % (b"[" * 100_000, b"]" * 100_000)
    return pdf((CATALOG, PAGES, PAGE.replace(b"/Contents", deep), EMPTY))


def inflating() -> bytes:
    """A page whose content is two gigabytes."""
    return pdf((CATALOG, PAGES, PAGE, stream(bomb(2000))))


def inflating_twice() -> bytes:
    """A page whose content is deflated twice."""
    twice = stream(zlib.compress(bomb(1000), 9), b"/Filter [/FlateDecode /FlateDecode]")
    return pdf((CATALOG, PAGES, PAGE, twice))


def instructing() -> bytes:
    """A page of ten million instructions."""
    return pdf((CATALOG, PAGES, PAGE, stream(zlib.compress(b"0 0 m " * 10_000_000))))


def picturing(number: int = 100_000) -> bytes:
    """A page with so many pictures in its content."""
    return pdf((CATALOG, PAGES, PAGE, stream(zlib.compress(b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI " * number))))


def _picturing(picture: bytes, times: int) -> bytes:
    names = range(times)
    resources = b" ".join(b"/I%d %d 0 R" % (each, each + 5) for each in names)
    page = PAGE.replace(b"/Contents", b"/Resources << /XObject << %s >> >> /Contents" % resources)
    shown = stream(b" ".join(b"/I%d Do" % each for each in names), b"")
    return pdf((CATALOG, PAGES, page, shown, *[picture] * times))


def pictures_inflating_twice() -> bytes:
    """Pictures of a pixel that are deflated three times, with 70 megabytes of data each before the last step."""
    thrice = zlib.compress(zlib.compress(zlib.compress(bytes(70_000_000), 9), 9), 9)
    filters = b"/Filter [/FlateDecode /FlateDecode /FlateDecode /FlateDecode] "
    fields = b"/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray "
    return _picturing(stream(thrice, fields + filters), 300)


def pictures_of_codes() -> bytes:
    """Pictures of a slow coding (LZW)."""
    codes = zlib.compress(bytes(1_000_000), 9)
    fields = b"/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray "
    return _picturing(stream(codes, fields + b"/Filter [/FlateDecode /LZWDecode]"), 300)


def inflating_objects(number: int = 10, megabytes: int = 70) -> bytes:
    """A page whose content lies in streams of objects, each of many megabytes."""
    out, rows = bytearray(b"%PDF-1.7\n"), [bytes(7)]
    first, inner = 4, 4 + number
    contents = b"[%s]" % b" ".join(b"%d 0 R" % (inner + each) for each in range(number))
    streams = (
        stream(
            bomb(megabytes, b"%06d 0 []" % (inner + each)),
            b"/Type /ObjStm /N 1 /First 9 /Filter /FlateDecode",
        )
        for each in range(number)
    )
    for at, each in enumerate((CATALOG, PAGES, PAGE.replace(b"4 0 R", contents), *streams), start=1):
        rows.append(struct.pack(">BIH", 1, len(out), 0))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, each)
    rows += [struct.pack(">BIH", 2, first + each, 0) for each in range(number)]
    return bytes(out + _table(inner + number, len(out), zlib.compress(b"".join(rows)), b"/Size %d" % len(rows)))


def inflating_tables(number: int = 10, megabytes: int = 70) -> bytes:
    """A document with tables of objects of many megabytes, one before the other."""
    out, before, data = bytearray(pdf()), b"", bomb(megabytes)
    for each in range(number):
        start = len(out)
        out += _table(each + 9, start, data, b"/Size 0 /Index [] " + before)
        before = b"/Prev %d" % start
    return bytes(out)


def _table(number: int, start: int, data: bytes, fields: bytes) -> bytes:
    kind = b"/Type /XRef /W [1 4 2] /Root 1 0 R /Filter /FlateDecode " + fields
    return b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, stream(data, kind), start)


def shading() -> bytes:
    """A page with areas of colour whose corners are 1.8 gigabytes."""
    fields = b"/ShadingType 4 /ColorSpace /DeviceGray /BitsPerCoordinate 8 /BitsPerComponent 8 /Filter /FlateDecode"
    resources = b" ".join(b"/S%d %d 0 R" % (each, each + 5) for each in range(18))
    page = PAGE.replace(b"/Contents", b"/Resources << /Shading << %s >> >> /Contents" % resources)
    shown = stream(b" ".join(b"/S%d sh" % each for each in range(18)), b"")
    return pdf((CATALOG, PAGES, page, shown, *[stream(bomb(100), fields)] * 18))


def scanning() -> bytes:
    """A page with a photograph of ten thousand empty scans."""
    fields = b"/Subtype /Image /Width 6000 /Height 6000 /BitsPerComponent 8 /ColorSpace /DeviceGray "
    return _picturing(stream(scans(10_000), fields + b"/Filter /DCTDecode"), 1)


def in_itself() -> bytes:
    """Pages that lie in themselves."""
    return pdf((CATALOG, PAGES.replace(b"3 0 R", b"2 0 R 3 0 R"), PAGE, EMPTY))


def before_itself() -> bytes:
    """A table of objects that follows itself."""
    return pdf(trailer=b"/Prev START")


def many_pages(number: int) -> bytes:
    """The same page, so many times."""
    return pdf((CATALOG, PAGES.replace(b"3 0 R", b"3 0 R " * number), PAGE, EMPTY))


def many_objects(number: int = 250_000) -> bytes:
    """So many objects that a page leads to."""
    names = b" ".join(b"%d 0 R" % (each + 5) for each in range(number))
    page = PAGE.replace(b"/Contents", b"/Resources << /X [%s] >> /Contents" % names)
    return pdf((CATALOG, PAGES, page, EMPTY, *(b"[%d]" % each for each in range(number))))


def deep_pages() -> bytes:
    """Pages in pages, five thousand deep."""
    tree = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (n + 3, n + 1) for n in range(5000)]
    return pdf((CATALOG, *tree, PAGE.replace(b"4 0 R", b"1 0 R")))


def acting() -> bytes:
    """A document that runs a script when it is opened, and when its link is followed."""
    script = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (javascript:alert\\(1\\)) >> >>"
    page = PAGE.replace(b"/Contents", b"/Annots [%s] /AA << /O %s >> /Contents" % (link, script))
    return pdf((CATALOG.replace(b"/Pages", b"/OpenAction %s /Pages" % script), PAGES, page, EMPTY))


def attaching() -> bytes:
    """A document with a program attached."""
    file = b"<< /Type /Filespec /F (run.exe) /EF << /F 5 0 R >> >>"
    names = b"/Names << /EmbeddedFiles << /Names [(run.exe) %s] >> >>" % file
    return pdf((CATALOG.replace(b"/Pages", names + b" /Pages"), PAGES, PAGE, EMPTY, stream(b"MZ EVIL", b"")))
