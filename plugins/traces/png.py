"""PNG: chunks up to the end of the picture (W3C, PNG Specification, third edition, 5 and 11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .kinds import DamagedError, Trace

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PICTURE = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"bKGD"))
_NAMES = {b"eXIf": "EXIF", b"iCCP": "ICC", b"caBX": "C2PA", b"zXIf": "EXIF"}
_WORDS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
_TYPE = re.compile(rb"[A-Za-z]{4}\Z")


def png_traces(data: bytes) -> Iterator[Trace]:
    """Yield what a PNG holds besides its picture; DamagedError where it is none or has no end."""
    end = 0
    for kind, start, end in _chunks(data):
        body = data[start + 8 : end - 4]
        if kind not in _PICTURE or (kind == b"IEND" and body):
            yield _trace(kind, body)
    if end < len(data):
        yield Trace("trace-trailing", "PNG")


def bare_png(data: bytes) -> bytes:
    """Return a PNG of its picture, as it is coded, and its colour profile alone; DamagedError as above."""
    kept = (data[start:end] for kind, start, end in _chunks(data) if kind in _PICTURE or kind == b"iCCP")
    return b"".join((_SIGNATURE, *kept))


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield each chunk's kind, where it begins and where it ends."""
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
        return Trace("trace", _NAMES.get(kind, kind.decode()))
    keyword = body.partition(b"\0")[0]
    if keyword == b"XML:com.adobe.xmp":
        return Trace("trace", "XMP")
    # as ImageMagick and exiftool write them
    raw = re.match(rb"Raw profile type (exif|iptc|xmp|icc|APP1)", keyword)
    if raw:
        return Trace("trace", {b"APP1": "EXIF"}.get(raw[1], raw[1].decode().upper()))
    return Trace("trace-comment", kind.decode())
