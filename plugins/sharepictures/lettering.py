"""The letters of share pictures: which ones the fonts hold, and a title broken into lines that fit."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

Weight = Literal["Regular", "Bold"]

FONTS = Path(__file__).parent / "fonts"
ELLIPSIS = "…"

_TABLES, _TABLE = 12, 16  # where an OpenType file's list of tables begins, and the bytes of each row
_NARROWING = 8  # pixels


@lru_cache(maxsize=2)
def font_bytes(weight: Weight) -> bytes:
    """Return the file of a weight."""
    return (FONTS / f"NotoSerif-{weight}.ttf").read_bytes()


@lru_cache(maxsize=32)
def font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """Return the font of a weight and a size in pixels.

    Its layout is the basic one: the other needs a library of the system, and would set letters apart by machine.
    """
    return ImageFont.truetype(FONTS / f"NotoSerif-{weight}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=1)
def alphabet() -> frozenset[str]:
    """Return all characters that both weights hold."""
    return _characters(font_bytes("Regular")) & _characters(font_bytes("Bold"))


def can_write(*texts: str) -> bool:
    """Whether every character of these texts can be drawn."""
    return all(set(text) <= alphabet() for text in texts)


def _characters(data: bytes) -> frozenset[str]:
    """Read the characters of a font from the parts of its `cmap` in format 4 (OpenType 1.9, `cmap`)."""
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
    # the last segment ends the list and holds no character
    return {chr(code) for begin, end in spans for code in range(begin, end + 1) if code != 0xFFFF}


@dataclass(frozen=True)
class Lines:
    """A text in lines, and the size in pixels at which each fits."""

    lines: tuple[str, ...]
    size: int


def fitted(text: str, weight: Weight, sizes: Sequence[int], width: int, height: int, leading: float) -> Lines:
    """Break a text into lines of about one length, at the first size at which they fit into a box of pixels.

    What does not fit at the last size ends with an ellipsis.
    """
    words = [word for word in text.split(" ") if word]
    for size in sizes:
        # letters are not drawn closer for their neighbours' sake, so lengths add up
        lengths, space = [_wide(word, weight, size) for word in words], _wide(" ", weight, size)
        most = max(1, int(height // (size * leading)))
        breaks = _breaks(lengths, space, width)
        if len(breaks) <= most and max(lengths, default=0) <= width:
            return Lines(_lines(words, _balanced(lengths, space, width, breaks)), size)
    kept = list(_lines(words, breaks)[:most])
    return Lines((*kept[:-1], _cut(kept[-1], weight, size, width) + ELLIPSIS), size)


def _cut(line: str, weight: Weight, size: int, width: int) -> str:
    """Return as much of a line as leaves room for the ellipsis: looked for by halves, for a word may have no end."""

    def too_wide(letters: int) -> bool:
        return _wide(line[:letters].rstrip() + ELLIPSIS, weight, size) > width

    return line[: bisect_left(range(1, len(line) + 1), True, key=too_wide)].rstrip()


def _wide(text: str, weight: Weight, size: int) -> float:
    return font(weight, size).getlength(text)


def _lines(words: Sequence[str], breaks: Sequence[int]) -> tuple[str, ...]:
    """Join words to lines, each from one break to the next."""
    ends = (*breaks[1:], len(words))
    return tuple(" ".join(words[begin:end]) for begin, end in zip(breaks, ends, strict=True))


def _breaks(lengths: Sequence[float], space: float, width: float) -> list[int]:
    """Fill line after line and return the place of each one's first word; a word too long has a line of its own."""
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
    """Narrow the lines as long as there are no more of them: none is left with one short word."""
    for narrower in range(width, int(max(lengths, default=0)), -_NARROWING):
        tried = _breaks(lengths, space, narrower)
        if len(tried) > len(breaks):
            break
        breaks = tried
    return breaks
