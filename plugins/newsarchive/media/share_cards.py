"""Draw the picture that social networks show with a link.

The picture of a briefing looks like the head of its page: a bar of ink, the site's name and the language, the title
under a short red bar, and two dates. The colours, ink and accent on paper, are the theme's. It is drawn as two
greyscale layers, one per colour, and saved with a palette of sixteen shades. That is fast, and the file is small
although its letters are sharp.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from PIL import Image, ImageColor, ImageDraw, ImageFont

Weight = Literal["Regular", "Bold"]

FONTS = Path(__file__).parent / "fonts"
ELLIPSIS = "…"


def font_bytes(weight: Weight) -> bytes:
    """Return the bytes of a font file."""
    return (FONTS / f"NotoSans-{weight}.ttf").read_bytes()


@lru_cache(maxsize=32)
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """Return a font in a size in pixels, ready for drawing.

    Pillow's other layout engine needs a system library, so letters would be placed differently on each machine.
    """
    return ImageFont.truetype(FONTS / f"NotoSans-{weight}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


def can_write(*texts: str) -> bool:
    """Return whether both fonts contain every character of the texts."""
    return all(map(_is_drawn, set("".join(texts))))


@cache
def _is_drawn(letter: str) -> bool:
    """Return whether a character is a space, or drawn: these fonts draw nothing for one that they lack."""
    if letter in " \u00a0\u202f":
        return True
    return all(any(bytes(font(weight, 20).getmask(letter))) for weight in ("Regular", "Bold"))


def fitted(
    text: str, weight: Weight, sizes: Sequence[int], width: int, height: int, leading: float
) -> tuple[list[str], int]:
    """Return a text in lines of similar length, and the first of the font sizes in pixels at which it fits a box.

    If it fits at none, its end is replaced by an ellipsis.

    Args:
        sizes: The font sizes to try, in pixels, largest first.
        width: The width of the box in pixels, and `height` likewise.
        leading: The line height as a multiple of the font size.
    """
    words = [word for word in text.split(" ") if word]
    for size in sizes:
        # the basic layout applies no kerning to these fonts, so the lengths of words and spaces can be added
        measured, space = [(word, _wide(word, weight, size)) for word in words], _wide(" ", weight, size)
        longest, most = max((length for _, length in measured), default=0), max(1, int(height // (size * leading)))
        lines = _wrapped(measured, space, width)
        if len(lines) > most or longest > width:
            continue
        # narrower lines, as long as they are no more, so that the last is not a single short word
        for narrower in range(width, int(longest), -8):
            tried = _wrapped(measured, space, narrower)
            if len(tried) > len(lines):
                break
            lines = tried
        return lines, size
    *full, last = lines[:most]
    # the longest beginning of a line, which may be very long, that leaves room for an ellipsis
    letters = bisect_right(
        range(1, len(last) + 1), float(width), key=lambda end: _wide(last[:end].rstrip() + ELLIPSIS, weight, size)
    )
    return [*full, last[:letters].rstrip() + ELLIPSIS], size


def _wide(text: str, weight: Weight, size: int) -> float:
    return font(weight, size).getlength(text)


def _wrapped(measured: Sequence[tuple[str, float]], space: float, width: float) -> list[str]:
    """Return words, given with their lengths in pixels, as full lines; a word that is too long gets its own line."""
    lines: list[list[str]] = []
    filled = width
    for word, length in measured:
        if lines and filled + space + length <= width:
            lines[-1].append(word)
            filled += space + length
        else:
            lines.append([word])
            filled = length
    return [" ".join(line) for line in lines]


WIDTH, HEIGHT = 1200, 630
"""The size in pixels, in the ratio that social networks recommend (1.91 : 1)."""

_MARGIN, _BAR, _SHORT = 80, 24, 96
_TEXT_WIDTH = WIDTH - 2 * _MARGIN
_NAME_Y, _TOP_RULE, _TITLE_TOP, _TITLE_BOTTOM, _BOTTOM_RULE, _FOOT_Y = 88, 122, 142, 508, 528, 580
_SIZES, _SMALL_SIZES = (84, 76, 68, 60, 54, 48, 42, 36), (30, 26, 22, 18)
_LEADING = 1.22
_FULL, _SOFT = 255, 185
_SHADES = 8  # per colour, from paper to the full colour


class Wording(msgspec.Struct, frozen=True):
    """The words on the picture; all but `title` may be empty.

    Attributes:
        name: The name of the site, at the top.
        title: The title of the page, in large letters.
        start: The left part of the bottom line, such as a date.
        end: The right part of the bottom line, such as another date.
        language: The name of the language, at the top.
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


def draw_share_picture(wording: Wording, colours: Sequence[str]) -> bytes:
    """Return the picture of words that are `writable` as a PNG.

    `colours` (`#rgb`, `#rrggbb`) are those of the background, of letters and lines (ink), and of the bar (accent).
    """
    ink, accent = (sheet.copy() for sheet in _frame(wording.name))
    draw = ImageDraw.Draw(ink)
    _title(draw, wording.title)
    _right(draw, _NAME_Y, wording.language, _SMALL_SIZES[0])
    end = _right(draw, _FOOT_Y, wording.end, _SMALL_SIZES[1])
    _line(draw, _FOOT_Y, wording.start, "Regular", _SMALL_SIZES[1:], _TEXT_WIDTH - end)
    return _png(ink, accent, colours)


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
    for top in (_TOP_RULE, _BOTTOM_RULE):
        draw.rectangle((_MARGIN, top, WIDTH - _MARGIN - 1, top + 1), _FULL)
    return ink, accent


def _line(draw: ImageDraw.ImageDraw, y: int, words: str, weight: Weight, sizes: Sequence[int], width: int) -> None:
    if words:
        lines, size = fitted(words, weight, sizes, width, round(_SMALL_SIZES[0] * _LEADING), _LEADING)
        draw.text((_MARGIN, y), lines[0], _FULL, font(weight, size), anchor="ls")


def _right(draw: ImageDraw.ImageDraw, y: int, words: str, size: int) -> int:
    """Draw a few words that end at the right margin; return the width that they and the space before them take."""
    small = font("Regular", size)
    draw.text((WIDTH - _MARGIN, y), words, _SOFT, small, anchor="rs")
    return round(small.getlength(words)) + size if words else 0


def _title(draw: ImageDraw.ImageDraw, title: str) -> None:
    height = _TITLE_BOTTOM - _TITLE_TOP
    lines, size = fitted(title, "Bold", _SIZES, _TEXT_WIDTH, height, _LEADING)
    step = round(size * _LEADING)
    # the height of a letter above its base line is about seven tenths of the font size
    first = _TITLE_TOP + (height - step * (len(lines) - 1) + round(size * 0.7)) // 2
    for place, words in enumerate(lines):
        draw.text((_MARGIN, first + place * step), words, _FULL, font("Bold", size), anchor="ls")


def _png(ink: Image.Image, accent: Image.Image, colours: Sequence[str]) -> bytes:
    """Return a PNG that combines two greyscale layers, each in its colour; the accent covers the ink.

    Its palette has `_SHADES` even shades from the background to each of the two colours.
    """
    step, last = 256 // _SHADES, _SHADES - 1
    sheet = ink.point([value // step for value in range(256)])
    sheet.paste(accent.point([_SHADES + value // step for value in range(256)]), mask=accent)
    picture = Image.frombytes("P", sheet.size, sheet.tobytes())
    paper, *inks = map(ImageColor.getrgb, colours)
    picture.putpalette(
        [
            round(start + (end - start) * shade / last)
            for colour in inks
            for shade in range(_SHADES)
            for start, end in zip(paper, colour, strict=True)
        ]
    )
    out = io.BytesIO()
    picture.save(out, "PNG", bits=4, compress_level=4)
    return out.getvalue()
