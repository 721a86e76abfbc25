"""What a foreign picture or document says besides what it shows, and whether that names a place.

A kept copy of a page has pictures of other people, which are published unaltered or not at all. Many have words about
who made them; what must not be published is where they were taken, because that may be somebody's home.

A place is searched for in the parts beside the pixels and in the whole file, byte by byte, because cameras also leave
it after the end of a picture or in a smaller copy inside.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from .archives import inflated_at
from .chunks import jpeg_parts, png_parts, webp_parts
from .scanner import DamagedError, kind_of

MOST_INFLATED = 64 << 20
"""The most bytes to which the streams of one file are unpacked."""
_MOST_HEADERS, _MOST_ENTRIES = 64, 1000
"""How often four bytes that may begin EXIF occur (in pixels, once in 2 GB), and the entries of one directory."""

_TIFF = re.compile(rb"II\x2a\0|MM\0\x2a")
_GPS_POINTER, _LONG, _IFD = 0x8825, 4, 13
_MOST_DIRECTORIES, _ENTRY_BYTES = 16, 12
_RDF = re.compile(rb"rdf:RDF|xmpmeta|ns\.adobe\.com")
_XMP_PLACE = re.compile(
    rb"[:<](GPS(?:Dest)?(?:Latitude|Longitude|Position)\b|GPSAreaInformation\b|City\b|State\b|Country(?:Code|Name)?\b"
    rb"|Location(?:Created|Shown|Name|Id)?\b|Sublocation\b|ProvinceState\b|lat\b|long\b)"
)
_PHOTOSHOP = re.compile(rb"8BIM\x04\x04")
# IPTC IIM 4.2, record 2: content location (26, 27), city, sublocation, province, country (90, 92, 95, 100, 101)
_IIM_PLACES = frozenset((26, 27, 90, 92, 95, 100, 101))
_IIM = 0x1C
_STREAM = re.compile(rb"stream\r?\n")
_EXTENSION = re.compile(rb"\x21[\x01\xfe\xff]")


class _Tiff(NamedTuple):
    """The directories of TIFF, in which EXIF is written: where they begin, and the order of their bytes."""

    data: bytes
    start: int
    order: str

    def entries(self, at: int) -> tuple[list[tuple[int, int, int]], int]:
        """Return (tag, type, value) of each entry of a directory, and where the next is; empty if it is no directory.

        Only the first four bytes of a value are read.
        """
        try:
            (count,) = struct.unpack_from(f"{self.order}H", self.data, self.start + at)
            form = struct.Struct(f"{self.order}HH4xL")
            if count > _MOST_ENTRIES:
                raise DamagedError("EXIF")
            first = self.start + at + 2
            found = [form.unpack_from(self.data, first + _ENTRY_BYTES * index) for index in range(count)]
            (following,) = struct.unpack_from(f"{self.order}L", self.data, first + _ENTRY_BYTES * count)
        except struct.error:
            return [], 0
        return found, following

    def has_place(self) -> bool:
        """Return whether a directory of a picture points to one with coordinates (EXIF 3.0, 4.6.7)."""
        (at,) = struct.unpack_from(f"{self.order}L", self.data, self.start + 4)
        for _ in range(_MOST_DIRECTORIES):
            entries, following = self.entries(at)
            for tag, kind, value in entries:
                if tag == _GPS_POINTER and kind in (_LONG, _IFD):
                    # tag 0 is the version, which some cameras write without a place
                    inside, _ = self.entries(value)
                    if not inside or any(each for each, _, _ in inside):
                        return True
            if not following:
                break
            at = following
        return False


def beside_pixels(data: bytes) -> Iterator[bytes]:
    """Yield the parts of a picture in which words may stand, unpacked; for another type of file, the whole file.

    DamagedError is raised if a JPEG, PNG or WebP does not follow its format.
    """
    kind = kind_of(data)
    if kind == "JPEG":
        yield from jpeg_parts(data)
    elif kind == "PNG":
        yield from png_parts(data)
    elif kind == "WEBP":
        yield from webp_parts(data)
    elif kind == "GIF":
        yield from _gif_parts(data)
    else:
        yield data


def _gif_parts(data: bytes) -> Iterator[bytes]:
    """Yield the comments and extensions of a GIF (89a, 23 to 26), whose bytes are in blocks of at most 255."""
    for found in _EXTENSION.finditer(data):
        at, words = found.end(), bytearray()
        while at < len(data) and data[at]:
            words += data[at + 1 : at + 1 + data[at]]
            at += 1 + data[at]
        yield bytes(words)


def places_in(data: bytes) -> Iterator[str]:
    """Yield how a picture or document names a place: `GPS` (EXIF), `XMP`, `IPTC`.

    DamagedError is raised if it cannot be read to its end, or has so much packed in it that nobody can search it.
    """
    pieces = [data, *beside_pixels(data)] if kind_of(data) != "PDF" else [data, *_streams(data)]
    found: set[str] = set()
    for piece in pieces:
        found.update(_places(piece))
    yield from sorted(found)


def _places(piece: bytes) -> Iterator[str]:
    headers = _TIFF.finditer(piece)
    for count, header in enumerate(headers):
        if count > _MOST_HEADERS:
            raise DamagedError("EXIF")
        start = header.start()
        if start + 8 <= len(piece) and _Tiff(piece, start, "<" if header[0][:1] == b"I" else ">").has_place():
            yield "GPS"
    # XMP may be UTF-16 or UTF-32
    words = piece.replace(b"\0", b"")
    if _RDF.search(words) and _XMP_PLACE.search(words):
        yield "XMP"
    for resource in _PHOTOSHOP.finditer(piece):
        if _IIM_PLACES.intersection(_datasets(piece, resource.end())):
            yield "IPTC"


def _datasets(piece: bytes, at: int) -> Iterator[int]:
    """Yield the number of each data set of record 2 in a Photoshop resource, whose name begins at an offset."""
    if at >= len(piece):
        return
    at += 1 + piece[at] + (piece[at] + 1) % 2 + 4  # a name of even length with its own, and the size
    while at + 5 <= len(piece) and piece[at] == _IIM:
        size = int.from_bytes(piece[at + 3 : at + 5], "big")
        if piece[at + 1] == 2:
            yield piece[at + 2]
        at += 5 + size


def _streams(data: bytes) -> Iterator[bytes]:
    """Yield the packed streams of a PDF; DamagedError is raised if it is locked, or they are too large together."""
    if b"/Encrypt" in data:
        raise DamagedError("locked")
    left = MOST_INFLATED
    for found in _STREAM.finditer(data):
        try:
            content, _ = inflated_at(data, found.end(), left, zlib.MAX_WBITS)
        except zlib.error:
            continue  # another filter
        left -= len(content)
        yield content
