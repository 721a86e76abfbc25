"""The letters that a PDF's fonts show, code by code (ISO 32000-2, 9.10.2), and how wide they are (9.7.4.3)."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from .lines import is_turning

_SIMPLE = frozenset(("/Type1", "/MMType1", "/TrueType", "/Type3"))
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_MOST_LETTERS = 32  # that a glyph stands for: a ligature has three
_WIDE = 2  # bytes of a code in a composite font
_GUESSED = 0.5  # of the font's size, where nothing says how wide a glyph is
_MOST_CODES = 65_536
_SIGNS = ("symbol", "dingbat", "wingding", "webding")
"""Fonts of signs. Theirs have numbers of private use; the bullets of Word are such."""

_UNKNOWN = frozenset(("Cn", "Co", "Cs", "Cc"))


class GlyphError(ValueError):
    """A glyph is shown of which nobody can tell which letter it is."""


class Font:
    """Decodes the strings that are shown in a font."""

    def __init__(self, font: Any) -> None:
        """Take a font's dictionary. Where it is `plain`, codes are letters, whatever else a table says."""
        from pypdf._cmap import get_encoding

        simple = font.get("/Subtype") in _SIMPLE
        named = "/Encoding" in font
        # with an encoding of its own, nothing need be read from the font's program
        bare = {key: value for key, value in font.items() if key != "/FontDescriptor"} if simple and named else None
        encoding, letters = get_encoding(type(font)(bare) if bare else font)
        self._letters: dict[int, str] = {
            ord(key): value for key, value in letters.items() if isinstance(key, str) and len(key) == 1
        }
        self.bytes_a_code = 1 if simple else _WIDE
        self._codec = ""
        self._signs = any(each in str(font.get("/BaseFont", "")).lower() for each in _SIGNS)
        if simple and (named or not _embedded(font)):
            codes = dict(encoding) if isinstance(encoding, dict) else {}
            self._letters = {**codes, **self._letters}
        elif not simple and not self._letters and str(font.get("/Encoding", "")).startswith("/Uni"):
            self._codec = str(encoding)
        self.plain = simple and (not _embedded(font) if not named else isinstance(font["/Encoding"], str))
        self._shown: dict[int, str] = {}
        self._widths = _widths(font, self._letters)

    def measure(self, data: bytes) -> tuple[float, bool]:
        """Return how wide a string is, in ems without the spaces between letters, and whether that is known."""
        if self._widths is None:
            return _GUESSED * len(data) / self.bytes_a_code, False
        return sum(map(self._widths.__getitem__, self._codes(data))), True

    def decode(self, data: bytes) -> str:
        """Return the letters of a string. GlyphError where one is not known."""
        if self._codec:
            return str(data, self._codec)
        return "".join(map(self._letters_of, self._codes(data)))

    def clusters(self, data: bytes) -> str:
        """Return the letters of a string, those of a right-to-left ligature in reverse."""
        if self._codec:
            return self.decode(data)
        glyphs = map(self._letters_of, self._codes(data))
        return "".join(glyph[::-1] if is_turning(glyph) else glyph for glyph in glyphs)

    def _codes(self, data: bytes) -> Sequence[int]:
        if self.bytes_a_code == 1:
            return data
        return struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2]) + tuple(data[len(data) // 2 * 2 :])

    def _letters_of(self, code: int) -> str:
        if code not in self._shown:
            self._shown[code] = self._found(code)
        return self._shown[code]

    def _found(self, code: int) -> str:
        letters = self._letters.get(code, "")
        if len(letters) > _MOST_LETTERS:
            raise GlyphError
        if not letters or (len(letters) > 1 and letters[0] == "/") or any(map(_is_unknown, letters)):
            return self._of_none(code, letters)
        return letters

    def _of_none(self, code: int, letters: str) -> str:
        """Return what stands for a code that shows no letter: a box, a blank, a sign."""
        sign = self._signs and letters and all(unicodedata.category(each) == "Co" for each in letters)
        if code == 0 or sign:
            return "\ufffd"
        if code in (9, 10, 13):
            return " "
        raise GlyphError


class _Widths(dict[int, float]):
    """The width of each code in ems, and of any other."""

    def __init__(self, widths: Mapping[int, float], other: float) -> None:
        super().__init__(widths)
        self._other = other

    def __missing__(self, code: int) -> float:
        return self._other


def _widths(font: Any, letters: Mapping[int, str]) -> _Widths | None:
    """Return the widths of a font's codes; none where they are not told, or not by code."""
    with suppress(StopIteration, KeyError, TypeError, ValueError, IndexError, AttributeError):
        if "/DescendantFonts" in font:
            # a code is the number of a glyph in these alone
            return _composite_widths(font) if font.get("/Encoding") == "/Identity-H" else None
        if "/Widths" in font:
            return _simple_widths(font)
        return _standard_widths(font, letters)
    return None


def _simple_widths(font: Any) -> _Widths:
    scale = float(font["/FontMatrix"][0]) if font.get("/Subtype") == "/Type3" else 0.001
    widths = enumerate(map(float, font["/Widths"][:256]), start=int(font["/FirstChar"]))
    descriptor = font.get("/FontDescriptor")
    other = descriptor.get_object().get("/MissingWidth", 0) if descriptor is not None else 0
    return _Widths({code: width * scale for code, width in widths}, float(other) * scale)


def _standard_widths(font: Any, letters: Mapping[int, str]) -> _Widths | None:
    from pypdf._codecs.core_font_metrics import CORE_FONT_METRICS

    found = CORE_FONT_METRICS.get(str(font.get("/BaseFont", "")).removeprefix("/"))
    if found is None:
        return None
    widths = found.character_widths
    known = {code: widths[letter] / 1000 for code, letter in letters.items() if letter in widths}
    return _Widths(known, widths["default"] / 1000)


def _composite_widths(font: Any) -> _Widths:
    """Return the widths of `/W`: `code [width width …]` and `first last width` (9.7.4.3)."""
    inner = font["/DescendantFonts"][0].get_object()
    values = iter([part.get_object() if hasattr(part, "get_object") else part for part in inner.get("/W", ())])
    widths: dict[int, float] = {}
    for first in map(int, values):
        second = next(values)
        run = second if isinstance(second, list) else [next(values)] * min(int(second) - first + 1, _MOST_CODES)
        widths |= ((code, float(width) / 1000) for code, width in enumerate(run, start=first))
    return _Widths(widths, float(inner.get("/DW", 1000)) / 1000)


def _embedded(font: Any) -> bool:
    descriptor = font.get("/FontDescriptor")
    found = descriptor.get_object() if descriptor is not None else {}
    return font.get("/Subtype") == "/Type3" or any(name in found for name in _PROGRAMS)


def _is_unknown(letter: str) -> bool:
    return letter == "\ufffd" or (letter not in "\t\n\r" and unicodedata.category(letter) in _UNKNOWN)
