"""Pictures without anything but their pixels, and files of pictures without metadata.

`picture_of_page` copies only pixels, so no EXIF, XMP, IPTC, colour profile, comment, thumbnail or trailing byte can
survive. Almost transparent pixels lose their colour, because erasers in drawing programs often leave it there, and with
it the words that were erased. `picture_of_source` leaves the pixels encoded as they are.
"""

from __future__ import annotations

import io
import warnings
from zlib import crc32

from PIL import ExifTags, Image

from .metadata.chunks import MOST_SCANS, bare_jpeg, bare_png, bare_webp, scans_of
from .metadata.scanner import DamagedError, kind_of

MOST_PIXELS = 40_000_000

MOST_PROFILES = 10
"""The most colour profiles (`iCCP` chunks) in a file: Pillow decompresses a megabyte of each."""

LEAST_SEEN = 8
"""The least opacity (alpha, 0 to 255) of a visible pixel; soft erasers of drawing programs leave lower values."""

_UPRIGHT = 1
_TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by EXIF orientation (CIPA DC-008, tag 274)."""

_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


class PictureError(Exception):
    """A picture cannot be published: the code of the fault (`picture-size`), and what was found (its size)."""

    def __init__(self, code: str, found: str) -> None:
        """Create the error."""
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


def picture_of_page(name: str, data: bytes, within: tuple[int, int]) -> bytes:
    """Return the pixels of a JPEG, PNG or WebP file, upright, as an uncompressed PNG file in RGB or RGBA.

    A picture that is wider or higher than `within` is scaled down. PictureError is raised if the file is no readable
    picture, has another type than the extension of its name says, or is too large.
    """
    wanted = _FORMATS[name.rpartition(".")[2].lower()]
    try:
        # Pillow warns of huge pictures, which are refused, and of malformed EXIF, which is dropped
        with warnings.catch_warnings(action="ignore"):
            return _pixels(data, wanted, within)
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise PictureError("picture-size", "far too many") from None
    except Exception as error:  # noqa: BLE001 - whatever Pillow raises for a file is that file's fault
        other = kind_of(data)
        if other and other != wanted:
            raise PictureError("picture-type", other) from None
        raise PictureError("picture-unreadable", type(error).__name__) from None


def _pixels(data: bytes, wanted: str, within: tuple[int, int]) -> bytes:
    if data.count(b"iCCP") > MOST_PROFILES:
        raise PictureError("picture-unreadable", "iCCP")
    with Image.open(io.BytesIO(data), formats=tuple(sorted(set(_FORMATS.values())))) as opened:
        # phones write JPEG files with further pictures inside (MPO), of which the first is the main one
        found = "JPEG" if opened.format == "MPO" else opened.format
        if found != wanted:
            raise PictureError("picture-type", str(found))
        if opened.width * opened.height > MOST_PIXELS:
            raise PictureError("picture-size", f"{opened.width} × {opened.height}")
        if wanted == "JPEG" and (scans := scans_of(data)) > MOST_SCANS:
            raise PictureError("picture-unreadable", f"{scans} SOS")
        return _png(_bare(_upright(opened), *within))


def _upright(picture: Image.Image) -> Image.Image:
    """Return a picture turned upright by its EXIF orientation, or unchanged if its EXIF cannot be parsed.

    No other EXIF value is read, because some cameras write values that cannot be parsed.
    """
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - EXIF that cannot be read says nothing of how to turn the picture
        return picture
    transposition = _TRANSPOSED.get(orientation) if isinstance(orientation, int) else None
    return picture if transposition is None else picture.transpose(transposition)


def _bare(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Return only the pixels of a picture, in RGB, or in RGBA if they may be transparent."""
    if picture.mode.startswith("I"):
        # for 16-bit grey, a plain conversion would clip all values above 255, so scale them to 8 bits
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    # avoid needless copies: each copy of forty million pixels takes 160 MB
    plain = picture if picture.mode == mode else picture.convert(mode)
    scale = min(1.0, width / plain.width, height / plain.height)
    if scale < 1:
        size = (max(1, round(plain.width * scale)), max(1, round(plain.height * scale)))
        plain = plain.resize(size, Image.Resampling.LANCZOS)
    bare = Image.new(mode, plain.size)
    seen = plain.getchannel("A").point(lambda alpha: 255 if alpha >= LEAST_SEEN else 0) if mode == "RGBA" else None
    bare.paste(plain, mask=seen)
    return bare


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=0)
    return out.getvalue()


def picture_of_source(data: bytes) -> bytes:
    """Return a JPEG, PNG or WebP file without metadata, except its colour profile and orientation.

    It is returned unchanged if there is nothing to remove, or if the removal would alter a pixel. PictureError is
    raised if it is damaged or has too many pixels.
    """
    try:
        bare = _without_metadata(data)
        return bare if bare == data or _has_same_pixels(data, bare) else data
    except (DamagedError, OSError, ValueError, SyntaxError):  # Pillow raises the last three for damaged pictures
        raise PictureError("picture-unreadable", "") from None


def _without_metadata(data: bytes) -> bytes:
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


def _has_same_pixels(first: bytes, second: bytes) -> bool:
    # Pillow warns of malformed EXIF, which does not matter for this comparison
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(first)) as one,
            Image.open(io.BytesIO(second)) as other,
        ):
            return (one.size, one.mode, one.tobytes()) == (other.size, other.mode, other.tobytes())
    except Image.DecompressionBombError:
        return False


def _orientation(data: bytes) -> int:
    """Return the EXIF orientation from 1 (upright) to 8 (CIPA DC-008, tag 274); 1 if none can be read."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
            found = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - whatever Pillow raises: a picture that it cannot read has a fault of its own
        return _UPRIGHT
    return found if isinstance(found, int) and 1 < found <= 8 else _UPRIGHT


def _exif_of(orientation: int) -> bytes:
    """Return EXIF data with the orientation alone; empty if the picture is upright."""
    if orientation == _UPRIGHT:
        return b""
    entry = b"\x01\x12\0\x03\0\0\0\x01" + bytes((0, orientation, 0, 0))
    return b"MM\0*\0\0\0\x08\0\x01" + entry + bytes(4)
