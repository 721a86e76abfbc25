"""The syntax of a PDF's content streams: operators with their operands, and which names are words (ISO 32000-2, 7.8.2).

A comment is an operator of its own, `%`, and so is the data of a picture, `EI`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import Any

from plugins.documents.grammar import BLENDINGS, COLOURS, GRAMMAR, SHORT_COLOURS, TAGS

MOST_DEPTH = 50
"""Forms, arrays or dictionaries in one another."""

_ELSEWHERE = (
    "Catalog Pages Kids Count Parent Root Size Info Prev XRefStm XRef ObjStm First Index Length Length1 Length2 "
    "Length3 Filter DecodeParms FlateDecode DCTDecode CCITTFaxDecode JBIG2Decode JPXDecode LZWDecode ASCII85Decode "
    "ASCIIHexDecode RunLengthDecode Resources Contents Annots ProcSet PDF Text ImageB ImageC ImageI Metadata XML "
    "StructTreeRoot RoleMap ParentTree ParentTreeNextKey Nums Names Limits Version Linearized PageLabels PageMode "
    "UseOutlines UseNone Outlines ViewerPreferences DisplayDocTitle CharProcs Properties MCID MCR OBJR Pg Obj CMapName "
    "CMapType CMap WMode Identity Identity-H Identity-V Adobe UCS Registry Ordering Supplement ColorSpace ExtGState "
    "Indexed ICCBased CalRGB CalGray Lab Separation DeviceN Alternate TrimBox BleedBox ArtBox CIDInit"
).split()


def _names_of_format() -> frozenset[str]:
    ruled = {name for kind in GRAMMAR.values() for rule in kind.values() if "name" in rule for name in rule.split()}
    keys = {key for kind in GRAMMAR.values() for key in kind}
    return frozenset((*ruled, *keys, *TAGS, *COLOURS, *SHORT_COLOURS, *BLENDINGS, *_ELSEWHERE))


_NAMES = _names_of_format()
_FONT_WORDS = re.compile(
    r"\A[A-Z]{6}\+|(?:Bold|Italic|Oblique|Regular|Medium|Light|Black|Roman|Condensed|Narrow|MT|PS|Calibri|Cambria|"
    r"Candara|Arial|Helvetica|Times|New|Courier|Georgia|Verdana|Tahoma|Garamond|Palatino|Linotype|Segoe|Carlito|Caladea|"
    r"DejaVu|Liberation|Noto|Sans|Serif|Mono|Roboto|Open)(?![a-z])"
)


def name_words(name: str) -> str:
    """Return what may be words in a name: none that the format itself gives, and nothing of usual fonts' names.

    These are in every document: neither ItalicAngle nor Calibri says anything of an Ali.
    """
    return "" if name in _NAMES else _FONT_WORDS.sub("", name)


_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]+|(?P<comment>%[^\r\n]*)|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z))"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)|(?P<string>\()|(?P<open><<|\[)|(?P<close>>>|\])|(?P<hex><[^<>]*>)"
    rb"|(?P<operator>[^\0\t\n\f\r ()<>\[\]{}/%]+)|(?P<other>[\s\S])"
)
_PAREN = re.compile(rb"[()]|\\[\s\S]")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])|\r\n?")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_HEX_NAME = re.compile(rb"#([0-9a-fA-F]{2})")
_IMAGE_DATA = re.compile(rb"[\0\t\n\f\r ]")
_IMAGE_END = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|\Z)")


class TooMuchError(ValueError):
    """A document has more than is read, or is no sound PDF."""


class Name(str):
    """A name, with its slash."""

    __slots__ = ()


def operations(data: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """Yield each operator of a content stream with its operands; comments are operators of their own, `%`."""
    operands = _Operands()
    end = 0
    while found := _TOKEN.match(data, end):
        kind, token, end = found.lastgroup, found[0], found.end()
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
        elif kind:
            operands.take(kind, token)
    if operands.nested:
        raise TooMuchError


class _Operands:
    """The operands before an operator, arrays and dictionaries among them."""

    def __init__(self) -> None:
        self._stack: list[list[Any]] = [[]]
        self._kinds: list[bytes] = []

    @property
    def nested(self) -> bool:
        """Whether an array or a dictionary is open."""
        return bool(self._kinds)

    def taken(self) -> list[Any]:
        """Return all operands, and begin anew."""
        operands, self._stack[0] = self._stack[0], []
        return operands

    def add(self, value: Any) -> None:
        """Take an operand."""
        self._stack[-1].append(value)

    def take(self, kind: str, token: bytes) -> None:
        """Take a token of a kind. TooMuchError for one that has no place."""
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


def _name(token: bytes) -> Name:
    plain = _HEX_NAME.sub(lambda code: bytes([int(code[1], 16)]), token) if b"#" in token else token
    return Name(text_of(plain))


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
"""What stands for a token of a kind; an operator within an array is `true` or `null`."""


def text_of(data: bytes) -> str:
    """Return a text string's letters: UTF-16, UTF-8 or nearly Latin 1 (ISO 32000-2, 7.9.2.2)."""
    if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
