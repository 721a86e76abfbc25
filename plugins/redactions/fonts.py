"""The letters that a PDF's fonts show, code by code (ISO 32000-2, 9.10.2)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

_SIMPLE = frozenset(("/Type1", "/MMType1", "/TrueType", "/Type3"))
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_MOST_LETTERS = 32  # that a glyph stands for: a ligature has three
_WIDE = 2  # bytes of a code in a composite font
_SIGNS = ("symbol", "dingbat", "wingding", "webding")
"""Fonts of signs. Theirs have numbers of private use; the bullets of Word are such."""

_UNKNOWN = frozenset(("Cn", "Co", "Cs", "Cc"))


class GlyphError(ValueError):
    """A glyph is shown of which nobody can tell which letter it is."""


class Font:
    """Decodes the strings that are shown in a font."""

    def __init__(self, font: Any) -> None:
        """Take a font's dictionary."""
        from pypdf._cmap import get_encoding

        simple = font.get("/Subtype") in _SIMPLE
        named = "/Encoding" in font
        # with an encoding of its own, nothing need be read from the font's program
        bare = {key: value for key, value in font.items() if key != "/FontDescriptor"} if simple and named else None
        encoding, letters = get_encoding(type(font)(bare) if bare else font)
        self._letters = {ord(key): value for key, value in letters.items() if isinstance(key, str) and len(key) == 1}
        self._width = 1 if simple else _WIDE
        self._codec = ""
        self._signs = any(each in str(font.get("/BaseFont", "")).lower() for each in _SIGNS)
        if simple and (named or not _embedded(font)):
            codes = dict(encoding) if isinstance(encoding, dict) else {}
            self._letters = {**codes, **self._letters}
        elif not simple and not self._letters and str(font.get("/Encoding", "")).startswith("/Uni"):
            self._codec = str(encoding)

    def decode(self, data: bytes) -> str:
        """Return the letters of a string. GlyphError where one is not known."""
        if self._codec:
            return data.decode(self._codec, "strict")
        return "".join(self._decoded(data))

    def _decoded(self, data: bytes) -> Iterator[str]:
        width = self._width
        for at in range(0, len(data), width):
            code = int.from_bytes(data[at : at + width], "big")
            letters = self._letters.get(code, "")
            if len(letters) > _MOST_LETTERS:
                raise GlyphError
            if not letters or (len(letters) > 1 and letters[0] == "/") or any(map(_is_unknown, letters)):
                letters = self._of_none(code, letters)
            yield letters

    def _of_none(self, code: int, letters: str) -> str:
        """Return what stands for a code that shows no letter: a box, a blank, a sign."""
        sign = self._signs and letters and all(unicodedata.category(each) == "Co" for each in letters)
        if code == 0 or sign:
            return "\ufffd"
        if code in (9, 10, 13):
            return " "
        raise GlyphError


def _embedded(font: Any) -> bool:
    descriptor = font.get("/FontDescriptor")
    found = descriptor.get_object() if descriptor is not None else {}
    return font.get("/Subtype") == "/Type3" or any(name in found for name in _PROGRAMS)


def _is_unknown(letter: str) -> bool:
    return letter == "\ufffd" or (letter not in "\t\n\r" and unicodedata.category(letter) in _UNKNOWN)
