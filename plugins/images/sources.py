"""Pictures of the content without what they carry besides their pixels: a repository may be public."""

from __future__ import annotations

import io
import warnings
from zlib import crc32

from PIL import ExifTags, Image

from plugins.traces.jpeg import bare_jpeg
from plugins.traces.kinds import kind_of
from plugins.traces.png import bare_png
from plugins.traces.webp import bare_webp

_UPRIGHT = 1


def bare_source(data: bytes) -> bytes:
    """Return a JPEG, PNG or WebP with nothing but its coded pixels, colour profile and orientation.

    DamagedError for one that is not built as its format is; anything else is returned as it is.
    """
    kind, exif = kind_of(data), _exif_of(_orientation(data))
    if kind == "JPEG":
        bare = bare_jpeg(data, profile=True)
        body = b"Exif\0\0" + exif
        return bare[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + bare[2:] if exif else bare
    if kind == "PNG":
        bare = bare_png(data)
        chunk = b"eXIf" + exif
        header = 33
        more = len(exif).to_bytes(4, "big") + chunk + crc32(chunk).to_bytes(4, "big")
        return bare[:header] + more + bare[header:] if exif else bare
    if kind == "WEBP":
        return bare_webp(data, b"EXIF" + len(exif).to_bytes(4, "little") + exif if exif else b"")
    return data


def same_pixels(first: bytes, second: bytes) -> bool:
    """Whether two pictures show the same."""
    # odd EXIF is warned of, and compared is what is seen
    with (
        warnings.catch_warnings(action="ignore"),
        Image.open(io.BytesIO(first)) as one,
        Image.open(io.BytesIO(second)) as other,
    ):
        return (one.size, one.mode, one.tobytes()) == (other.size, other.mode, other.tobytes())


def _orientation(data: bytes) -> int:
    """Return how a picture is turned (CIPA DC-008, tag 274); upright where that cannot be read."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
            found = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - whatever Pillow raises: a picture that it cannot read has a fault of its own
        return _UPRIGHT
    return found if isinstance(found, int) and 1 < found <= 8 else _UPRIGHT


def _exif_of(orientation: int) -> bytes:
    """Return EXIF that says how a picture is turned, and nothing else; empty for one that is upright."""
    if orientation == _UPRIGHT:
        return b""
    entry = b"\x01\x12\0\x03\0\0\0\x01" + bytes((0, orientation, 0, 0))
    return b"MM\0*\0\0\0\x08\0\x01" + entry + bytes(4)
