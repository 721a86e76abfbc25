"""Pictures and documents with every trace that their format can carry, each marked by the word SECRET."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "tif": "TIFF"}
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' dc:source='SECRET'/></rdf:RDF></x:xmpmeta>"
# a manifest's outer box (C2PA, 11.1), with one inside that says nothing
JUMBF = (
    bytes.fromhex(
        "00000034 6a756d62 0000001e 6a756d64 63327061001100108000 00aa00389b71 03 6332706100 0000000e 66726565"
    )
    + b"SECRET"
)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64


def picture(width: int = 48, height: int = 24) -> Image.Image:
    """A picture that is red at the left and blue at the right."""
    made = Image.new("RGB", (width, height), "red")
    made.paste("blue", (width // 2, 0, width, height))
    return made


def plain(kind: str, size: tuple[int, int] = (48, 24)) -> bytes:
    """A picture of a kind (a suffix) without a trace."""
    out = io.BytesIO()
    picture(*size).save(out, FORMATS[kind])
    return out.getvalue()


def scans(number: int, side: int = 6000) -> bytes:
    """A JPEG with so many empty scans after its own."""
    out = io.BytesIO()
    Image.new("L", (side, side), 90).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    return data[:-2] + data[data.rindex(b"\xff\xda") : -2] * number + data[-2:]


def exif() -> Image.Exif:
    """Camera, place, maker's note, and that the picture lies on its side."""
    made = Image.Exif()
    made[0x010F], made[0x0112], made[0x013B] = "SECRET camera", 6, "SECRET author"
    made.get_ifd(0x8769)[0x927C] = b"SECRET maker's note"
    made.get_ifd(0x8825).update({1: "N", 2: (40.0, 24.0, 33.0), 3: "E", 4: (49.0, 52.0, 2.0)})
    return made


def segment(marker: int, body: bytes) -> bytes:
    """A JPEG's segment."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG's chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def riff(kind: bytes, body: bytes) -> bytes:
    """A chunk of a RIFF file."""
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def with_segments(data: bytes, *segments: bytes) -> bytes:
    """A JPEG with more segments at its beginning."""
    return data[:2] + b"".join(segments) + data[2:]


def with_chunks(data: bytes, *chunks: bytes) -> bytes:
    """A PNG with more chunks after its header."""
    return data[:33] + b"".join(chunks) + data[33:]


def with_riff(data: bytes, *chunks: bytes) -> bytes:
    """A WebP with more chunks at its end."""
    body = data[8:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def iptc() -> bytes:
    """A caption and a writer, as Photoshop keeps them."""
    line = b"\x1c\x02\x50" + struct.pack(">H", 6) + b"SECRET"
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(line)) + line + b"\0" * (len(line) % 2)


def traced(kind: str) -> bytes:
    """A picture of a kind (a suffix) that carries all that its format can."""
    out = io.BytesIO()
    options: dict[str, object] = {"exif": exif().tobytes(), "icc_profile": b"SECRET profile" * 12}
    if kind == "png":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", "SECRET")  # type: ignore[attr-defined]
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())  # type: ignore[attr-defined]
    if kind == "webp":
        options["xmp"] = XMP
    if kind == "jpg":
        options |= {"comment": b"SECRET comment", "xmp": XMP}
    if kind == "tif":
        options = {"exif": exif()}
    picture().save(out, FORMATS[kind], **options)
    data = out.getvalue()
    if kind == "jpg":
        small = b"JFXX\0\x10" + plain("jpg", (16, 8)) + b"SECRET"
        more = (segment(0xE0, small), segment(0xEB, b"JP\0\1\0\0\0\1" + JUMBF), segment(0xED, iptc()))
        data = with_segments(data, *more, segment(0xE2, b"MPF\0SECRET"), segment(0xEC, b"Ducky\0SECRET"))
    if kind == "png":
        data = with_chunks(data, chunk(b"tIME", b"\x07\xe7\x0a\x0c\x09\x1e\0"))
        data = data[:-12] + chunk(b"caBX", JUMBF) + data[-12:]
    if kind == "webp":
        data = with_riff(data, riff(b"C2PA", JUMBF))
    return data if kind == "tif" else data + b"SECRET after the end"


def document(*, clean: bool = False) -> bytes:
    """A PDF of one page, with a writer, XMP, an attachment, a script and an earlier state; `clean`: with none."""
    writer = PdfWriter()
    writer.add_blank_page(200, 100)
    writer.metadata = None
    if clean:
        return _written(writer)
    writer.add_metadata({"/Author": "SECRET", "/Producer": "SECRET"})
    stream = DecodedStreamObject()
    stream.set_data(XMP)
    stream.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
    writer.add_attachment("SECRET.txt", b"SECRET")
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('SECRET')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    first = _written(writer)
    return first + b"5 0 obj\n(SECRET)\nendobj\n" + first[first.rindex(b"startxref") :]


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def written_document(*pages: str) -> bytes:
    """A PDF without traces, with a line of ASCII words on each page; black boxes cover them."""
    writer = PdfWriter()
    writer.metadata = None
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for words in pages:
        page = writer.add_blank_page(300, 100)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 10 50 Td ({words}) Tj ET 0 0 0 rg 0 40 300 30 re f".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    return _written(writer)
