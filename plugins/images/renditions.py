"""The same picture in smaller files: types that newer browsers know, widths for phones and desktops.

A phone's files are small whatever the picture: its quality goes down step by step until they are. A drawing
keeps its exact pixels wherever that is not larger. Only bare pixels come in, so nothing else goes out.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, features

from .publishing import Pixels, bare_picture, encode_picture, type_of

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
