"""Pictures as published: upright, no larger than needed, nothing but pixels, in several sizes and types.

`render_picture` takes the bytes of an editor's JPEG, PNG or WebP file. It returns the picture's own file, which has the
same name and type, and its renditions: files of other widths and types, from which a browser chooses.

Only pixels are copied into a new picture, so no EXIF, XMP, IPTC, colour profile, comment, thumbnail or trailing byte
of the original can survive. Almost transparent pixels lose their colour, because erasers in drawing programs often
leave it there, and with it the words that were erased.

Renditions have a size limit, a lower one for phones: the quality is reduced step by step until the file is small
enough. A drawing keeps its exact pixels in WebP and PNG if that meets the limit.
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
    """Return a JPEG, PNG or WebP file without metadata, except its colour profile and its orientation.

    The pixels stay encoded as they are. `make fix` cleans the pictures among the sources in this way.

    Args:
        data: The bytes of the file. Data of any other format are returned unchanged.

    Raises:
        DamagedError: If the file does not follow its format.
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
    """Return whether two picture files have the same width, height, colour mode and pixels.

    The result is also False if one of them has so many pixels that Pillow refuses to decode it.

    Args:
        first: The bytes of one file.
        second: The bytes of the other file.
    """
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
    """Return how a viewer must turn a picture: its EXIF orientation from 1 (upright) to 8 (CIPA DC-008, tag 274).

    The result is 1 also if the file has no orientation or cannot be read.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
            found = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 - whatever Pillow raises: a picture that it cannot read has a fault of its own
        return _UPRIGHT
    return found if isinstance(found, int) and 1 < found <= 8 else _UPRIGHT


def _exif_of(orientation: int) -> bytes:
    """Return EXIF data with the orientation as its only entry, or empty bytes if the picture is upright."""
    if orientation == _UPRIGHT:
        return b""
    entry = b"\x01\x12\0\x03\0\0\0\x01" + bytes((0, orientation, 0, 0))
    return b"MM\0*\0\0\0\x08\0\x01" + entry + bytes(4)


WIDEST = 1280
TALLEST = 4 * WIDEST
"""The greatest height of a published picture in pixels: encoders need minutes for taller ones."""

MOST_PIXELS = 40_000_000

MOST_PROFILES = 10
"""The greatest number of colour profiles (`iCCP` chunks) in a file: Pillow decompresses a megabyte of each."""

LEAST_SEEN = 8
"""The least opacity (alpha, from 0 to 255) of a visible pixel; soft erasers of drawing programs leave lower values."""

_TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The transposition that turns a picture upright, by EXIF orientation (CIPA DC-008, tag 274)."""

_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


class PictureError(Exception):
    """Raised if a picture file cannot be published.

    Attributes:
        code: The code of the message that editors get, such as `picture-size`.
        found: What was found in the file and is not allowed, such as its size; a part of the message.
    """

    def __init__(self, code: str, found: str) -> None:
        """Create the error.

        Args:
            code: The code of the message that editors get, such as `picture-size`.
            found: What was found in the file and is not allowed, such as its size.
        """
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


@dataclass(frozen=True)
class Pixels:
    """A picture file that is ready to be published.

    Attributes:
        content: The bytes of the file, without metadata.
        width: The width in pixels.
        height: The height in pixels.
    """

    content: bytes
    width: int
    height: int


def publish_picture(data: bytes, name: str) -> Pixels:
    """Return a picture as it is published: without metadata, upright, at most 1,280 pixels wide and 5,120 high.

    Args:
        data: The bytes of the original file.
        name: Its file name. The extension states the type of the original, which is also that of the result.

    Raises:
        PictureError: The file is not a readable picture, has another type than its name says, or is too large.
    """
    return encode_picture(bare_picture(data, name), name)


def type_of(name: str) -> str:
    """Return the picture type for a file name's extension: `JPEG`, `PNG` or `WEBP`."""
    return _FORMATS[name.rpartition(".")[2].lower()]


def bare_picture(data: bytes, name: str) -> Image.Image:
    """Decode a picture file, and return only its pixels: upright, and scaled down if it is too wide or too high.

    Args:
        data: The bytes of the file.
        name: Its file name, whose extension must state its type.

    Returns:
        An RGB picture, or an RGBA picture if it may have transparent parts.

    Raises:
        PictureError: The file is not a readable picture, has another type than its name says, or is too large.
    """
    wanted = type_of(name)
    try:
        # Pillow warns of huge pictures, which raise PictureError below, and of malformed EXIF, which is dropped
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
        # phones write JPEG files with further pictures inside (MPO), of which the first is the main one
        found = "JPEG" if opened.format == "MPO" else opened.format
        if found != wanted:
            raise PictureError("picture-type", str(found))
        if opened.width * opened.height > MOST_PIXELS:
            raise PictureError("picture-size", f"{opened.width} × {opened.height}")
        if wanted == "JPEG" and (scans := scans_of(data)) > MOST_SCANS:
            raise PictureError("picture-unreadable", f"{scans} SOS")
        return _bare(_upright(opened))


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


def _bare(picture: Image.Image) -> Image.Image:
    """Copy only the pixels into a new RGB or RGBA picture, scaled down if it is too wide or too high; return it."""
    if picture.mode.startswith("I"):
        # for 16-bit grey, a plain conversion would clip all values above 255, so scale them to 8 bits
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    # avoid needless copies: each copy of forty million pixels takes 160 MB
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
    """Encode a picture as a file, and return its bytes and size.

    Args:
        picture: The pixels, without metadata.
        name: A file name, whose extension states the type: JPEG, PNG or WebP.
    """
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
    """Return an RGB picture of at most 256 colours as a picture with a palette, because that halves its file.

    Any other picture is returned unchanged, and so is one whose pixels the palette would alter.
    """
    colours = picture.getcolors(256) if picture.mode == "RGB" else None
    if not colours:
        return picture
    drawn = picture.quantize(len(colours), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return drawn if drawn.convert("RGB").tobytes() == picture.tobytes() else picture


WIDTHS = (480, 800, 1280)
PHONE_WIDEST = 800
"""The width of the widest file that a phone requests: 400 CSS pixels at two device pixels each."""
PHONE_BYTES = 60_000
DESKTOP_BYTES = 150_000

_LARGE = 1_000_000  # pixels
_WORTHWHILE = 0.8  # a narrower file must save at least a fifth of the wider one's bytes to be worth its lower detail
_NARROWER = 0.75
_DRAWN_COLOURS, _DRAWN_BITS, _DRAWN_HEADER = 256, 2, 1024
_ENCODERS = ("avif", "webp", "libjpeg_turbo", "jpg", "zlib", "zlib_ng")

Encode = Callable[[Image.Image, int], bytes]


@dataclass(frozen=True)
class Rendition:
    """One of the files of a picture from which a browser may choose; they differ in type and width.

    Attributes:
        type: The type as a file extension: `avif`, `webp`, `jpg` or `png`.
        width: The width in pixels.
        content: The bytes; empty if this is the file with the picture's own name, whose bytes are in `Rendered.itself`.
    """

    type: str
    width: int
    content: bytes


@dataclass(frozen=True)
class Rendered:
    """All files of one picture, from which a browser chooses one by type and width.

    Attributes:
        itself: The file with the picture's own name: of the type that the name states, in the full width.
        better: The files in modern types (AVIF, WebP): a tuple for each type, the smallest type first. A type that
            saves no bytes is left out. Within a type, the narrowest file is first.
        plain: The files in a type that every browser supports (JPEG or PNG), the narrowest first. The widest may be the
            same as `itself`; its `content` is then empty.
    """

    itself: Pixels
    better: tuple[tuple[Rendition, ...], ...]
    plain: tuple[Rendition, ...]


def encoder_versions() -> tuple[str, ...]:
    """Return the libraries that encode pictures, as `name==version`, for cache keys: the bytes depend on them."""
    return tuple(f"{name}=={features.version(name)}" for name in _ENCODERS)


def render_picture(data: bytes, name: str) -> Rendered:
    """Return all files of a picture: the one with its own name, and those of other widths and types.

    Args:
        data: The bytes of the original file.
        name: Its file name, whose extension must state its type.

    Raises:
        PictureError: The file is not a readable picture, has another type than its name says, or is too large.
    """
    bare = bare_picture(data, name)
    itself = encode_picture(bare, name)
    drawn = type_of(name) != "JPEG" and _is_drawing(bare)
    plain = _plain(bare, itself, type_of(name), drawn=drawn)
    least = len(plain[-1].content or itself.content)
    better: list[tuple[Rendition, ...]] = []
    # worse type first: browsers that support AVIF also support WebP, so AVIF is used only if it is the smaller one
    for kind in ("webp", "avif"):
        files = _files(bare, kind, drawn=drawn) if features.check(kind) else ()
        if files and len(files[-1].content) < least:
            better.insert(0, files)
            least = len(files[-1].content)
    return Rendered(itself, tuple(better), plain)


def _is_drawing(bare: Image.Image) -> bool:
    """Return whether a picture is a drawing: opaque, of at most 256 colours, and well compressed as PNG.

    A grey photograph also has few colours, but its noise does not compress.
    """
    if bare.mode != "RGB" or bare.getcolors(_DRAWN_COLOURS) is None:
        return False
    return len(_png(bare, _DRAWN_COLOURS)) * 8 <= _DRAWN_BITS * bare.width * bare.height + 8 * _DRAWN_HEADER


def _plain(bare: Image.Image, itself: Pixels, named: str, *, drawn: bool) -> tuple[Rendition, ...]:
    """Return the files of a picture in JPEG or PNG, which every browser supports, the narrowest first.

    The type is PNG for drawings and for pictures with transparency, else JPEG. If the file with the picture's own name
    has this type, it is the widest of them, unless it is narrow enough for phones but has too many bytes for them.

    Args:
        bare: The pixels.
        itself: The file with the picture's own name.
        named: The type that this name states, such as `JPEG`.
        drawn: Whether the picture is a drawing, that is, opaque and of few colours.
    """
    kind, wanted = ("png", "PNG") if bare.mode == "RGBA" or drawn else ("jpg", "JPEG")
    if named != wanted or (bare.width <= PHONE_WIDEST and len(itself.content) > PHONE_BYTES):
        return _files(bare, kind, drawn=drawn)
    widest = Rendition(kind, bare.width, itself.content)
    *narrower, _ = _worthwhile([*_rendered(bare, kind, _widths(bare)[:-1], drawn=drawn), widest])
    return (*narrower, Rendition(kind, bare.width, b""))


def _files(bare: Image.Image, kind: str, *, drawn: bool) -> tuple[Rendition, ...]:
    return _worthwhile(list(_rendered(bare, kind, _widths(bare), drawn=drawn)))


def _widths(bare: Image.Image) -> tuple[int, ...]:
    """Return the widths in pixels in which a picture is encoded: those of `WIDTHS` well below its own, then its own."""
    return (*(width for width in WIDTHS if width <= bare.width * _WORTHWHILE), bare.width)


def _rendered(bare: Image.Image, kind: str, widths: Sequence[int], *, drawn: bool) -> Iterator[Rendition]:
    qualities, encode = _encoding(kind, drawn=drawn)
    for width in widths:
        yield _fitting(bare, width, kind, qualities, encode)


def _fitting(bare: Image.Image, width: int, kind: str, qualities: Sequence[int], encode: Encode) -> Rendition:
    """Encode a picture in the best quality that meets the limit of bytes, narrower if no quality does; return the file.

    Args:
        bare: The pixels.
        width: The wanted width in pixels, which also decides the limit: it is lower for phones.
        kind: The type of the file, such as `avif`.
        qualities: The qualities to try, best first; what the numbers mean depends on the type.
        encode: Encodes a picture in a quality.
    """
    most = PHONE_BYTES if width <= PHONE_WIDEST else DESKTOP_BYTES
    while True:
        picture = _narrowed(bare, width)
        for quality in _worth_trying(picture, most, qualities, encode):
            content = encode(picture, quality)
            if len(content) <= most or width == 1:
                return Rendition(kind, width, content)
        width, qualities = max(1, int(width * _NARROWER)), qualities[-2:]


def _worth_trying(picture: Image.Image, most: int, qualities: Sequence[int], encode: Encode) -> Sequence[int]:
    """Return the qualities that are worth trying: all, or none for a large picture that no quality makes small enough.

    To try all qualities of such a picture (noise, for example) would take minutes.

    Args:
        picture: The pixels.
        most: The greatest number of bytes that the file may have.
        qualities: The qualities to try, best first.
        encode: Encodes a picture in a quality.
    """
    if picture.width > 1 and picture.width * picture.height > _LARGE and len(encode(picture, qualities[-1])) > most:
        return ()
    return qualities


def _narrowed(bare: Image.Image, width: int) -> Image.Image:
    if width == bare.width:
        return bare
    return bare.resize((width, max(1, round(bare.height * width / bare.width))), Image.Resampling.LANCZOS)


def _worthwhile(files: list[Rendition]) -> tuple[Rendition, ...]:
    """Return the files that are worth publishing: the widest, and each that saves enough bytes.

    A file must save a fifth of the bytes of the next wider one. Scaling down a drawing, for example, often saves none.

    Args:
        files: The files of a picture in one type, the narrowest first.
    """
    kept = [files[-1]]
    for each in reversed(files[:-1]):
        if each.width < kept[0].width and len(each.content) <= _WORTHWHILE * len(kept[0].content):
            kept.insert(0, each)
    return tuple(kept)


def _encoding(kind: str, *, drawn: bool) -> tuple[tuple[int, ...], Encode]:
    """Return the qualities to try for a type of file, best first, and the function that encodes a picture in one.

    Args:
        kind: The type as a file extension: `avif`, `webp`, `png` or `jpg`. For `png`, a quality is a number of colours.
        drawn: Whether the picture is a drawing, that is, opaque and of few colours; lossless WebP is then tried, too.
    """
    if kind == "avif":
        return (60,) * drawn + (50, 40, 30, 20, 10, 1), _sharp_avif if drawn else _avif
    if kind == "webp":
        # 100 means lossless
        return (100,) * drawn + (78, 65, 50, 35, 20, 5, 1), _webp
    if kind == "png":
        return (256, 128, 64, 32, 16, 8), _png
    return (80, 70, 55, 40, 25, 10, 1), _jpeg


def _avif(picture: Image.Image, quality: int, subsampling: str = "4:2:0") -> bytes:
    # with several threads the encoder may tile the picture by their number, so that the bytes differ by machine
    return _saved(picture, "AVIF", quality=quality, speed=6, max_threads=1, subsampling=subsampling)


def _sharp_avif(picture: Image.Image, quality: int) -> bytes:
    """Return a picture as the bytes of an AVIF file without chroma subsampling, so that coloured letters stay sharp."""
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
