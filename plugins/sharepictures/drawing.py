"""A share picture: the site's name, a title in large letters, the day and the language, on the house's paper.

Everything is ink or accent on paper. So a picture is drawn as two sheets of grey, one for each, and saved with a
palette of sixteen colours: small, sharp at the edges of letters, and quick.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from .lettering import Weight, can_write, fitted, font

WIDTH, HEIGHT = 1200, 630
"""Pixels, in the proportion that networks ask for (1.91 : 1)."""
MOST_BYTES = 60_000

_MARGIN = 80
_BAR = 20
_TEXT_WIDTH = WIDTH - 2 * _MARGIN
_NAME_Y, _TOP_RULE, _TITLE_TOP, _TITLE_BOTTOM, _BOTTOM_RULE, _FOOT_Y = 88, 122, 142, 508, 528, 580
_SIZES = (84, 76, 68, 60, 54, 48, 42, 36)
_LEADING = 1.22
_SMALL = 30
_SMALL_SIZES = (_SMALL, 26, 22, 18)
_FULL, _SOFT = 255, 185
_SHADES = 8  # of each of the two colours, paper among them
_STEP = 256 // _SHADES

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Wording:
    """What stands on a picture: `name` of the site, `title`, and a line with what is at its start and at its end."""

    name: str
    title: str
    start: str
    end: str

    @property
    def writable(self) -> bool:
        """Whether the fonts hold every letter of it."""
        return can_write(self.name, self.title, self.start, self.end)


@dataclass(frozen=True)
class Colours:
    """The theme's colours, each as `#rgb` or `#rrggbb`."""

    paper: str
    ink: str
    accent: str


def draw_share_picture(wording: Wording, colours: Colours) -> bytes:
    """Return the picture as a PNG; ValueError for letters that the fonts lack, or for one that is too large."""
    if not wording.writable:
        raise ValueError(f"the fonts lack letters of {wording.title!r}")
    ink, accent = (sheet.copy() for sheet in _frame(wording.name))
    draw = ImageDraw.Draw(ink)
    _title(draw, wording.title)
    end = font("Regular", _SMALL)
    draw.text((WIDTH - _MARGIN, _FOOT_Y), wording.end, _SOFT, end, anchor="rs")
    _line(draw, _FOOT_Y, wording.start, "Regular", _TEXT_WIDTH - round(end.getlength(wording.end)))
    made = _png(ink, accent, colours)
    if len(made) > MOST_BYTES:
        raise ValueError(f"the picture of {wording.title!r} has {len(made)} bytes")
    return made


@lru_cache(maxsize=16)
def _frame(name: str) -> tuple[Image.Image, Image.Image]:
    """Draw what all pictures in a language share, once: the sheets of ink and of accent."""
    ink, accent = Image.new("L", (WIDTH, HEIGHT)), Image.new("L", (WIDTH, HEIGHT))
    # the bar of the pages: drawn back from the words below it
    ImageDraw.Draw(accent).rectangle((_MARGIN, 0, _MARGIN + round(0.38 * _TEXT_WIDTH), _BAR - 1), _FULL)
    draw = ImageDraw.Draw(ink)
    _line(draw, _NAME_Y, name, "Bold", _TEXT_WIDTH)
    for top, thick in ((_TOP_RULE, 2), (_BOTTOM_RULE, 2)):
        draw.rectangle((_MARGIN, top, WIDTH - _MARGIN - 1, top + thick - 1), _FULL)
    return ink, accent


def _line(draw: ImageDraw.ImageDraw, y: int, words: str, weight: Weight, width: int) -> None:
    """Write one line of small letters, still smaller where they would not fit."""
    found = fitted(words, weight, _SMALL_SIZES, width, round(_SMALL * _LEADING), _LEADING) if words else None
    if found:
        draw.text((_MARGIN, y), found.lines[0], _FULL, font(weight, found.size), anchor="ls")


def _title(draw: ImageDraw.ImageDraw, title: str) -> None:
    """Write a title in the middle of its box, as large as it fits."""
    height = _TITLE_BOTTOM - _TITLE_TOP
    found = fitted(title, "Bold", _SIZES, _TEXT_WIDTH, height, _LEADING)
    line = round(found.size * _LEADING)
    # letters stand between their base line and about seven tenths of their size above it
    first = _TITLE_TOP + (height - line * (len(found.lines) - 1) + round(found.size * 0.7)) // 2
    for place, words in enumerate(found.lines):
        draw.text((_MARGIN, first + place * line), words, _FULL, font("Bold", found.size), anchor="ls")


def _png(ink: Image.Image, accent: Image.Image, colours: Colours) -> bytes:
    """Turn grey into places in the palette: paper to ink, then paper to accent."""
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
    """Return the shades from paper to a colour."""
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
