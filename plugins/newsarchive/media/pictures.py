"""Pictures as published: upright, no larger than needed, nothing but pixels, in several sizes and types.

Only pixels are carried over into a new picture, so no EXIF, XMP, IPTC, colour profile, comment, thumbnail
or trailing byte of the original can survive. Pixels too transparent to be seen lose their colour: an eraser often
leaves it, and the words under it.

A phone's files are small whatever the picture: its quality goes down step by step until they are. A drawing
keeps its exact pixels wherever that is not larger. Only bare pixels come in, so nothing else goes out.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from PIL import ExifTags, Image, features

from newsarchive.metadata.chunks import bare_png, bare_webp
from newsarchive.metadata.jpeg import MOST_SCANS, bare_jpeg, scans_of
from newsarchive.metadata.scanner import kind_of

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


WIDTHS = (480, 800, 1280)
PHONE_WIDEST = 800
"""The widest file that a phone asks for: 400 CSS pixels at two device pixels each."""
PHONE_BYTES = 60_000
DESKTOP_BYTES = 150_000

_LARGE = 1_000_000  # pixels
_WORTHWHILE = 0.8  # a narrower file that saves less than a fifth of the wider one's bytes is not worth its softness
_NARROWER = 0.75
_DRAWN_COLOURS, _DRAWN_BITS, _DRAWN_HEADER = 256, 2, 1024
_ENCODERS = ("avif", "webp", "libjpeg_turbo", "jpg", "zlib", "zlib_ng")

Encode = Callable[[Image.Image, int], bytes]


@dataclass(frozen=True)
class Rendition:
    """One more file of a picture."""

    type: str
    width: int
    content: bytes


@dataclass(frozen=True)
class Rendered:
    """A picture under its own name, and its renditions.

    `better` are by type, best first, each with its files, narrowest first. `plain` are files of a type that
    every browser knows, narrowest first; one without content is the picture itself.
    """

    itself: Pixels
    better: tuple[tuple[Rendition, ...], ...]
    plain: tuple[Rendition, ...]


def encoder_versions() -> tuple[str, ...]:
    """Name what the bytes depend on besides pixels and our own code."""
    return tuple(f"{name}=={features.version(name)}" for name in _ENCODERS)


def render_picture(data: bytes, name: str) -> Rendered:
    """Return the picture called `name` with all its renditions. PictureError as from `publish_picture`."""
    bare = bare_picture(data, name)
    itself = encode_picture(bare, name)
    drawn = type_of(name) != "JPEG" and _is_drawing(bare)
    plain = _plain(bare, itself, type_of(name), drawn=drawn)
    least = len(plain[-1].content or itself.content)
    better: list[tuple[Rendition, ...]] = []
    # worst first: whoever knows the better type knows this one, too
    for kind in ("webp", "avif"):
        files = _files(bare, kind, drawn=drawn) if features.check(kind) else ()
        if files and len(files[-1].content) < least:
            better.insert(0, files)
            least = len(files[-1].content)
    return Rendered(itself, tuple(better), plain)


def _is_drawing(bare: Image.Image) -> bool:
    """Whether pixels were drawn: few colours in plain areas. A photograph in greys has few colours, too, but noise."""
    if bare.mode != "RGB" or bare.getcolors(_DRAWN_COLOURS) is None:
        return False
    return len(_png(bare, _DRAWN_COLOURS)) * 8 <= _DRAWN_BITS * bare.width * bare.height + 8 * _DRAWN_HEADER


def _plain(bare: Image.Image, itself: Pixels, named: str, *, drawn: bool) -> tuple[Rendition, ...]:
    """Return the files of JPEG or PNG. The picture itself is the widest of them, where it is of that type and fits."""
    kind, wanted = ("png", "PNG") if bare.mode == "RGBA" or drawn else ("jpg", "JPEG")
    if named != wanted or (bare.width <= PHONE_WIDEST and len(itself.content) > PHONE_BYTES):
        return _files(bare, kind, drawn=drawn)
    widest = Rendition(kind, bare.width, itself.content)
    *narrower, _ = _worthwhile([*_rendered(bare, kind, _widths(bare)[:-1], drawn=drawn), widest])
    return (*narrower, Rendition(kind, bare.width, b""))


def _files(bare: Image.Image, kind: str, *, drawn: bool) -> tuple[Rendition, ...]:
    return _worthwhile(list(_rendered(bare, kind, _widths(bare), drawn=drawn)))


def _widths(bare: Image.Image) -> tuple[int, ...]:
    """Return the picture's own width and the steps that are well below it, narrowest first."""
    return (*(width for width in WIDTHS if width <= bare.width * _WORTHWHILE), bare.width)


def _rendered(bare: Image.Image, kind: str, widths: Sequence[int], *, drawn: bool) -> Iterator[Rendition]:
    qualities, encode = _encoding(kind, drawn=drawn)
    for width in widths:
        yield _fitting(bare, width, kind, qualities, encode)


def _fitting(bare: Image.Image, width: int, kind: str, qualities: Sequence[int], encode: Encode) -> Rendition:
    """Return the best quality that is small enough; where none is (a picture like a ribbon), a narrower one."""
    most = PHONE_BYTES if width <= PHONE_WIDEST else DESKTOP_BYTES
    while True:
        picture = _narrowed(bare, width)
        for quality in _worth_trying(picture, most, qualities, encode):
            content = encode(picture, quality)
            if len(content) <= most or width == 1:
                return Rendition(kind, width, content)
        width, qualities = max(1, int(width * _NARROWER)), qualities[-2:]


def _worth_trying(picture: Image.Image, most: int, qualities: Sequence[int], encode: Encode) -> Sequence[int]:
    """Return no quality of a large picture that is too large at its worst: noise would be tried for minutes."""
    if picture.width > 1 and picture.width * picture.height > _LARGE and len(encode(picture, qualities[-1])) > most:
        return ()
    return qualities


def _narrowed(bare: Image.Image, width: int) -> Image.Image:
    if width == bare.width:
        return bare
    return bare.resize((width, max(1, round(bare.height * width / bare.width))), Image.Resampling.LANCZOS)


def _worthwhile(files: list[Rendition]) -> tuple[Rendition, ...]:
    """Leave out narrower files that save too little; a drawing made narrower is often no smaller at all."""
    kept = [files[-1]]
    for each in reversed(files[:-1]):
        if each.width < kept[0].width and len(each.content) <= _WORTHWHILE * len(kept[0].content):
            kept.insert(0, each)
    return tuple(kept)


def _encoding(kind: str, *, drawn: bool) -> tuple[tuple[int, ...], Encode]:
    """Return the steps of quality of a type, best first, and what encodes one. Each encoder has one thread alone."""
    if kind == "avif":
        return (60,) * drawn + (50, 40, 30, 20, 10, 1), _sharp_avif if drawn else _avif
    if kind == "webp":
        # 100 stands for exact pixels
        return (100,) * drawn + (78, 65, 50, 35, 20, 5, 1), _webp
    if kind == "png":
        return (256, 128, 64, 32, 16, 8), _png
    return (80, 70, 55, 40, 25, 10, 1), _jpeg


def _avif(picture: Image.Image, quality: int, subsampling: str = "4:2:0") -> bytes:
    # more than one thread may cut the picture into tiles by their number
    return _saved(picture, "AVIF", quality=quality, speed=6, max_threads=1, subsampling=subsampling)


def _sharp_avif(picture: Image.Image, quality: int) -> bytes:
    """Keep colours as sharp as lines are: letters stay legible."""
    return _avif(picture, quality, "4:4:4")


def _webp(picture: Image.Image, quality: int) -> bytes:
    if quality == 100:
        return _saved(picture, "WEBP", lossless=True, quality=75, method=4)
    return _saved(picture, "WEBP", quality=quality, method=4)


def _png(picture: Image.Image, colours: int) -> bytes:
    method = Image.Quantize.FASTOCTREE if picture.mode == "RGBA" else Image.Quantize.MEDIANCUT
    return _saved(picture.quantize(colours, method=method, dither=Image.Dither.NONE), "PNG", optimize=True)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    return _saved(picture.convert("RGB"), "JPEG", quality=quality, optimize=True, progressive=True)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
