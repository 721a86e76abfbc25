"""Parse a PDF: the objects of a file, the instructions of a content stream, the segments of a JBIG2 picture.

The functions accept only the part of ISO 32000-2 that `documents` writes; anything else raises DamagedError
or yields a *trace* (a finding, `scanner.Trace`). A content stream is the program that draws a page: operators, each
after its operands. Parsed values are Python's, `bytes` for a string, and the classes below.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .scanner import DamagedError, Trace

FORMAT_NAMES = frozenset(
    # types and subtypes
    "Action Alpha Annot Artifact Catalog CMap CIDFontType0 CIDFontType0C CIDFontType2 D Encoding ExtGState Font "
    "FontDescriptor Form Group Identity Image Link Luminosity Mask MCR MMType1 OBJR OpenType Page PageLabel Pages "
    "Pattern StructElem StructTreeRoot Transparency TrueType Type0 Type1 Type1C Type3 URI XObject a A B C I r R S U W "
    # filters, encodings, colours and blend modes
    "CCITTFaxDecode DCTDecode FlateDecode JBIG2Decode JPXDecode MacExpertEncoding MacRomanEncoding WinAnsiEncoding "
    "None All Black Blue Border CalGray CalRGB Cyan DeviceCMYK DeviceGray DeviceN DeviceRGB Gray Green Indexed Lab "
    "Magenta Red Separation Yellow AbsoluteColorimetric Color ColorBurn ColorDodge Compatible Darken Difference "
    "Exclusion HardLight Hue Lighten Multiply Normal Overlay Perceptual RelativeColorimetric Saturation Screen "
    "SoftLight "
    # structure
    "Aside BibEntry BlockQuote Caption Code Div Document DocumentFragment Em FENote Figure Formula H H1 H2 H3 H4 H5 H6 "
    "Index L LBody LI Lbl NonStruct Note P Part Art Sect Private Quote RB RP RT Reference Ruby Span Strong Sub TBody "
    "TD TFoot TH THead TOC TOCI TR Table Title WP WT Warichu Both Column Row List Layout Disc Circle Square Decimal "
    "UpperRoman LowerRoman UpperAlpha LowerAlpha Ordered Unordered Description Block Inline Before Start End LrTb RlTb "
    "TbRl".split()
)
"""The names (`/Page`) that PDF defines; any other was chosen by a program or a person, and might tell something."""
_PATH = re.compile(
    rb"\s*(?:file:/|[a-z]:[\\/]|\\\\|~/|/(?:home|users|root|tmp|mnt|media|volumes|private|storage|sdcard)/)"
    rb"|(?!https?:|mailto:).{1,250}\.(?:jpe?g|png|gif|webp|avif|heic|tiff?|bmp|svg|psd|mov|mp4|pdf|docx?|xlsx?|pptx?|odt)\s*\Z",
    re.IGNORECASE,
)
"""Matches the beginning of a path on a computer, or a file name with a suffix such as `.jpg`."""
MOST_DEPTH = 400
_MOST = 400_000_000

# operators with the most operands that they take; below, those that show text, draw, or name a resource
_COUNTS = {
    **dict.fromkeys(b"b B b* B* BT ET EMC f F f* h n q Q s S W W* T*".split(), 0),
    **dict.fromkeys(b"g G i j J M w Tc TL Tr Ts Tw Tz cs CS gs Do sh ri Tj TJ ' BMC".split(), 1),
    **dict.fromkeys(b"d0 l m Td TD Tf d BDC".split(), 2),
    **dict.fromkeys(b'rg RG "'.split(), 3),
    **dict.fromkeys(b"k K re v y".split(), 4),
    **dict.fromkeys(b"c cm d1 Tm".split(), 6),
    **dict.fromkeys(b"sc SC scn SCN".split(), 33),
}
_SHOWING = frozenset((b"Tj", b"TJ", b"'", b'"'))
_DRAWING = frozenset(b"b B b* B* f F f* s S sh Do".split())
_NAMING = {
    **{b"Do": "XObject", b"Tf": "Font", b"gs": "ExtGState", b"cs": "ColorSpace", b"CS": "ColorSpace", b"sh": "Shading"},
    **{b"scn": "Pattern", b"SCN": "Pattern"},
}
_MARKS = frozenset(("MCID", "Lang", "Alt", "ActualText"))
_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*(?:(?P<number>[+-]?[0-9]*\.?[0-9]+|[+-]?[0-9]+\.)(?=[\0\t\n\f\r /\[\]<>()]|\Z)"
    rb"|/(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*)|(?P<mark><<|>>|[\[\]])|<(?P<hex>[0-9A-Fa-f]*)>"
    rb"|\((?P<text>(?:[^()\\]|\\.)*+)\)|(?P<word>[A-Za-z'\"*][A-Za-z0-9'\"*]*))",
    re.DOTALL,
)
_REFERENCE = re.compile(rb"[ ]+([0-9]+)[ ]+R\b")
_OBJECT = re.compile(rb"\s*([0-9]+) 0 obj\b")
_AFTER = re.compile(rb"\s*endobj\s*")
_HEAD = re.compile(rb"%PDF-[12]\.[0-9]\n(?:%[\x80-\xff]{4}\n)?")
_TABLE = re.compile(rb"xref\n0 [0-9]+\n(?:[0-9]{10} [0-9]{5} [fn][ \r]\n)+trailer")
_END = re.compile(rb"\s*startxref\s+[0-9]+\s+%%EOF[\r\n]*\Z")


_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)


class ScannedName(str):
    """A name without its slash."""

    __slots__ = ()


class Word(bytes):
    """A word that is no name, number or string: an operator, `endobj`, `true`, `null`."""

    __slots__ = ()


class ScannedReference(NamedTuple):
    """A reference to an object by its number: `12 0 R`."""

    number: int


class Body(NamedTuple):
    """A stream: its dictionary, and its data, which are still compressed."""

    fields: dict[str, Any]
    data: bytes


def parsed_file(data: bytes) -> tuple[dict[int, Any], dict[str, Any]]:
    """Return the objects of a PDF by number, and its trailer (the dictionary at the end of the file).

    DamagedError is raised if there is anything else, or if the table of objects is wrong.
    """
    head = _HEAD.match(data)
    if not head:
        raise DamagedError
    objects: dict[int, Any] = {}
    places: dict[int, int] = {}
    at = head.end()
    while begun := _OBJECT.match(data, at):
        value, at = _value(data, begun.end())
        if data[at : at + 8] == b"\nstream\n":
            length = value["Length"]
            value, at = Body(value, data[at + 8 : at + 8 + length]), at + 8 + length
            if data[at : at + 10] != b"\nendstream":
                raise DamagedError
            at += 10
        ended = _AFTER.match(data, at)
        if not ended or int(begun[1]) in objects:
            raise DamagedError
        places[int(begun[1])] = begun.start(1)
        objects[int(begun[1])], at = value, ended.end()
    table = _TABLE.match(data, at)
    # if the table is wrong, another reader finds other objects
    if not table or _listed(table[0]) != places:
        raise DamagedError
    trailer, at = _value(data, table.end())
    if not _END.match(data, at):
        raise DamagedError
    return objects, trailer


def _listed(table: bytes) -> dict[int, int]:
    """Return the offset of each object by number, according to a cross-reference table (`xref`)."""
    rows = enumerate(re.findall(rb"([0-9]{10}) [0-9]{5} ([fn])", table))
    return {number: int(place) for number, (place, kind) in rows if kind == b"n"}


def _value(data: bytes, at: int, depth: int = 0) -> tuple[Any, int]:
    """Return the value at an offset, and the offset after it; DamagedError if there is none, or it is too deep."""
    found = _TOKEN.match(data, at)
    if not found or depth > MOST_DEPTH:
        raise DamagedError
    kind, token, at = found.lastgroup, found[found.lastgroup or 0], found.end()
    if kind == "mark" and token in (b"[", b"<<"):
        values = []
        closing = b"]" if token == b"[" else b">>"
        while (pair := _value(data, at, depth + 1))[0] != Word(closing):
            values.append(pair[0])
            at = pair[1]
        return (values if closing == b"]" else _paired(values)), pair[1]
    if kind == "number":
        reference = _REFERENCE.match(data, at) if token.isdigit() else None
        return (ScannedReference(int(token)), reference.end()) if reference else (_number(token), at)
    if kind == "name":
        return ScannedName(re.sub(rb"#(..)", lambda each: bytes.fromhex(each[1].decode()), token).decode("latin-1")), at
    if kind == "hex":
        return bytes.fromhex(token.decode()), at
    if kind == "text":
        return _ESCAPE.sub(lambda each: each[1], token), at
    return Word(token), at


def _number(token: bytes) -> int | float:
    return float(token) if b"." in token else int(token)


def _paired(values: list[Any]) -> dict[str, Any]:
    keys = values[::2]
    if len(values) % 2 or not all(isinstance(each, ScannedName) for each in keys) or len(set(keys)) < len(keys):
        raise DamagedError
    return dict(zip(keys, values[1::2], strict=True))


def is_path(words: bytes) -> bool:
    """Return whether a string, in ASCII or UTF-16, is a path or a file name on a computer.

    Programs insert such strings without being asked, for example as alternative texts of pictures.
    """
    wide = words[:2] in (b"\xfe\xff", b"\xff\xfe")
    return bool(_PATH.match(words[2:].replace(b"\0", b"") if wide else words))


def inflated(data: bytes) -> bytes:
    """Return zlib data decompressed; DamagedError if they are incomplete or too large, or if anything follows."""
    unpacker = zlib.decompressobj()
    found = unpacker.decompress(data, _MOST)
    if not unpacker.eof or unpacker.unused_data:
        raise DamagedError
    return found


def instructions(data: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """Yield (operator, operands) for each instruction of a content stream; DamagedError for anything else."""
    operands: list[Any] = []
    at, end = 0, len(data.rstrip(b"\0\t\n\f\r "))
    while at < end:
        value, at = _value(data, at)
        if isinstance(value, Word):
            yield value, operands
            operands = []
        else:
            operands.append(value)
    if operands:
        raise DamagedError


def content_traces(data: bytes) -> Iterator[Trace]:
    """Yield a trace for each part of a content stream that nobody sees.

    These are unknown instructions, names and texts where they draw nothing, and marked content (a run of instructions
    for screen readers) without anything drawn in it.
    """
    marks = MarkedContent()
    for operator, operands in instructions(data):
        marks.follow(operator, operands)
        if len(operands) > _COUNTS.get(operator, -1) or operator not in _COUNTS:
            yield Trace("trace", "BI" if operator == b"BI" else "Contents")
        elif operator == b"BDC":
            told = operands[-1] if operands else None
            if not isinstance(told, dict) or not told.keys() <= _MARKS or any(map(_holds_path, told.values())):
                yield Trace("trace", "BDC")
        elif operator not in _SHOWING and any(_holds_text(each) for each in operands):
            yield Trace("trace", "Contents")
        if operator not in _NAMING and any(
            isinstance(each, ScannedName) and each not in FORMAT_NAMES for each in operands
        ):
            yield Trace("trace", "Contents")
    marks.end()
    if marks.empty - {None}:
        yield Trace("trace", "BDC")


class MarkedContent:
    """Records which marked content of a content stream draws something.

    Marked content is a run of instructions from `BDC` or `BMC` to `EMC`, often with a number (`MCID`). Call `follow`
    for each instruction, then `end`.

    Attributes:
        drawn: The numbers of what draws something; -1 for content without a number, None if it has no dictionary.
        empty: The same for what draws nothing.
    """

    def __init__(self) -> None:
        """Start a content stream."""
        self.drawn: set[Any] = set()
        self.empty: set[Any] = set()
        self._begun: list[tuple[Any, int]] = []
        self._drawings = 0

    def follow(self, operator: bytes, operands: list[Any]) -> None:
        """Record the next instruction, as `instructions` yields it."""
        self._drawings += operator in _DRAWING or (operator in _SHOWING and any(map(_is_shown, operands)))
        if operator in (b"BMC", b"BDC"):
            fields = operands[-1] if operands else None
            self._begun.append((fields.get("MCID", -1) if isinstance(fields, dict) else None, self._drawings))
        elif operator == b"EMC" and self._begun:
            self._end()

    def end(self) -> None:
        """Record the end of the stream, which also ends all open marked content."""
        while self._begun:
            self._end()

    def _end(self) -> None:
        number, before = self._begun.pop()
        (self.drawn if self._drawings > before else self.empty).add(number)


def _is_shown(value: Any) -> bool:
    return any(map(_is_shown, value)) if isinstance(value, list) else isinstance(value, bytes) and value != b""


def _holds_path(value: Any) -> bool:
    return isinstance(value, bytes) and is_path(value)


def _holds_text(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_text, value))
    return isinstance(value, dict) or (isinstance(value, bytes) and not isinstance(value, Word))


def named_by(data: bytes) -> Iterable[tuple[str, str]]:
    """Yield the kind and name of each use of a font, picture, colour and so on: `("Font", "F1")`."""
    for operator, operands in instructions(data):
        for each in operands:
            if operator in _NAMING and isinstance(each, ScannedName):
                yield _NAMING[operator], each


def jbig2_traces(data: bytes) -> Iterator[Trace]:
    """Yield one trace if a JBIG2 picture has a comment or is cut short (ITU-T T.88, 7.2)."""
    at = 0
    while at < len(data):
        number, flags, referred = int.from_bytes(data[at : at + 4], "big"), data[at + 4], data[at + 5] >> 5
        at += 6
        if referred == 7:
            referred = int.from_bytes(data[at - 1 : at + 3], "big") & 0x1FFFFFFF
            at += 3 + (referred + 8) // 8
        at += referred * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 64 else 1)
        length = int.from_bytes(data[at : at + 4], "big")
        at += 4 + length
        if flags & 63 == 62 or at > len(data):
            yield Trace("trace-comment", "JBIG2Decode")
            return
