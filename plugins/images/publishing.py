"""A picture's bytes as they are published: upright, no larger than a page needs, and nothing but pixels.

Only pixels are carried over into a new picture, so no EXIF, XMP, IPTC, colour profile, comment, thumbnail
or trailing byte of the original can survive. Pixels too transparent to be seen lose their colour: an eraser often
leaves it, and the words under it.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import ExifTags, Image

from plugins.traces.jpeg import MOST_SCANS, scans_of
from plugins.traces.kinds import kind_of

WIDEST = 1280
TALLEST = 4 * WIDEST
"""Rows of a published picture: encoders try a larger one for minutes, and no screen shows it whole."""

MOST_PIXELS = 40_000_000

MOST_PROFILES = 10
"""Colour profiles of a PNG, which may have one: Pillow unpacks a megabyte of each."""

LEAST_SEEN = 8
"""Alpha of 255 from which a pixel is seen: a soft eraser leaves a little, and so do sixteen bits cut to eight."""

_TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by its EXIF orientation (CIPA DC-008, tag 274)."""

_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


class PictureError(Exception):
    """A picture cannot be published; `code` is its fault's."""

    def __init__(self, code: str, found: str) -> None:
        """Keep the fault's code and what was found."""
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


@dataclass(frozen=True)
class Pixels:
    """A publishable picture and its size in pixels."""

    content: bytes
    width: int
    height: int


def publish_picture(data: bytes, name: str) -> Pixels:
    """Return the picture called `name` without metadata, at most 1,280 pixels wide.

    PictureError for what is no picture, is of another type than its name says, or is too large.
    """
    return encode_picture(bare_picture(data, name), name)


def type_of(name: str) -> str:
    """Return the type that a picture's name says: JPEG, PNG or WEBP."""
    return _FORMATS[name.rpartition(".")[2].lower()]


def bare_picture(data: bytes, name: str) -> Image.Image:
    """Return the pixels of the picture called `name`, upright and no wider than a page needs, and nothing else.

    PictureError as from `publish_picture`.
    """
    wanted = type_of(name)
    try:
        # warnings of huge pictures, which are refused, and of odd EXIF, which is dropped
        with warnings.catch_warnings(action="ignore"):
            return _pixels(data, wanted)
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise PictureError("picture-size", "far too many") from None
    except Exception as error:  # noqa: BLE001 - whatever Pillow raises for a file is that file's fault
        other = kind_of(data)
        if other and other != wanted:
            raise PictureError("picture-type", other) from None
        raise PictureError("picture-unreadable", type(error).__name__) from None


def _pixels(data: bytes, wanted: str) -> Image.Image:
    if data.count(b"iCCP") > MOST_PROFILES:
        raise PictureError("picture-unreadable", "iCCP")
    with Image.open(io.BytesIO(data), formats=tuple(sorted(set(_FORMATS.values())))) as opened:
        # phones write a JPEG with a second picture inside (MPO): its first is the picture
        found = "JPEG" if opened.format == "MPO" else opened.format
        if found != wanted:
            raise PictureError("picture-type", str(found))
        if opened.width * opened.height > MOST_PIXELS:
            raise PictureError("picture-size", f"{opened.width} × {opened.height}")
        if wanted == "JPEG" and (scans := scans_of(data)) > MOST_SCANS:
            raise PictureError("picture-unreadable", f"{scans} SOS")
        return _bare(_upright(opened))


def _upright(picture: Image.Image) -> Image.Image:
    """Turn a picture as its EXIF orientation says. No other value is read: odd cameras write what cannot be parsed."""
    try:
        orientation = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - EXIF that cannot be read says nothing of how to turn the picture
        return picture
    transposition = _TRANSPOSED.get(orientation) if isinstance(orientation, int) else None
    return picture if transposition is None else picture.transpose(transposition)


def _bare(picture: Image.Image) -> Image.Image:
    """Copy the pixels alone into a new picture."""
    if picture.mode.startswith("I"):
        # sixteen bits of grey: keep the upper eight, which a plain conversion would cut off
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    # each copy of forty million pixels takes 160 MB: none is made that need not be
    plain = picture if picture.mode == mode else picture.convert(mode)
    scale = min(1.0, WIDEST / plain.width, TALLEST / plain.height)
    if scale < 1:
        size = (max(1, round(plain.width * scale)), max(1, round(plain.height * scale)))
        plain = plain.resize(size, Image.Resampling.LANCZOS)
    bare = Image.new(plain.mode, plain.size)
    if mode == "RGBA":
        bare.paste(plain, mask=plain.getchannel("A").point(lambda alpha: 255 if alpha >= LEAST_SEEN else 0))
    else:
        bare.paste(plain)
    return bare


def encode_picture(picture: Image.Image, name: str) -> Pixels:
    """Return bare pixels as the file called `name`."""
    out = io.BytesIO()
    wanted = type_of(name)
    if wanted == "JPEG":
        picture.convert("RGB").save(out, "JPEG", quality=80, optimize=True, progressive=True)
    elif wanted == "WEBP":
        picture.save(out, "WEBP", quality=78, method=6)
    else:
        _with_palette(picture).save(out, "PNG", optimize=True)
    return Pixels(out.getvalue(), picture.width, picture.height)


def _with_palette(picture: Image.Image) -> Image.Image:
    """Return a drawing of few colours with a palette, which takes half the bytes; anything else as it is."""
    colours = picture.getcolors(256) if picture.mode == "RGB" else None
    if not colours:
        return picture
    drawn = picture.quantize(len(colours), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return drawn if drawn.convert("RGB").tobytes() == picture.tobytes() else picture
