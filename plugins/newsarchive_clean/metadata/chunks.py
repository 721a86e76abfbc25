"""JPEG, PNG and WebP: the chunks that a picture needs (ITU-T T.81; W3C PNG; RFC 9649).

All three formats are a series of chunks (in a JPEG: segments), that is, of blocks with a type and a length.
`jpeg_traces`, `png_traces` and `webp_traces` report those of a published file that say more than the picture shows,
such as where it was taken. `bare_jpeg`, `bare_png` and `bare_webp` remove them from a file that an editor adds.
`beside_pixels` returns what is not pixels.

Data that are not of the format, or end early, raise DamagedError.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from .archives import inflated_at
from .scanner import DamagedError, Trace, kind_of

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_PICTURE = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"bKGD"))
_PNG_NAMES = {b"eXIf": "EXIF", b"iCCP": "ICC", b"caBX": "C2PA", b"zXIf": "EXIF"}
_WORDS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
_TYPE = re.compile(rb"[A-Za-z]{4}\Z")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2})*\Z")


def beside_pixels(data: bytes) -> Iterator[bytes]:
    """Yield the parts of a JPEG, PNG or WebP picture in which words may stand, unpacked."""
    parts = {"JPEG": jpeg_parts, "PNG": png_parts, "WEBP": webp_parts}
    return parts[kind_of(data)](data)


def png_traces(data: bytes) -> Iterator[Trace]:
    """Yield a `Trace` (a finding) for each chunk of a PNG that the picture does not need, and for bytes after it."""
    end = 0
    for kind, start, end in _png_chunks(data):
        body = data[start + 8 : end - 4]
        if kind not in _PNG_PICTURE or (kind == b"IEND" and body):
            yield _trace(kind, body)
    if end < len(data):
        yield Trace("trace-trailing", "PNG")


def bare_png(data: bytes) -> bytes:
    """Return a PNG with only the chunks of its picture and its colour profile, which are not changed."""
    kept = (data[start:end] for kind, start, end in _png_chunks(data) if kind in _PNG_PICTURE or kind == b"iCCP")
    return b"".join((_SIGNATURE, *kept))


_MOST_WORDS = 1 << 20  # bytes of one text in a PNG, unpacked


def png_parts(data: bytes) -> Iterator[bytes]:
    """Yield the chunks of a PNG in which words may stand, unpacked, and what follows its end.

    DamagedError is raised if a text unpacks to more than a megabyte.
    """
    end = 0
    for kind, start, end in _png_chunks(data):
        body = data[start + 8 : end - 4]
        if kind in (b"IDAT", b"fdAT"):
            continue
        if kind in _WORDS:
            yield from _png_words(kind, body)
        yield body
    yield data[end:]


def _png_words(kind: bytes, body: bytes) -> Iterator[bytes]:
    """Yield the text of a chunk: unpacked, and if it is a raw profile of ImageMagick, the bytes that it stands for."""
    keyword, _, rest = body.partition(b"\0")
    packed = b""
    if kind == b"zTXt":
        packed = rest[1:]
    elif kind == b"iTXt" and rest[:1] == b"\1":
        packed = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    if packed:
        try:
            rest, _ = inflated_at(packed, 0, _MOST_WORDS, zlib.MAX_WBITS)
        except zlib.error:
            raise DamagedError from None
        yield rest
    if keyword.startswith(b"Raw profile type"):
        digits = b"".join(rest.split()[2:])  # after a name and a length
        yield bytes.fromhex(digits.decode("ascii", "ignore")) if _HEX.match(digits) else b""


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield (type, start, end) for each chunk of a PNG: `(b"IHDR", 8, 33)`."""
    if data[:8] != _SIGNATURE:
        raise DamagedError
    end, kind = 8, b""
    while kind != b"IEND":
        start, kind = end, data[end + 4 : end + 8]
        end += 12 + int.from_bytes(data[start : start + 4], "big")
        if not _TYPE.match(kind) or end > len(data):
            raise DamagedError
        yield kind, start, end


def _trace(kind: bytes, body: bytes) -> Trace:
    if kind not in _WORDS:
        return Trace("trace", _PNG_NAMES.get(kind, kind.decode()))
    keyword = body.partition(b"\0")[0]
    if keyword == b"XML:com.adobe.xmp":
        return Trace("trace", "XMP")
    # the keywords of ImageMagick and exiftool
    raw = re.match(rb"Raw profile type (exif|iptc|xmp|icc|APP1)", keyword)
    if raw:
        return Trace("trace", {b"APP1": "EXIF"}.get(raw[1], raw[1].decode().upper()))
    return Trace("trace-comment", kind.decode())


_WEBP_PICTURE = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"))
_WEBP_NAMES = {b"EXIF": "EXIF", b"XMP ": "XMP", b"ICCP": "ICC", b"C2PA": "C2PA"}
_FRAME_HEADER = 16
_EXIF, _XMP = 0x08, 0x04  # flags of VP8X
_FLAGS = _EXIF | _XMP


def webp_traces(data: bytes) -> Iterator[Trace]:
    """Yield a `Trace` (a finding) for each chunk of a WebP that the picture does not need, and for bytes after it."""
    end = _webp_end(data)
    yield from _frame_traces(data, 12, end)
    if end < len(data):
        yield Trace("trace-trailing", "WebP")


def bare_webp(data: bytes, more: bytes = b"") -> bytes:
    """Return a WebP with only the chunks of its picture and its colour profile, which are not re-encoded.

    `more` is an EXIF chunk to append, which may state the orientation.
    """
    kept = _bare_frame(data, 12, _webp_end(data), _EXIF if more else 0) + more
    return b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WEBP" + kept


def webp_parts(data: bytes) -> Iterator[bytes]:
    """Yield the chunks of a WebP in which words may stand, and what follows its end."""
    end = _webp_end(data)
    for kind, start, stop in _webp_chunks(data, 12, end):
        if kind not in _WEBP_PICTURE:
            yield data[start:stop]
        elif kind == b"ANMF":
            inner = _webp_chunks(data, start + _FRAME_HEADER, stop)
            yield from (data[first:last] for each, first, last in inner if each not in _WEBP_PICTURE)
    yield data[end:]


def _webp_end(data: bytes) -> int:
    end = 8 + int.from_bytes(data[4:8], "little")
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or end > len(data) or end < 20:
        raise DamagedError
    return end


def _webp_chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the type of each chunk in a part of a WebP, and where its content starts and ends.

    `end` includes the byte that pads the last chunk to an even length.
    """
    while at < end:
        kind, start = data[at : at + 4], at + 8
        stop = start + int.from_bytes(data[at + 4 : start], "little")
        at = stop + (stop - start) % 2
        if at > end:
            raise DamagedError
        yield kind, start, stop


def _frame_traces(data: bytes, at: int, end: int) -> Iterator[Trace]:
    """Yield a `Trace` for each chunk of a WebP, or of one picture of an animation, that the picture does not need."""
    for kind, start, stop in _webp_chunks(data, at, end):
        if kind not in _WEBP_PICTURE:
            yield Trace("trace", _WEBP_NAMES.get(kind) or kind.decode("ascii", "replace").strip())
        elif kind == b"ANMF":
            yield from _frame_traces(data, start + _FRAME_HEADER, stop)


def _bare_frame(data: bytes, at: int, end: int, flags: int) -> bytes:
    """Return the chunks of a WebP, or of one picture of an animation, that the picture and its colours need.

    `flags` is what the header then says of EXIF and XMP: `_EXIF` if an EXIF chunk is added, else 0.
    """
    kept = bytearray()
    for kind, start, stop in _webp_chunks(data, at, end):
        body = data[start:stop]
        if kind == b"VP8X":
            body = bytes((body[0] & ~_FLAGS | flags,)) + body[1:]
        elif kind == b"ANMF":
            body = body[:_FRAME_HEADER] + _bare_frame(data, start + _FRAME_HEADER, stop, flags)
        elif kind not in _WEBP_PICTURE and kind != b"ICCP":
            continue
        kept += kind + len(body).to_bytes(4, "little") + body + data[stop : stop + len(body) % 2]
    return bytes(kept)


MOST_SCANS = 50
"""The most scans in a JPEG. A scan is one pass over the picture; a progressive JPEG has about ten.

Decoding takes time for each, even an empty one, so a small file with very many could keep a build busy for hours.
"""
_JPEG_START, _JPEG_END, _SCAN = 0xD8, 0xD9, 0xDA
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))  # markers without a length
# frames, Huffman and arithmetic tables, scans, quantisation, number of lines, restarts
_JPEG_PICTURE = frozenset((*range(0xC0, 0xC8), *range(0xC9, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD))
_FRAMES = _JPEG_PICTURE & {*range(0xC0, 0xD0)} - {0xC4, 0xCC}
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")  # in a scan, a stuffed zero or a restart does not end the data

_JPEG_NAMES = (
    (0xE1, b"Exif\0", "EXIF"),
    (0xE1, b"http://ns.adobe.com/x", "XMP"),
    (0xE2, b"ICC_PROFILE\0", "ICC"),
    (0xE2, b"MPF\0", "MPF"),
    (0xED, b"Photoshop 3.0\0", "IPTC"),
)
_JFIF_BYTES, _ADOBE_BYTES = 14, 12


def jpeg_traces(data: bytes) -> Iterator[Trace]:
    """Yield a `Trace` (a finding) for each part of a JPEG that its picture does not need, such as EXIF."""
    end = 0
    for marker, start, end in _segments(data):
        yield from _segment_traces(marker, data[start:end])
    if end < len(data):
        yield Trace("trace-trailing", "JPEG")


_MORE_XMP, _MORE_XMP_BYTES = b"http://ns.adobe.com/xmp/extension/\0", 75


def jpeg_parts(data: bytes) -> Iterator[bytes]:
    """Yield the segments of a JPEG in which words may stand, and what follows its end.

    XMP that is continued in several segments (XMP specification, part 3, 1.1.3.1) is yielded as one, too.
    """
    end, more = 0, bytearray()
    for marker, start, end in _segments(data):
        body = data[start:end]
        if marker not in _JPEG_PICTURE and body:
            yield body
        if body.startswith(_MORE_XMP):
            more += body[_MORE_XMP_BYTES:]
    yield bytes(more)
    yield data[end:]


def bare_jpeg(data: bytes, *, profile: bool = False) -> bytes:
    """Return a JPEG without metadata, except its colour profile if `profile`. The picture is not re-encoded."""
    kept = bytearray()
    before = 0
    for marker, start, end in _segments(data):
        body = data[start:end]
        if not any(_segment_traces(marker, body)) or (profile and _segment_name(marker, body) == "ICC"):
            kept += data[before:end]
        before = end
    return bytes(kept)


def scans_of(data: bytes) -> int:
    """Return the number of scans (passes over the picture), or for damaged data the most that a decoder may find."""
    try:
        return sum(marker == _SCAN for marker, _, _ in _segments(data))
    except DamagedError:
        return data.count(bytes((0xFF, _SCAN)))


def lengthened(data: bytes, pixels: int) -> tuple[bytes, range]:
    """Return a JPEG whose header declares more rows of blocks than its picture has: the last lines of these.

    They have at least twice as many `pixels`. DamagedError is raised if it has no frame, or one without a size.
    """
    for marker, start, end in _segments(data):
        if marker in _FRAMES:
            body = data[start:end]
            high, wide = (int.from_bytes(body[at : at + 2], "big") for at in (1, 3))
            if not high or not wide:
                break
            row = 8 * max(each & 15 for each in body[7::3])
            first = (-(-high // row) + 1) * row
            last = first + 2 * pixels // wide * row
            return data[: start + 1] + last.to_bytes(2, "big") + data[start + 3 :], range(first - 1, last, row)
    raise DamagedError


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the marker of each segment, and where its content starts and ends; a scan's includes the pixels."""
    if data[:2] != b"\xff\xd8":
        raise DamagedError
    marker, at = _JPEG_START, 2
    yield marker, at, at
    while marker != _JPEG_END:
        marker, at = _marker_at(data, at)
        start = at
        if marker != _JPEG_END and marker not in _ALONE:
            length = int.from_bytes(data[at : at + 2], "big")
            if length < 2 or at + length > len(data):
                raise DamagedError
            start, at = at + 2, at + length
        if marker == _SCAN:
            following = _NEXT_MARKER.search(data, at)
            if following is None:
                raise DamagedError
            at = following.start()
        yield marker, start, at


def _marker_at(data: bytes, at: int) -> tuple[int, int]:
    """Return the marker at an offset, after bytes 0xFF, and the offset after it; DamagedError if there is none."""
    start = at
    while data[at : at + 1] == b"\xff":
        at += 1
    if at == start or at >= len(data):
        raise DamagedError
    return data[at], at + 1


def _segment_traces(marker: int, body: bytes) -> Iterator[Trace]:
    if marker in _JPEG_PICTURE or marker in _ALONE or marker in (_JPEG_START, _JPEG_END):
        return
    if marker == 0xFE:
        yield Trace("trace-comment", "COM")
    elif marker == 0xE0 and body[:5] in (b"JFIF\0", b"JFXX\0"):
        if len(body) != _JFIF_BYTES or body[:5] == b"JFXX\0" or any(body[12:14]):
            yield Trace("trace-thumbnail", "JFIF")
    elif marker != 0xEE or body[:5] != b"Adobe" or len(body) != _ADOBE_BYTES:
        yield Trace("trace", _segment_name(marker, body))


def _segment_name(marker: int, body: bytes) -> str:
    for known, beginning, name in _JPEG_NAMES:
        if marker == known and body.startswith(beginning):
            return name
    if marker == 0xEB:
        return "C2PA" if b"c2pa" in body else "JUMBF"
    return f"APP{marker - 0xE0}" if 0xE0 <= marker <= 0xEF else f"0x{marker:02X}"
