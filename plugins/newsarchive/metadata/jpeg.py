"""JPEG: segments up to the end of the picture (ITU-T T.81).

A JPEG is a sequence of segments, each with a marker (its type). `jpeg_traces` reports segments that the picture does
not need; `bare_jpeg` removes them, for `media` and `documents`. DamagedError is raised if the data are not a JPEG or
have no end marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .scanner import DamagedError, Trace

MOST_SCANS = 50
"""The most scans in a JPEG. A scan is one pass over the picture; a progressive JPEG has about ten.

Decoding takes time for each, even an empty one, so a small file with very many could keep a build busy for hours.
"""
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))  # markers without a length
# frames, Huffman and arithmetic tables, scans, quantisation, number of lines, restarts
_PICTURE = frozenset((*range(0xC0, 0xC8), *range(0xC9, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD))
_NEXT = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")  # in a scan, a stuffed zero or a restart does not end the data

_KNOWN = (
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
        yield from _segment(marker, data[start:end])
    if end < len(data):
        yield Trace("trace-trailing", "JPEG")


def bare_jpeg(data: bytes, *, profile: bool = False) -> bytes:
    """Return a JPEG without metadata, except its colour profile if `profile`. The picture is not re-encoded."""
    kept = bytearray()
    before = 0
    for marker, start, end in _segments(data):
        body = data[start:end]
        if not any(_segment(marker, body)) or (profile and _name(marker, body) == "ICC"):
            kept += data[before:end]
        before = end
    return bytes(kept)


def scans_of(data: bytes) -> int:
    """Return the number of scans (passes over the picture), or for damaged data the most that a decoder may find."""
    try:
        return sum(marker == _SCAN for marker, _, _ in _segments(data))
    except DamagedError:
        return data.count(bytes((0xFF, _SCAN)))


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the marker of each segment, and where its content starts and ends; a scan's includes the pixels."""
    if data[:2] != b"\xff\xd8":
        raise DamagedError
    marker, at = _START, 2
    yield marker, at, at
    while marker != _END:
        marker, at = _marker(data, at)
        start = at
        if marker != _END and marker not in _ALONE:
            length = int.from_bytes(data[at : at + 2], "big")
            if length < 2 or at + length > len(data):
                raise DamagedError
            start, at = at + 2, at + length
        if marker == _SCAN:
            following = _NEXT.search(data, at)
            if following is None:
                raise DamagedError
            at = following.start()
        yield marker, start, at


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """Return the marker at an offset, after bytes 0xFF, and the offset after it; DamagedError if there is none."""
    start = at
    while data[at : at + 1] == b"\xff":
        at += 1
    if at == start or at >= len(data):
        raise DamagedError
    return data[at], at + 1


def _segment(marker: int, body: bytes) -> Iterator[Trace]:
    if marker in _PICTURE or marker in _ALONE or marker in (_START, _END):
        return
    if marker == 0xFE:
        yield Trace("trace-comment", "COM")
    elif marker == 0xE0 and body[:5] in (b"JFIF\0", b"JFXX\0"):
        if len(body) != _JFIF_BYTES or body[:5] == b"JFXX\0" or any(body[12:14]):
            yield Trace("trace-thumbnail", "JFIF")
    elif marker != 0xEE or body[:5] != b"Adobe" or len(body) != _ADOBE_BYTES:
        yield Trace("trace", _name(marker, body))


def _name(marker: int, body: bytes) -> str:
    for known, beginning, name in _KNOWN:
        if marker == known and body.startswith(beginning):
            return name
    if marker == 0xEB:
        return "C2PA" if b"c2pa" in body else "JUMBF"
    return f"APP{marker - 0xE0}" if 0xE0 <= marker <= 0xEF else f"0x{marker:02X}"
