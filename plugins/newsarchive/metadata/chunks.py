"""PNG and WebP: the chunks that a picture needs.

Both formats are a series of chunks, that is, of blocks with a type and a length. `png_traces` and `webp_traces` report
those of a published file that say more than the picture shows, such as where it was taken. `bare_png` and `bare_webp`
remove them from a file that an editor adds.

Data that are not of the format, or end early, raise DamagedError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .scanner import DamagedError, Trace

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_PICTURE = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"bKGD"))
_PNG_NAMES = {b"eXIf": "EXIF", b"iCCP": "ICC", b"caBX": "C2PA", b"zXIf": "EXIF"}
_WORDS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
_TYPE = re.compile(rb"[A-Za-z]{4}\Z")


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
