"""Draw the picture that social networks show with a link.

The picture of a briefing looks like the head of its page: a bar of ink, the site's name and the language, the title
under a short red bar, and two dates. The colours, ink and accent on paper, are the theme's. It is drawn as two
greyscale layers, one per colour, and saved with a palette of sixteen shades. That is fast, and the file is small
although its letters are sharp.
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from PIL import Image, ImageDraw, ImageFont

Weight = Literal["Regular", "Bold"]

FONTS = Path(__file__).parent / "fonts"
ELLIPSIS = "…"

_TABLES, _TABLE = 12, 16  # offset of the table directory in an OpenType file, and bytes per record
_NARROWING = 8  # pixels


@lru_cache(maxsize=2)
def font_bytes(weight: Weight) -> bytes:
    """Return the bytes of a font file."""
    return (FONTS / f"NotoSans-{weight}.ttf").read_bytes()


@lru_cache(maxsize=32)
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """Return a font in a size in pixels, ready for drawing.

    Pillow's other layout engine needs a system library, so letters would be placed differently on each machine.
    """
    return ImageFont.truetype(FONTS / f"NotoSans-{weight}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1)
def alphabet() -> frozenset[str]:
    """Return all characters that both the regular and the bold font contain."""
    return _characters(font_bytes("Regular")) & _characters(font_bytes("Bold"))


def can_write(*texts: str) -> bool:
    """Return whether both fonts contain every character of the texts."""
    return all(set(text) <= alphabet() for text in texts)


def _characters(data: bytes) -> frozenset[str]:
    """Return the characters for which a font file has glyphs.

    They are read from the subtables in format 4 of its table `cmap` (OpenType 1.9), so only characters up to U+FFFE.
    """
    (count,) = struct.unpack_from(">H", data, 4)
    rows = (struct.unpack_from(">4s4xLL", data, _TABLES + _TABLE * place) for place in range(count))
    start = next(offset for tag, offset, _ in rows if tag == b"cmap")
    (parts,) = struct.unpack_from(">H", data, start + 2)
    found: set[str] = set()
    for place in range(parts):
        (offset,) = struct.unpack_from(">4xL", data, start + 4 + 8 * place)
        if struct.unpack_from(">H", data, start + offset) == (4,):
            found.update(_segments(data, start + offset))
    return frozenset(found)


def _segments(data: bytes, start: int) -> set[str]:
    (doubled,) = struct.unpack_from(">H", data, start + 6)
    words = f">{doubled // 2}H"
    ends = struct.unpack_from(words, data, start + 14)
    begins = struct.unpack_from(words, data, start + 16 + doubled)
    spans = zip(begins, ends, strict=True)
    # the last segment, 0xFFFF, only marks the end of the list
    return {chr(code) for begin, end in spans for code in range(begin, end + 1) if code != 0xFFFF}


class FittedTitle(msgspec.Struct, frozen=True):
    """A text broken into lines so that it fits into a box at a font size in pixels."""

    lines: tuple[str, ...]
    size: int


def fitted(text: str, weight: Weight, sizes: Sequence[int], width: int, height: int, leading: float) -> FittedTitle:
    """Return a text in lines of similar length, at the first of the font sizes at which it fits a box.

    If it fits at none, its end is replaced by an ellipsis.

    Args:
        sizes: The font sizes to try, in pixels, largest first.
        width: The width of the box in pixels, and `height` likewise.
        leading: The line height as a multiple of the font size.
    """
    words = [word for word in text.split(" ") if word]
    for size in sizes:
        # the basic layout applies no kerning to these fonts, so the lengths of words and spaces can be added
        lengths, space = [_wide(word, weight, size) for word in words], _wide(" ", weight, size)
        most = max(1, int(height // (size * leading)))
        breaks = _breaks(lengths, space, width)
        if len(breaks) <= most and max(lengths, default=0) <= width:
            return FittedTitle(_lines(words, _balanced(lengths, space, width, breaks)), size)
    kept = list(_lines(words, breaks)[:most])
    return FittedTitle((*kept[:-1], _cut(kept[-1], weight, size, width) + ELLIPSIS), size)


def _cut(line: str, weight: Weight, size: int, width: int) -> str:
    """Return the longest beginning of a line, which may be very long, that leaves room for an ellipsis."""

    def too_wide(letters: int) -> bool:
        return _wide(line[:letters].rstrip() + ELLIPSIS, weight, size) > width

    return line[: bisect_left(range(1, len(line) + 1), True, key=too_wide)].rstrip()


def _wide(text: str, weight: Weight, size: int) -> float:
    return font(weight, size).getlength(text)


def _lines(words: Sequence[str], breaks: Sequence[int]) -> tuple[str, ...]:
    ends = (*breaks[1:], len(words))
    return tuple(" ".join(words[begin:end]) for begin, end in zip(breaks, ends, strict=True))


def _breaks(lengths: Sequence[float], space: float, width: float) -> list[int]:
    """Break words, by their lengths in pixels, into full lines; return the index of each line's first word.

    A word that is longer than a line gets a line of its own.
    """
    breaks: list[int] = []
    filled = width
    for place, length in enumerate(lengths):
        if breaks and filled + space + length <= width:
            filled += space + length
        else:
            breaks.append(place)
            filled = length
    return breaks


def _balanced(lengths: Sequence[float], space: float, width: int, breaks: list[int]) -> list[int]:
    """Break words as `_breaks` did, but into lines of similar length, without more lines.

    They are broken again at smaller and smaller widths, so that the last line is not a single short word.
    """
    for narrower in range(width, int(max(lengths, default=0)), -_NARROWING):
        tried = _breaks(lengths, space, narrower)
        if len(tried) > len(breaks):
            break
        breaks = tried
    return breaks


WIDTH, HEIGHT = 1200, 630
"""The size in pixels, in the ratio that social networks recommend (1.91 : 1)."""
MOST_BYTES = 60_000

_MARGIN = 80
_BAR = 24
_SHORT = 96
_TEXT_WIDTH = WIDTH - 2 * _MARGIN
_NAME_Y, _TOP_RULE, _TITLE_TOP, _TITLE_BOTTOM, _BOTTOM_RULE, _FOOT_Y = 88, 122, 142, 508, 528, 580
_SIZES = (84, 76, 68, 60, 54, 48, 42, 36)
_LEADING = 1.22
_SMALL = 30
_SMALL_SIZES = (_SMALL, 26, 22, 18)
_FOOT_SIZES = _SMALL_SIZES[1:]
_FULL, _SOFT = 255, 185
_SHADES = 8  # per colour, from paper to the full colour
_STEP = 256 // _SHADES

Colour = tuple[int, int, int]


class Wording(msgspec.Struct, frozen=True):
    """The words on the picture.

    Attributes:
        name: The name of the site, at the top; may be empty.
        title: The title of the page, in large letters.
        start: The left part of the bottom line, such as a date.
        end: The right part of the bottom line, such as another date; may be empty.
        language: The name of the language, at the top; may be empty.
    """

    name: str
    title: str
    start: str
    end: str
    language: str = ""

    @property
    def writable(self) -> bool:
        """Whether the fonts contain all characters of these words."""
        return can_write(self.name, self.title, self.start, self.end, self.language)


class Colours(msgspec.Struct, frozen=True):
    """The colours (`#rgb`, `#rrggbb`) of background (paper), letters and lines (ink), and the bar (accent)."""

    paper: str
    ink: str
    accent: str


def draw_share_picture(wording: Wording, colours: Colours) -> bytes:
    """Return the picture as a PNG; ValueError if the fonts lack a character, or it exceeds `MOST_BYTES`."""
    if not wording.writable:
        raise ValueError(f"the fonts lack letters of {wording.title!r}")
    ink, accent = (sheet.copy() for sheet in _frame(wording.name))
    draw = ImageDraw.Draw(ink)
    _title(draw, wording.title)
    _right(draw, _NAME_Y, wording.language, _SMALL)
    end = _right(draw, _FOOT_Y, wording.end, _FOOT_SIZES[0])
    _line(draw, _FOOT_Y, wording.start, "Regular", _FOOT_SIZES, _TEXT_WIDTH - end)
    made = _png(ink, accent, colours)
    if len(made) > MOST_BYTES:
        raise ValueError(f"the picture of {wording.title!r} has {len(made)} bytes")
    return made


@lru_cache(maxsize=16)
def _frame(name: str) -> tuple[Image.Image, Image.Image]:
    """Draw what all pictures of a site have in common: a layer for ink (bar, name, lines), one for the accent (a bar).

    The result is cached, so callers must copy the layers before they draw on them.
    """
    ink, accent = Image.new("L", (WIDTH, HEIGHT)), Image.new("L", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(ink)
    # the same bars as above the masthead of pages, 38 % as wide as the text, and above a briefing's title
    draw.rectangle((_MARGIN, 0, _MARGIN + round(0.38 * _TEXT_WIDTH), _BAR - 1), _FULL)
    ImageDraw.Draw(accent).rectangle((_MARGIN, _TOP_RULE, _MARGIN + _SHORT, _TOP_RULE + _BAR // 2 + 1), _FULL)
    _line(draw, _NAME_Y, name, "Bold", _SMALL_SIZES, _TEXT_WIDTH)
    for top, thick in ((_TOP_RULE, 2), (_BOTTOM_RULE, 2)):
        draw.rectangle((_MARGIN, top, WIDTH - _MARGIN - 1, top + thick - 1), _FULL)
    return ink, accent


def _line(draw: ImageDraw.ImageDraw, y: int, words: str, weight: Weight, sizes: Sequence[int], width: int) -> None:
    """Draw one line of small text, if any, at the left margin; in a smaller size if it does not fit."""
    found = fitted(words, weight, sizes, width, round(_SMALL * _LEADING), _LEADING) if words else None
    if found:
        draw.text((_MARGIN, y), found.lines[0], _FULL, font(weight, found.size), anchor="ls")


def _right(draw: ImageDraw.ImageDraw, y: int, words: str, size: int) -> int:
    """Draw a few words that end at the right margin; return the width that they and the space before them take."""
    small = font("Regular", size)
    draw.text((WIDTH - _MARGIN, y), words, _SOFT, small, anchor="rs")
    return round(small.getlength(words)) + size if words else 0


def _title(draw: ImageDraw.ImageDraw, title: str) -> None:
    """Draw the title between the two horizontal lines, vertically centred, in the largest size that fits."""
    height = _TITLE_BOTTOM - _TITLE_TOP
    found = fitted(title, "Bold", _SIZES, _TEXT_WIDTH, height, _LEADING)
    line = round(found.size * _LEADING)
    # the height of a letter above its base line is about seven tenths of the font size
    first = _TITLE_TOP + (height - line * (len(found.lines) - 1) + round(found.size * 0.7)) // 2
    for place, words in enumerate(found.lines):
        draw.text((_MARGIN, first + place * line), words, _FULL, font("Bold", found.size), anchor="ls")


def _png(ink: Image.Image, accent: Image.Image, colours: Colours) -> bytes:
    """Return a PNG that combines two greyscale layers, each in its colour; the accent covers the ink.

    Its palette has `_SHADES` shades from the background to each of the two colours.
    """
    sheet = ink.point([value // _STEP for value in range(256)])
    sheet.paste(accent.point([_SHADES + value // _STEP for value in range(256)]), mask=accent)
    picture = Image.frombytes("P", sheet.size, sheet.tobytes())
    paper = _rgb(colours.paper)
    palette = [part for colour in (colours.ink, colours.accent) for part in _ramp(paper, _rgb(colour))]
    picture.putpalette(palette)
    out = io.BytesIO()
    picture.save(out, "PNG", bits=4, compress_level=4)
    return out.getvalue()


def _ramp(paper: Colour, colour: Colour) -> list[int]:
    """Return `_SHADES` even shades from the background to a colour, as Pillow's palettes need them: one flat list."""
    last = _SHADES - 1
    return [
        round(start + (end - start) * shade / last)
        for shade in range(_SHADES)
        for start, end in zip(paper, colour, strict=True)
    ]


def _rgb(colour: str) -> Colour:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue
