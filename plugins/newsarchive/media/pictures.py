"""Pictures as published: no larger than needed, in several sizes and types.

`render_picture` takes the pixels of a picture, which are clean already. It returns the picture's own file, which has
the name and type of the editor's file, and its renditions: files of other widths and types, from which a browser
chooses. The extension of a name states the type.

Renditions have a limit of bytes, a lower one for phones: the quality is reduced until the file is small enough. A
drawing (opaque, of few colours) keeps its exact pixels in WebP and PNG if that meets the limit.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

import msgspec
from PIL import Image, features

WIDEST = 1280
TALLEST = 4 * WIDEST
"""The greatest height of a published picture in pixels: encoders need minutes for taller ones."""
WITHIN = (WIDEST, TALLEST)

_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


class Pixels(msgspec.Struct, frozen=True):
    """A picture file that is ready to be published, without metadata, and its size in pixels."""

    content: bytes
    width: int
    height: int


def type_of(name: str) -> str:
    """Return the type for a file name's extension: `JPEG`, `PNG` or `WEBP`."""
    return _FORMATS[name.rpartition(".")[2].lower()]


def encode_picture(picture: Image.Image, name: str) -> Pixels:
    """Encode pixels in the type of a file name's extension."""
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
    """Return an RGB picture of at most 256 colours with a palette, which halves its file; any other unchanged."""
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


class Rendition(msgspec.Struct, frozen=True):
    """One of the files of a picture from which a browser may choose.

    `type` is the file extension (`avif`); `content` is empty if the bytes are those of `Rendered.itself`.
    """

    type: str
    width: int
    content: bytes


class Rendered(msgspec.Struct, frozen=True):
    """All files of one picture, from which a browser chooses by type and width.

    Attributes:
        itself: The file with the picture's own name and type, in the full width.
        better: The files in modern types (AVIF, WebP): a tuple for each type that saves bytes, the smallest type first,
            and in it the narrowest file first.
        plain: The files that every browser supports (JPEG or PNG), the narrowest first. The widest may be `itself`.
    """

    itself: Pixels
    better: tuple[tuple[Rendition, ...], ...]
    plain: tuple[Rendition, ...]


def encoder_versions() -> tuple[str, ...]:
    """Return the libraries that encode pictures, as `name==version`, for cache keys: the bytes depend on them."""
    return tuple(f"{name}=={features.version(name)}" for name in _ENCODERS)


def render_picture(data: bytes, name: str) -> Rendered:
    """Return all files of a picture, in its own and in other widths and types.

    `data` is an uncompressed PNG file of its pixels, within `WITHIN` (`signals.media_cleaned`); `name` is that of the
    editor's file.
    """
    with Image.open(io.BytesIO(data), formats=("PNG",)) as opened:
        bare = opened.copy()
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
    """Return a picture's files in JPEG, or PNG for drawings and transparency, the narrowest first.

    If the picture's own file (of the type `named`) has this type, it is the widest of them, unless it is narrow enough
    for phones but has too many bytes for them.
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
    """Return the widths in which a picture is encoded: those of `WIDTHS` well below its own, then its own."""
    return (*(width for width in WIDTHS if width <= bare.width * _WORTHWHILE), bare.width)


def _rendered(bare: Image.Image, kind: str, widths: Sequence[int], *, drawn: bool) -> Iterator[Rendition]:
    qualities, encode = _encoding(kind, drawn=drawn)
    for width in widths:
        yield _fitting(bare, width, kind, qualities, encode)


def _fitting(bare: Image.Image, width: int, kind: str, qualities: Sequence[int], encode: Encode) -> Rendition:
    """Encode a picture in the best quality that meets the limit of bytes for its width; narrower if none does."""
    most = PHONE_BYTES if width <= PHONE_WIDEST else DESKTOP_BYTES
    while True:
        picture = _narrowed(bare, width)
        for quality in _worth_trying(picture, most, qualities, encode):
            content = encode(picture, quality)
            if len(content) <= most or width == 1:
                return Rendition(kind, width, content)
        width, qualities = max(1, int(width * _NARROWER)), qualities[-2:]


def _worth_trying(picture: Image.Image, most: int, qualities: Sequence[int], encode: Encode) -> Sequence[int]:
    """Return all qualities, or none if a large picture (noise) is too big in any: to try them would take minutes."""
    if picture.width > 1 and picture.width * picture.height > _LARGE and len(encode(picture, qualities[-1])) > most:
        return ()
    return qualities


def _narrowed(bare: Image.Image, width: int) -> Image.Image:
    if width == bare.width:
        return bare
    return bare.resize((width, max(1, round(bare.height * width / bare.width))), Image.Resampling.LANCZOS)


def _worthwhile(files: list[Rendition]) -> tuple[Rendition, ...]:
    """Return the widest of a picture's files, and each that saves a fifth of the bytes of the next wider one.

    They are sorted, the narrowest first. Scaling down a drawing often saves none.
    """
    kept = [files[-1]]
    for each in reversed(files[:-1]):
        if each.width < kept[0].width and len(each.content) <= _WORTHWHILE * len(kept[0].content):
            kept.insert(0, each)
    return tuple(kept)


def _encoding(kind: str, *, drawn: bool) -> tuple[tuple[int, ...], Encode]:
    """Return the qualities to try for a type, best first, and its encoder. For `png`, a quality is a number of colours.

    For drawings (`drawn`), lossless WebP is tried, too.
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
    """Return an AVIF file without chroma subsampling, so that coloured letters stay sharp."""
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
