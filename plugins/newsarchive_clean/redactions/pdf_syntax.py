"""Operators of PDF content streams, and the letters that fonts show.

`operations` splits a content stream, the program that draws a page, into operators with their operands. `Font` decodes
the strings that are shown in a font, and measures their width.
"""

from __future__ import annotations

import codecs
import re
import struct
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any

from .pdf_lines import is_turning

MOST_DEPTH = 50
"""How many forms, arrays or dictionaries may be inside one another."""

_SHORTEST = 3  # letters of the shortest word
_NAMES = frozenset(
    (
        "AIS ASCII85Decode ASCIIHexDecode AbsoluteColorimetric Action ActualText Adobe Alpha Alt Alternate Annot "
        "Annots AntiAlias Art ArtBox Artifact Ascent Aside AvgWidth BBox Background BaseEncoding BaseFont Before "
        "BibEntry BitsPerComponent BitsPerCoordinate BitsPerFlag BitsPerSample BlackIs1 BlackPoint BleedBox Block "
        "BlockQuote Border Both Bounds CCITTFaxDecode CIDFontType0 CIDFontType2 CIDInit CIDSystemInfo CIDToGIDMap "
        "CMYK CMap CMapName CMapType CalGray CalRGB CapHeight Caption Catalog CharProcs Circle Code ColSpan Color "
        "ColorBurn ColorDodge ColorSpace ColorTransform Colors Column Columns Compatible Contents Coords Count "
        "CropBox DCTDecode DW2 DamagedRowsBeforeError Darken Decimal Decode DecodeParms DescendantFonts Descent "
        "Description DeviceCMYK DeviceGray DeviceN DeviceRGB Difference Differences Disc DisplayDocTitle Div Document "
        "DocumentFragment Domain Encode EncodedByteAlign Encoding End EndOfBlock EndOfLine Exclusion ExtGState Extend "
        "FENote Figure Filter First FirstChar Flags FlateDecode Font FontBBox FontDescriptor FontFile FontFile2 "
        "FontFile3 FontMatrix FontName FontWeight Form FormType Formula Function FunctionType Functions Gamma Group "
        "HardLight Headers Height Hue ICCBased Identity Identity-H Identity-V Image ImageB ImageC ImageI ImageMask "
        "Index Indexed Info Inline Intent Interpolate ItalicAngle JBIG2Decode JBIG2Globals JPXDecode Kids LBody "
        "LZWDecode Lab Lang LastChar Layout Lbl Leading Length Length1 Length2 Length3 Lighten Limits Linearized Link "
        "List ListNumbering LowerAlpha LowerRoman LrTb Luminosity MCID MCR MMType1 MacExpertEncoding MacRomanEncoding "
        "Marked Mask Matrix Matte MaxWidth MediaBox Metadata MissingWidth Multiply Names NonStruct None Normal Note "
        "Nums OBJR OPM Obj ObjStm Order Ordered Ordering Outlines Overlay PDF Page PageLabel PageLabels PageMode "
        "Pages PaintType Parent ParentTree ParentTreeNextKey Part Pattern PatternType Perceptual Placement Predictor "
        "Prev Private ProcSet Properties QuadPoints Quote RGB Range Rect Reference Registry RelativeColorimetric "
        "Resources RlTb RoleMap Root Rotate Row RowSpan Rows Ruby RunLengthDecode SMask Saturation Scope Screen Sect "
        "Separation Shading ShadingType Size SoftLight Span Square Start StemH StemV Strong StructElem StructParent "
        "StructParents StructTreeRoot Sub Subtype Supplement TBody TFoot THead TOC TOCI Table Tabs TbRl Text "
        "TilingType Title ToUnicode Transparency TrimBox TrueType Type Type0 Type1 Type3 UCS URI Unordered UpperAlpha "
        "UpperRoman UseNone UseOutlines UserUnit Version VerticesPerRow ViewerPreferences WMode Warichu WhitePoint "
        "Width Widths WinAnsiEncoding WritingMode XHeight XML XObject XRef XRefStm XStep YStep "
    ).split()
)
_FONT_WORDS = re.compile(
    r"\A[A-Z]{6}\+|(?:Bold|Italic|Oblique|Regular|Medium|Light|Black|Roman|Condensed|Narrow|MT|PS|Calibri|Cambria|"
    r"Candara|Arial|Helvetica|Times|New|Courier|Georgia|Verdana|Tahoma|Garamond|Palatino|Linotype|Segoe|Carlito|Caladea|"
    r"DejaVu|Liberation|Noto|Sans|Serif|Mono|Roboto|Open)(?![a-z])"
)


def name_words(name: str) -> str:
    """Return the words in a PDF name without its slash; empty for one or two letters and for the format's own names.

    Parts of common font names are removed, because "Calibri" contains "ali".
    """
    return "" if len(name) < _SHORTEST or name in _NAMES else _FONT_WORDS.sub("", name)


_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*(?:(?P<comment>%[^\r\n]*)|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z))"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)|(?P<string>\()|(?P<open><<|\[)|(?P<close>>>|\])|(?P<hex><[^<>]*>)"
    rb"|(?P<operator>[^\0\t\n\f\r ()<>\[\]{}/%]+)|(?P<other>[\s\S])|\Z)"
)
_PAREN = re.compile(rb"[()]|\\[\s\S]")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])|\r\n?")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_HEX_NAME = re.compile(rb"#([0-9a-fA-F]{2})")
_IMAGE_DATA = re.compile(rb"[\0\t\n\f\r ]")
_IMAGE_END = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|\Z)")


class TooMuchError(ValueError):
    """A document exceeds a limit, or breaks the rules of PDF."""


MOST_UNPACKED = 75_000_000  # bytes of a stream, the limit of pypdf


def long_rows() -> AbstractContextManager[object]:
    """Let pypdf decode streams as `documents` writes them, with all bytes in one row, however long."""
    from pypdf import apply_configuration

    return apply_configuration(flate_maximum_columns=MOST_UNPACKED, flate_maximum_row_length=MOST_UNPACKED + 1)


class NameOperand(str):
    """A PDF name among operands, with its slash."""

    __slots__ = ()


def operations(data: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """Yield each operator of a content stream with its operands: `(Ali) Tj` yields `(b"Tj", [b"Ali"])`.

    Numbers are floats, strings bytes, names `NameOperand`s. A comment is the operator `%`, an inline image `EI` with
    its pixels. TooMuchError is raised if the stream breaks the rules of PDF, or is nested too deep.
    """
    operands = _Operands()
    end = 0
    while (found := _TOKEN.match(data, end)) and (kind := found.lastgroup):
        token, end = found[kind], found.end()
        if kind == "operator" and not operands.nested:
            yield token, operands.taken()
            if token == b"ID":
                start, end = end, _after_image(data, end)
                yield b"EI", [data[start:end]]
        elif kind == "string":
            string, end = _string(data, end)
            operands.add(string)
        elif kind == "comment":
            yield b"%", [token[1:]]
        else:
            operands.take(kind, token)
    if operands.nested:
        raise TooMuchError


class _Operands:
    """The operands since the last operator; arrays and dictionaries among them may be open."""

    def __init__(self) -> None:
        self._stack: list[list[Any]] = [[]]
        self._kinds: list[bytes] = []

    @property
    def nested(self) -> bool:
        """Return whether an array or a dictionary is open."""
        return bool(self._kinds)

    def taken(self) -> list[Any]:
        """Return all operands, and remove them."""
        operands, self._stack[0] = self._stack[0], []
        return operands

    def add(self, value: Any) -> None:
        """Append an operand to the innermost open array or dictionary."""
        self._stack[-1].append(value)

    def take(self, kind: str, token: bytes) -> None:
        """Add a token's operand, or open or close an array or dictionary; TooMuchError if it is misplaced."""
        if kind == "open" and len(self._stack) <= MOST_DEPTH:
            self._stack.append([])
            self._kinds.append(token)
        elif kind == "close" and self._kinds and (self._kinds.pop() == b"[") == (token == b"]"):
            items = self._stack.pop()
            pairs = zip(items[::2], items[1::2], strict=False)
            self.add(items if token == b"]" else {str(key): value for key, value in pairs})
        elif kind in _VALUES:
            self.add(_VALUES[kind](token))
        else:
            raise TooMuchError


def _name(token: bytes) -> NameOperand:
    plain = _HEX_NAME.sub(lambda code: bytes([int(code[1], 16)]), token) if b"#" in token else token
    return NameOperand(text_of(plain))


def _string(data: bytes, start: int) -> tuple[bytes, int]:
    depth = 1
    for found in _PAREN.finditer(data, start):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            string = data[start : found.start()]
            return (_ESCAPE.sub(_unescaped, string) if b"\\" in string or b"\r" in string else string), found.end()
    raise TooMuchError


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code is None:
        return b"\n"
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 0xFF])
    return _ESCAPED.get(code, code)


def _hex(token: bytes) -> bytes:
    digits = re.sub(rb"[^0-9a-fA-F]", b"", token)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _after_image(data: bytes, start: int) -> int:
    found = _IMAGE_END.search(data, start)
    if not found or not _IMAGE_DATA.match(data, start):
        raise TooMuchError
    return found.end()


_VALUES: dict[str, Callable[[bytes], Any]] = {"number": float, "name": _name, "hex": _hex, "operator": bytes}
"""Functions that convert a token to an operand, by its kind; an "operator" (`true`, `false`, `null`) stays bytes."""


def text_of(data: bytes) -> str:
    """Return the text of a PDF string: UTF-16 by its mark, else UTF-8 or nearly Latin-1 (ISO 32000-2, 7.9.2.2)."""
    if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


_SIMPLE = frozenset(("/Type1", "/MMType1", "/TrueType", "/Type3"))
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_MOST_LETTERS = 32  # most letters of one glyph; a ligature has three
_WIDE = 2  # bytes of a code in a composite font
_GUESSED = 0.5  # of the font size, if the document does not say how wide a glyph is
_MOST_CODES = 65_536
_SIGNS = tuple(
    "symbol dingbat wingding webding mtextra mt-extra awesome icons flaticon remixicon icomoon fontello".split()
)
"""Parts of the names of fonts that show symbols, as Word's bullets and icons of web pages, mostly without letters."""

_NUMBERED = re.compile(r"uni((?:[0-9A-F]{4})+)|u([0-9A-F]{4,6})")

_UNKNOWN = frozenset(("Cn", "Co", "Cs", "Cc"))


class GlyphError(ValueError):
    """A document shows a glyph whose letter cannot be determined from the file."""


class Font:
    """A font of a PDF: decodes the strings that are shown in it, and measures their width.

    Attributes:
        bytes_a_code: How many bytes of a string are one code, that is, one glyph.
        plain: Whether the codes are letters by a standard encoding. A program may copy those, whatever the font's own
            table of letters says.
    """

    def __init__(self, font: Any) -> None:
        """Read the letters and widths from the font's dictionary (ISO 32000-2, 9.5) as pypdf read it."""
        from pypdf._cmap import get_encoding

        simple = font.get("/Subtype") in _SIMPLE
        named = "/Encoding" in font
        # with an explicit encoding, pypdf need not read the font program
        bare = {key: value for key, value in font.items() if key != "/FontDescriptor"} if simple and named else None
        with long_rows():
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
        """Return the width of a string in font sizes, without letter spacing, and whether it is known, not guessed."""
        if self._widths is None:
            return _GUESSED * len(data) / self.bytes_a_code, False
        return sum(map(self._widths.__getitem__, self._codes(data))), True

    def decode(self, data: bytes) -> str:
        """Return the letters of a string, or raise GlyphError if one is unknown."""
        if self._codec:
            return str(data, self._codec)
        return "".join(map(self._letters_of, self._codes(data)))

    def clusters(self, data: bytes) -> str:
        """Return the letters as `decode` does, but those of each right-to-left ligature reversed."""
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
        if len(letters) > 1 and letters[0] == "/":
            letters = _named_letters(letters[1:])
        if len(letters) > _MOST_LETTERS:
            raise GlyphError
        if not letters or any(map(_is_unknown, letters)):
            return self._of_none(code, letters)
        return letters

    def _of_none(self, code: int, letters: str) -> str:
        """Return what is read for a code whose `letters` are none or signs of a symbol font.

        That is U+FFFD for code 0 or such signs, and a space for a tab or line end. GlyphError is raised for any other.
        """
        sign = self._signs and all(unicodedata.category(each) == "Co" for each in letters)
        if code == 0 or sign:
            return "\ufffd"
        if code in (9, 10, 13):
            return " "
        raise GlyphError


class _Widths(dict[int, float]):
    """The width of each code, in font sizes; a code that is not listed has the font's default width."""

    def __init__(self, widths: Mapping[int, float], other: float) -> None:
        super().__init__(widths)
        self._other = other

    def __missing__(self, code: int) -> float:
        return self._other


def _widths(font: Any, letters: Mapping[int, str]) -> _Widths | None:
    """Return the widths of a font's codes, or None if the document gives none by code."""
    with suppress(StopIteration, KeyError, TypeError, ValueError, IndexError, AttributeError):
        if "/DescendantFonts" in font:
            # only with this encoding is a code also the number of a glyph
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
    """Return the widths in the array `/W` of a composite font (ISO 32000-2, 9.7.4.3).

    Its entries are `code [width width …]` or `first last width`.
    """
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


def _named_letters(name: str) -> str:
    """Return the letters of a glyph by its name (Adobe Glyph List Specification, 2), or an empty string if unknown."""
    from pypdf._codecs.adobe_glyphs import adobe_glyphs

    letters = ""
    for part in name.partition(".")[0].split("_"):
        numbers = _NUMBERED.fullmatch(part)
        known = adobe_glyphs.get(f"/{part}", "")
        if numbers and not known:
            digits = numbers[1] or numbers[2]
            size = 4 if numbers[1] else len(digits)
            codes = [int(digits[at : at + size], 16) for at in range(0, len(digits), size)]
            known = "".join(map(chr, codes)) if max(codes) <= sys.maxunicode else ""
        if not known:
            return ""
        letters += known
    return letters


def _is_unknown(letter: str) -> bool:
    return letter == "\ufffd" or (letter not in "\t\n\r" and unicodedata.category(letter) in _UNKNOWN)
