"""Pictures as published: no larger than needed, in several sizes and types.

`render_picture` takes the pixels of a picture, which are clean already. It returns the picture's own file, which has
the name and type of the editor's file, and its renditions: files of other widths and types, from which a browser
chooses. The extension of a name states the type.

Renditions have a limit of bytes, a lower one for phones: the quality is reduced until the file is small enough. A
drawing (opaque, of few colours) keeps its exact pixels in WebP and PNG if that meets the limit.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from msgspec.structs import replace
from PIL import Image, features

WIDEST = 1280
TALLEST = 4 * WIDEST
"""The greatest height of a published picture in pixels: encoders need minutes for taller ones."""
WITHIN = (WIDEST, TALLEST)

WIDTHS = (480, 800, 1280)
PHONE_WIDEST = 800
"""The width of the widest file that a phone requests: 400 CSS pixels at two device pixels each."""
PHONE_BYTES = 60_000
DESKTOP_BYTES = 150_000

_LARGE = 1_000_000  # pixels
_WORTHWHILE = 0.8  # a narrower file must save at least a fifth of the wider one's bytes to be worth its lower detail

Encode = Callable[[Image.Image, int], bytes]


class Rendition(msgspec.Struct, frozen=True):
    """A picture file that is ready to be published, without metadata.

    `type` is the file extension (`avif`); `content` is empty if the bytes are those of `Rendered.itself`.
    """

    type: str
    width: int
    height: int
    content: bytes


class Rendered(msgspec.Struct, frozen=True, tag=True):
    """All files of one picture, from which a browser chooses by type and width.

    Attributes:
        itself: The file with the picture's own name and type, in the full width.
        better: The files in modern types (AVIF, WebP): a tuple for each type that saves bytes, the smallest type first,
            and in it the narrowest file first.
        plain: The files that every browser supports (JPEG or PNG), the narrowest first. The widest may be `itself`.
    """

    itself: Rendition
    better: tuple[tuple[Rendition, ...], ...]
    plain: tuple[Rendition, ...]


def encoder_versions() -> tuple[str, ...]:
    """Return the libraries that encode pictures, as `name==version`, for cache keys: the bytes depend on them."""
    encoders = ("avif", "webp", "libjpeg_turbo", "jpg", "zlib", "zlib_ng")
    return tuple(f"{name}=={features.version(name)}" for name in encoders)


def encode_picture(picture: Image.Image, name: str) -> Rendition:
    """Encode pixels in the type of a file name's extension."""
    kind = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if kind == "jpg":
        content = _jpeg(picture, 80)
    elif kind == "webp":
        content = _saved(picture, "WEBP", quality=78, method=6)
    else:
        content = _saved(_with_palette(picture), "PNG", optimize=True)
    return Rendition(kind, picture.width, picture.height, content)


def _with_palette(picture: Image.Image) -> Image.Image:
    """Return an RGB picture of at most 256 colours with a palette, which halves its file; any other unchanged."""
    colours = picture.getcolors(256) if picture.mode == "RGB" else None
    if not colours:
        return picture
    drawn = picture.quantize(len(colours), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return drawn if drawn.convert("RGB").tobytes() == picture.tobytes() else picture


def render_picture(data: bytes, name: str) -> Rendered:
    """Return all files of a picture, in its own and in other widths and types.

    `data` is an uncompressed PNG file of its pixels, within `WITHIN` (`signals.media_cleaned`); `name` is that of the
    editor's file.
    """
    with Image.open(io.BytesIO(data), formats=("PNG",)) as opened:
        bare = opened.copy()
    itself = encode_picture(bare, name)
    drawn = itself.type != "jpg" and _is_drawing(bare)
    plain = _plain(bare, itself, drawn=drawn)
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
    """Return whether a picture is a drawing: opaque, of at most 256 colours, and of two bits a pixel as PNG.

    A grey photograph also has few colours, but its noise does not compress.
    """
    if bare.mode != "RGB" or bare.getcolors(256) is None:
        return False
    return 8 * len(_png(bare, 256)) <= 2 * bare.width * bare.height + 8 * 1024


def _plain(bare: Image.Image, itself: Rendition, *, drawn: bool) -> tuple[Rendition, ...]:
    """Return a picture's files in JPEG, or PNG for drawings and transparency, the narrowest first.

    If the picture's own file has this type, it is the widest of them, unless it is narrow enough
    for phones but has too many bytes for them.
    """
    kind = "png" if bare.mode == "RGBA" or drawn else "jpg"
    if itself.type != kind or (bare.width <= PHONE_WIDEST and len(itself.content) > PHONE_BYTES):
        return _files(bare, kind, drawn=drawn)
    *narrower, widest = _files(bare, kind, drawn=drawn, own=itself)
    return (*narrower, replace(widest, content=b""))


def _files(bare: Image.Image, kind: str, *, drawn: bool, own: Rendition | None = None) -> tuple[Rendition, ...]:
    """Return a picture's files of a type, the narrowest first; `own` is the widest one if it is there already.

    A file is narrower only if that saves a fifth of the bytes of the next wider one: a drawing often saves none.
    """
    qualities, encode = _encoding(kind, drawn=drawn)
    files = [own or _fitting(bare, bare.width, kind, qualities, encode)]
    for width in reversed(WIDTHS):
        if width <= bare.width * _WORTHWHILE:
            file = _fitting(bare, width, kind, qualities, encode)
            if file.width < files[0].width and len(file.content) <= _WORTHWHILE * len(files[0].content):
                files.insert(0, file)
    return tuple(files)


def _fitting(bare: Image.Image, width: int, kind: str, qualities: Sequence[int], encode: Encode) -> Rendition:
    """Encode a picture in the best quality that meets the limit of bytes for its width; narrower if none does."""
    most = PHONE_BYTES if width <= PHONE_WIDEST else DESKTOP_BYTES
    while True:
        picture, height = bare, max(1, round(bare.height * width / bare.width))
        if width != bare.width:
            picture = bare.resize((width, height), Image.Resampling.LANCZOS)
        # a large picture of noise may be too big in any quality: to try them all would take minutes
        large = width > 1 and picture.width * picture.height > _LARGE
        if not large or len(encode(picture, qualities[-1])) <= most:
            for quality in qualities:
                content = encode(picture, quality)
                if len(content) <= most or width == 1:
                    return Rendition(kind, width, picture.height, content)
        width, qualities = max(1, int(width * 0.75)), qualities[-2:]


def _encoding(kind: str, *, drawn: bool) -> tuple[tuple[int, ...], Encode]:
    """Return the qualities to try for a type, best first, and its encoder. For `png`, a quality is a number of colours.

    For drawings (`drawn`), lossless WebP (quality 100) is tried, too, and AVIF keeps coloured letters sharp.
    """
    if kind == "avif":
        return (60,) * drawn + (50, 40, 30, 20, 10, 1), partial(_avif, subsampling="4:4:4") if drawn else _avif
    if kind == "webp":
        return (100,) * drawn + (78, 65, 50, 35, 20, 5, 1), _webp
    if kind == "png":
        return (256, 128, 64, 32, 16, 8), _png
    return (80, 70, 55, 40, 25, 10, 1), _jpeg


def _avif(picture: Image.Image, quality: int, subsampling: str = "4:2:0") -> bytes:
    # with several threads the encoder may tile the picture by their number, so that the bytes differ by machine
    return _saved(picture, "AVIF", quality=quality, speed=6, max_threads=1, subsampling=subsampling)


def _webp(picture: Image.Image, quality: int) -> bytes:
    lossless = quality == 100
    return _saved(picture, "WEBP", lossless=lossless, quality=75 if lossless else quality, method=4)


def _png(picture: Image.Image, colours: int) -> bytes:
    method = Image.Quantize.FASTOCTREE if picture.mode == "RGBA" else Image.Quantize.MEDIANCUT
    return _saved(picture.quantize(colours, method=method, dither=Image.Dither.NONE), "PNG", optimize=True)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    return _saved(picture.convert("RGB"), "JPEG", quality=quality, optimize=True, progressive=True)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
