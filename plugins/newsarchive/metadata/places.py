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

from .archives import inflated_at
from .chunks import jpeg_parts, png_parts, webp_parts
from .scanner import DamagedError, kind_of

MOST_INFLATED = 256 << 20
"""The most bytes, packed and unpacked, of the streams of one document."""
_MOST_STEPS = 20_000
"""The most entries of directories and data sets that are looked at in one file; a photograph has a few hundred."""

_TIFF = re.compile(rb"II\x2a\0|MM\0\x2a")
_HEADER_BYTES = 8
_GPS_POINTER, _LONG, _IFD = 0x8825, 4, 13
_ENTRY_BYTES = 12
_RDF = re.compile(rb"rdf:RDF|xmpmeta|ns\.adobe\.com")
_XMP_PLACE = re.compile(
    rb"[:<](?:GPS(?:Dest)?(?:Latitude|Longitude|Position)\b|GPSAreaInformation\b|City\b|State\b|Country(?:Code|Name)?\b"
    rb"|Location(?:Created|Shown|Name|Id)?\b|Sublocation\b|ProvinceState\b|lat\b|long\b)"
)
_PHOTOSHOP = re.compile(rb"8BIM\x04\x04")
# IPTC IIM 4.2, record 2: content location (26, 27), city, sublocation, province, country (90, 92, 95, 100, 101)
_IIM_PLACES = frozenset((26, 27, 90, 92, 95, 100, 101))
_IIM = 0x1C
_STREAM = re.compile(rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
"""The beginning of a stream that zlib may have packed (RFC 1950, 2.2)."""


_GIF_HEAD, _GIF_FRAME, _TABLE, _EXTENSION, _PICTURE, _GIF_END = 13, 9, 0x80, 0x21, 0x2C, 0x3B


def beside_pixels(data: bytes) -> Iterator[bytes]:
    """Yield the parts of a picture in which words may stand, unpacked; for another type of file, the whole file.

    DamagedError is raised if a JPEG, PNG, WebP or GIF does not follow its format.
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
    """Yield the comments and other extensions of a GIF (89a, 15 to 26), and what follows its end."""
    at = _GIF_HEAD + _table_bytes(data[10])
    while at < len(data) and data[at] != _GIF_END:
        if data[at] == _EXTENSION:
            words, at = _blocks(data, at + 2)
            yield words
        elif data[at] == _PICTURE:
            _, at = _blocks(data, at + 1 + _GIF_FRAME + _table_bytes(data[at + _GIF_FRAME]) + 1)
        else:
            raise DamagedError("GIF")
    yield data[at + 1 :]


def _table_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & _TABLE else 0


def _blocks(data: bytes, at: int) -> tuple[bytes, int]:
    """Return the bytes of the blocks at a place of a GIF, each of at most 255, and where they end."""
    words = bytearray()
    while data[at]:
        words += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return bytes(words), at + 1


def places_in(data: bytes) -> Iterator[str]:
    """Yield how a picture or document names a place: `GPS` (EXIF), `XMP`, `IPTC`.

    DamagedError or IndexError is raised if it cannot be read to its end, or has so much in it that nobody can search
    it.
    """
    search = _PlaceSearch()
    for piece in (data, *(_streams(data) if kind_of(data) == "PDF" else beside_pixels(data))):
        search.look_at(piece)
    yield from sorted(search.found)


class _PlaceSearch:
    """Searches parts of one file; `found` has how they name places."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._left = _MOST_STEPS

    def look_at(self, piece: bytes) -> None:
        """Search one part; raise DamagedError if the file has more directories than anybody looks at."""
        for header in _TIFF.finditer(piece):
            if self._is_placed(piece, header.start(), "<" if header[0].startswith(b"I") else ">"):
                self.found.add("GPS")
        # XMP may be UTF-16 or UTF-32
        words = piece.replace(b"\0", b"")
        if _RDF.search(words) and _XMP_PLACE.search(words):
            self.found.add("XMP")
        for resource in _PHOTOSHOP.finditer(piece):
            if not _IIM_PLACES.isdisjoint(self._datasets(piece, resource.end())):
                self.found.add("IPTC")

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise DamagedError("steps")

    def _is_placed(self, piece: bytes, start: int, order: str) -> bool:
        """Return whether a directory of a TIFF header at `start` points to one with coordinates (EXIF 3.0, 4.6.7)."""
        if start + _HEADER_BYTES > len(piece):
            return False
        (at,) = struct.unpack_from(f"{order}L", piece, start + 4)
        seen: set[int] = set()
        while at and at not in seen:
            seen.add(at)
            entries, at = self._directory(piece, start, at, order)
            for tag, kind, value in entries:
                if tag == _GPS_POINTER and kind in (_LONG, _IFD):
                    # tag 0 is the version, which some cameras write without a place
                    inside, _ = self._directory(piece, start, value, order)
                    if not inside or any(each for each, _, _ in inside):
                        return True
        return False

    def _directory(self, piece: bytes, start: int, at: int, order: str) -> tuple[list[tuple[int, int, int]], int]:
        """Return (tag, type, first four bytes of the value) of each entry of a directory, and where the next one is.

        Entries beyond the end are left out.
        """
        self._step()
        entry, first = struct.Struct(f"{order}HH4xL"), start + at + 2
        found = []
        try:
            (count,) = struct.unpack_from(f"{order}H", piece, start + at)
            for index in range(count):
                found.append(entry.unpack_from(piece, first + _ENTRY_BYTES * index))
                self._step()
            (following,) = struct.unpack_from(f"{order}L", piece, first + _ENTRY_BYTES * count)
        except struct.error:
            return found, 0  # cut off, as some programs leave it
        return found, following

    def _datasets(self, piece: bytes, at: int) -> Iterator[int]:
        """Yield the number of each data set of record 2 in a Photoshop resource, whose name begins at an offset."""
        if at >= len(piece):
            return
        at += 1 + piece[at] + (piece[at] + 1) % 2 + 4  # a name, of even length with its own, and the size
        while at + 5 <= len(piece) and piece[at] == _IIM:
            self._step()
            if piece[at + 1] == 2:
                yield piece[at + 2]
            at += 5 + int.from_bytes(piece[at + 3 : at + 5], "big")


def _streams(data: bytes) -> Iterator[bytes]:
    """Yield the packed streams of a PDF; DamagedError is raised if it is locked, or they are too large together."""
    if b"/Encrypt" in data:
        raise DamagedError("locked")
    left = MOST_INFLATED
    for found in _STREAM.finditer(data):
        # another filter ends soon, as does what only looks like a stream within this one
        content, end = inflated_at(data, found.end(), left, zlib.MAX_WBITS, broken=True)
        left -= len(content) + end - found.end()
        if left <= 0:
            raise DamagedError("size")
        yield content
