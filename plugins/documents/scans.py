"""Scanned pages in black and white: their pixels alone, as faxes (ITU-T T.6) and in JBIG2 (ITU-T T.88)."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from .objects import DocumentError

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 200_000_000
_EXTENSION = 62
"""The type of JBIG2's segments that hold comments."""


def decoded_fax(data: bytes, columns: int, rows: int) -> Image:
    """Return a picture of T.6 whose black pixels are 255."""
    from PIL import Image

    if not 0 < columns * rows <= MOST_PIXELS:
        raise DocumentError("document-unreadable", "CCITTFaxDecode")
    head = struct.pack("<2sHLH", b"II", 42, 8, 8)
    tags = (
        (256, columns),
        (257, rows),
        (258, 1),
        (259, 4),
        (262, 1),
        (273, len(head) + 8 * 12 + 4),
        (278, rows),
        (279, len(data)),
    )
    head += b"".join(struct.pack("<HHLL", tag, 4, 1, value) for tag, value in tags) + bytes(4)
    with Image.open(io.BytesIO(head + data), formats=("TIFF",)) as picture:
        picture.load()
        return picture


def bare_fax(data: bytes, columns: int, rows: int) -> bytes:
    """Return a picture of T.6 coded anew, so that nothing follows its last row."""
    from PIL import Image

    out = io.BytesIO()
    decoded_fax(data, columns, rows).save(out, "TIFF", compression="group4", tiffinfo={278: rows})
    with Image.open(out) as coded:
        (place,), (size,) = coded.tag_v2[273], coded.tag_v2[279]  # type: ignore[attr-defined]
    return out.getvalue()[place : place + size]


def bare_jbig2(data: bytes) -> bytes:
    """Return a picture's segments (T.88, 7.2) without comments and without what follows them."""
    out, at = bytearray(), 0
    while at + 11 <= len(data):
        start, number, flags, referred = at, int.from_bytes(data[at : at + 4], "big"), data[at + 4], data[at + 5] >> 5
        at += 6
        if referred == 7:  # a long list of segments, each with a bit
            referred = int.from_bytes(data[at - 1 : at + 3], "big") & 0x1FFFFFFF
            at += 3 + (referred + 8) // 8
        at += referred * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 64 else 1)
        at += 4 + int.from_bytes(data[at : at + 4], "big")
        if at > len(data):
            raise DocumentError("document-coding", "JBIG2Decode")
        if flags & 63 != _EXTENSION:
            out += data[start:at]
    return bytes(out)
